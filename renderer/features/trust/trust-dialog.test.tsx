import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { fail, ok } from '#shared/result.ts'
import { sampleEnvironment, sampleProject } from '../../testing/sample-project.ts'
import { showApp } from '../../testing/show-app.tsx'

const untrusted = () => {
  let trusted = false
  return {
    'project.get': () => ok({ ...sampleProject(Date.now()), trusted }),
    'project.trust': () => {
      trusted = true
      return ok({ ...sampleProject(Date.now()), trusted })
    },
    'environment.get': () =>
      trusted ? ok(sampleEnvironment) : ok({ ...sampleEnvironment, state: 'unknown' as const, interpreter: null }),
    'run.latest': () => ok(null),
    'run.start': () =>
      trusted ? ok({ runId: 41 }) : fail('not-trusted', 'This folder is not trusted yet, so nothing of it is run.'),
  }
}

test('a folder that is not trusted says so where its interpreter would be', async () => {
  showApp(untrusted())
  expect(await screen.findByRole('button', { name: 'Not trusted' })).toBeDefined()
})

test('the first run asks for trust, then starts', async () => {
  const { user, bridge } = showApp(untrusted())
  await user.click(await screen.findByRole('button', { name: 'Run' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Do you trust churn-project?' }))
  await user.click(dialog.getByRole('button', { name: 'Trust and run' }))
  await waitFor(() => expect(bridge.asked('run.start').length).toBe(2))
  expect(await screen.findByRole('button', { name: /^Environment: Python 3.12/ })).toBeDefined()
})

test('Not now leaves everything as it is', async () => {
  const { user, bridge } = showApp(untrusted())
  await user.click(await screen.findByRole('button', { name: 'Not trusted' }))
  await user.click(await screen.findByRole('button', { name: 'Not now' }))
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(bridge.asked('project.trust')).toEqual([])
})
