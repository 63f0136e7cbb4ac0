import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { fail, ok } from '#shared/result.ts'
import { useUiStore } from '../../state/ui-store.ts'
import type { Answers } from '../../testing/memory-bridge.ts'
import { showApp } from '../../testing/show-app.tsx'
import { changeText, metricText } from './model-words.ts'

const openModels = async (changed: Answers = {}) => {
  const shown = showApp(changed)
  await shown.user.click(await screen.findByRole('button', { name: 'Models' }))
  return shown
}

const openModel = async (changed: Answers = {}) => {
  const shown = await openModels(changed)
  await shown.user.click(await screen.findByRole('button', { name: 'churn-model' }))
  await screen.findByRole('region', { name: 'Versions' })
  return shown
}

const versions = () => within(screen.getByRole('region', { name: 'Versions' }))

const act = async (user: Awaited<ReturnType<typeof openModel>>['user'], version: number, entry: string) => {
  await user.click(versions().getByRole('button', { name: `Actions of v${version}` }))
  await user.click(await screen.findByRole('menuitem', { name: entry }))
}

test('the list shows each model with its champion and opens it', async () => {
  await openModels()
  const row = (await screen.findByRole('button', { name: 'churn-model' })).closest('tr')
  expect(row?.textContent).toContain('v7')
  expect(row?.textContent).toContain('challenger v6')
})

test('a project without models says how to make the first', async () => {
  await openModels({ 'model.list': () => ok([]) })
  expect(await screen.findByRole('heading', { name: 'No models yet' })).toBeDefined()
  expect(screen.getByText(/pipewright\.log_model/)).toBeDefined()
})

test('versions show run, metrics and what they stand for; the champion is described', async () => {
  await openModel()
  const cells = versions().getAllByRole('row')[1]?.textContent
  expect(cells).toContain('v7')
  expect(cells).toContain('Run 41')
  expect(cells).toContain('0.845')
  expect(cells).toContain('champion')
  expect(screen.getByRole('region', { name: 'Version 7' }).textContent).toContain('int64 (-1)')
})

test('a version is promoted with a reason, which the log shows', async () => {
  const { user, bridge } = await openModel()
  await act(user, 6, 'Promote…')
  await user.type(await screen.findByRole('textbox', { name: 'Reason' }), 'fairer')
  await user.click(screen.getByRole('button', { name: 'Promote' }))
  expect(await screen.findByText('v6 promoted to champion, before v7')).toBeDefined()
  expect(bridge.asked('model.promote')).toMatchObject([{ name: 'churn-model', version: 6, reason: 'fairer' }])
  expect(useUiStore.getState().dialog).toBeNull()
})

test('a refused promotion says why and keeps the page', async () => {
  const { user } = await openModel({
    'model.promote': () => fail('conflict', 'Another Pipewright is at it. Try again.'),
  })
  await act(user, 6, 'Promote…')
  await user.click(await screen.findByRole('button', { name: 'Promote' }))
  expect(await screen.findByText('Another Pipewright is at it. Try again.')).toBeDefined()
})

test('a roll back names the version it goes back to', async () => {
  const { user } = await openModel()
  await user.click(await screen.findByRole('button', { name: 'Roll back to v5…' }))
  await user.click(await screen.findByRole('button', { name: 'Roll back to v5' }))
  expect(await screen.findByText('Rolled back to v5, before v7')).toBeDefined()
  await waitFor(() => expect(screen.queryByRole('button', { name: /^Roll back to/ })).toBeNull())
})

test('what uses a version is named before it is deleted, and one that is served cannot be', async () => {
  const { user, bridge } = await openModel({
    'model.uses': () =>
      ok([{ kind: 'running-endpoint', what: 'the running endpoint, which serves version 7', file: null, line: null }]),
  })
  await act(user, 7, 'Delete…')
  expect(await screen.findByText('the running endpoint, which serves version 7')).toBeDefined()
  expect(screen.getByRole('button', { name: 'Delete' }).hasAttribute('disabled')).toBe(true)
  expect(bridge.asked('model.deleteVersion')).toEqual([])
})

test('a package says where it is and how it is started', async () => {
  const { user, bridge } = await openModel()
  await act(user, 7, 'Package…')
  await user.type(await screen.findByRole('textbox', { name: 'Into the folder' }), '/tmp/out')
  await user.click(screen.getByRole('radio', { name: /^Docker image/ }))
  await user.click(screen.getByRole('button', { name: 'Write' }))
  expect(await screen.findByText('/tmp/out/churn-model-7-docker')).toBeDefined()
  expect(screen.getByText('python test.py')).toBeDefined()
  expect(bridge.asked('model.package')).toMatchObject([{ form: 'docker', version: 7, into: '/tmp/out' }])
})

test('numbers are short and changes are sentences', () => {
  expect([0, 0.84512345, 1234.5, 1e-7, 12_345_678, null].map(metricText)).toEqual([
    '0',
    '0.8451',
    '1235',
    '1.00e-7',
    '1.23e+7',
    '—',
  ])
  const change = { time: 0, version: 3, alias: 'staging', previous: 'none', reason: null, by: 'window' } as const
  expect(changeText({ ...change, kind: 'stage-set' })).toBe('v3 is staging, before none')
})
