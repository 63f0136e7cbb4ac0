import { act, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Environment } from '#shared/model/environment.ts'
import { ok } from '#shared/result.ts'
import { sampleEnvironment, sampleProjectId } from '../../testing/sample-project.ts'
import { showApp } from '../../testing/show-app.tsx'

const lacking: Environment = {
  ...sampleEnvironment,
  state: 'requirements-missing',
  message: '2 requirements are not met.',
  missing: [
    { requirement: 'xgboost>=2', installed: null, line: 3 },
    { requirement: 'pandas>=3', installed: '2.2.0', line: 1 },
  ],
}
const missing = { 'environment.get': () => ok(lacking), 'run.latest': () => ok(null) }
const projectId = sampleProjectId

test('the pill opens what is known of the environment', async () => {
  const { user } = showApp()
  await user.click(await screen.findByRole('button', { name: 'Environment: Python 3.12 · .venv, ready' }))
  const details = within(await screen.findByRole('dialog', { name: 'Environment' }))
  expect(details.getByText('/home/ada/work/churn-project/.venv/bin/python')).toBeDefined()
})

test('a missing requirement leads to its line', async () => {
  const { user, bridge } = showApp(missing)
  await user.click(await screen.findByRole('button', { name: /packages missing/ }))
  await user.click(await screen.findByRole('button', { name: /xgboost/ }))
  await waitFor(() => expect(bridge.asked('file.read')).toContainEqual({ projectId, path: 'requirements.txt' }))
})

test('a run whose packages are missing asks first, and runs anyway where that is wanted', async () => {
  const { user, bridge } = showApp(missing)
  await user.click(await screen.findByRole('button', { name: 'Run' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Packages are missing' }))
  expect(await dialog.findByText('xgboost>=2')).toBeDefined()
  expect(dialog.getByText('installed: 2.2.0')).toBeDefined()
  expect(bridge.asked('run.start')).toEqual([])
  await user.click(dialog.getByRole('button', { name: 'Run anyway' }))
  await waitFor(() => expect(bridge.asked('run.start').length).toBe(1))
})

test('an installation shows its lines and can be cancelled', async () => {
  const { user, bridge } = showApp(missing)
  await user.click(await screen.findByRole('button', { name: 'Run' }))
  await user.click(await screen.findByRole('button', { name: 'Install into .venv' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Making the environment' }))
  const progress = { projectId, operationId: 'environment-1', message: null }
  act(() => bridge.emit('environment.progressed', { ...progress, line: 'Collecting xgboost', state: 'running' }))
  expect(dialog.getByRole('log').textContent).toContain('Collecting xgboost')
  await user.click(dialog.getByRole('button', { name: 'Cancel' }))
  expect(bridge.asked('environment.cancel')).toEqual([{ projectId, operationId: 'environment-1' }])
  act(() => bridge.emit('environment.progressed', { ...progress, line: '', state: 'cancelled' }))
  expect(await screen.findByRole('dialog', { name: 'Cancelled' })).toBeDefined()
})

test('a finished installation offers the run that waited for it', async () => {
  let environment = lacking
  const { user, bridge } = showApp({ ...missing, 'environment.get': () => ok(environment) })
  await user.click(await screen.findByRole('button', { name: 'Run' }))
  await user.click(await screen.findByRole('button', { name: 'Install into .venv' }))
  await screen.findByRole('dialog', { name: 'Making the environment' })
  environment = sampleEnvironment
  const progress = { projectId, operationId: 'environment-1', message: null }
  act(() => bridge.emit('environment.progressed', { ...progress, line: 'done', state: 'completed' }))
  await user.click(await screen.findByRole('button', { name: 'Run now' }))
  await waitFor(() => expect(bridge.asked('run.start').length).toBe(1))
})

test('another interpreter can be chosen', async () => {
  const { user, bridge } = showApp()
  await user.click(await screen.findByRole('button', { name: /^Environment/ }))
  await user.click(await screen.findByRole('button', { name: 'Choose interpreter…' }))
  await user.click(await screen.findByRole('button', { name: /Python 3.11 · system/ }))
  await waitFor(() => expect(bridge.asked('environment.choose')).toEqual([{ projectId, path: '/usr/bin/python3' }]))
  expect(screen.queryByRole('dialog')).toBeNull()
})
