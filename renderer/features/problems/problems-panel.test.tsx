import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Problem } from '#shared/model/problem.ts'
import { ok } from '#shared/result.ts'
import { sampleProject } from '../../testing/sample-project.ts'
import { showApp } from '../../testing/show-app.tsx'
import { groupByFile } from './problems-panel.tsx'

const problem = (file: string, line: number | null, severity: Problem['severity']): Problem => ({
  id: `${file}:${line}:${severity}`,
  severity,
  code: 'yaml-syntax',
  message: `${severity} in ${file}`,
  file,
  line,
  pipelineUuid: null,
  blockUuid: null,
})

test('problems stand by file, errors first, then by line', () => {
  const grouped = groupByFile([
    problem('b.yaml', 1, 'warning'),
    problem('a.yaml', 9, 'warning'),
    problem('b.yaml', 7, 'error'),
    problem('b.yaml', 3, 'error'),
  ])
  expect(grouped.map(([file, found]) => [file, found.map(({ line }) => line)])).toEqual([
    ['a.yaml', [9]],
    ['b.yaml', [3, 7, 1]],
  ])
})

test('a click opens the file', async () => {
  const found = [problem('requirements.txt', 2, 'error')]
  const { user, bridge } = showApp({ 'project.get': () => ok({ ...sampleProject(Date.now()), problems: found }) })
  await user.click(await screen.findByRole('tab', { name: /Problems/ }))
  const file = within(await screen.findByRole('region', { name: 'requirements.txt' }))
  await user.click(file.getByRole('button', { name: /error in requirements.txt/ }))
  await waitFor(() => expect(bridge.asked('file.read').at(-1)?.path).toBe('requirements.txt'))
})

test('a project without problems says so', async () => {
  const { user } = showApp({ 'project.get': () => ok({ ...sampleProject(Date.now()), problems: [] }) })
  await user.click(await screen.findByRole('tab', { name: 'Problems' }))
  expect(await screen.findByText('No problems')).toBeDefined()
})
