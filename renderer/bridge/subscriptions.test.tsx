import { act, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { RunEvent } from '#shared/model/run-event.ts'
import { ok } from '#shared/result.ts'
import { useRunStore } from '../state/run-store.ts'
import { useUiStore } from '../state/ui-store.ts'
import { sampleProject, sampleProjectId, sampleStart } from '../testing/sample-project.ts'
import { sampleRun } from '../testing/sample-run.ts'
import { showApp } from '../testing/show-app.tsx'

const projectId = sampleProjectId

const ended: RunEvent = { kind: 'run-ended', time: Date.now(), state: 'completed', reason: null }

test('a run that ends gives its place back to Run', async () => {
  const { bridge } = showApp()
  await screen.findByRole('button', { name: 'Cancel' })
  act(() => bridge.emit('run.happened', { projectId, runId: 41, seq: 15, event: ended }))
  expect(await screen.findByRole('button', { name: 'Run' })).toBeDefined()
})

test('a gap in the events of a run asks for the run', async () => {
  const { bridge } = showApp()
  await screen.findByRole('button', { name: 'Cancel' })
  const before = bridge.asked('run.get').length
  act(() => bridge.emit('run.happened', { projectId, runId: 41, seq: 20, event: ended }))
  await waitFor(() => expect(bridge.asked('run.get').length).toBe(before + 1))
})

test('events of another project change nothing', async () => {
  const { bridge } = showApp()
  await screen.findByRole('button', { name: 'Cancel' })
  act(() => bridge.emit('run.happened', { projectId: 'f'.repeat(16), runId: 41, seq: 15, event: ended }))
  expect(useRunStore.getState().runs[41]?.state).toBe('running')
})

test('a changed folder is read again', async () => {
  let watchedFiles = 148
  const { bridge } = showApp({ 'project.get': () => ok({ ...sampleProject(Date.now()), watchedFiles }) })
  await screen.findByText('Watching 148 files')
  watchedFiles = 149
  act(() => bridge.emit('project.changed', { projectId, pipelines: [], blockFiles: false, tree: false }))
  expect(await screen.findByText('Watching 149 files')).toBeDefined()
})

test('lines of a running block appear in the log', async () => {
  const { bridge } = showApp()
  await screen.findByText('Watching 148 files')
  const line = {
    blockUuid: 'train_model',
    attempt: 1,
    line: 99,
    time: Date.now(),
    stream: 'stdout',
    level: 'info',
  } as const
  act(() => bridge.emit('run.logged', { projectId, runId: 41, lines: [{ ...line, text: 'epoch 32' }], gap: false }))
  expect(useRunStore.getState().logs[41]?.at(-1)?.text).toBe('epoch 32')
})

test('the theme follows what main says', async () => {
  const { bridge } = showApp()
  await screen.findByText('Watching 148 files')
  act(() => bridge.emit('theme.changed', { theme: 'light' }))
  expect(document.documentElement.dataset.theme).toBe('light')
})

test('a menu item runs its command', async () => {
  const { bridge } = showApp()
  await screen.findByText('Watching 148 files')
  act(() => bridge.emit('menu.chosen', { command: 'view.settings' }))
  expect(await screen.findByRole('heading', { name: 'Settings' })).toBeDefined()
})

test('the window closes at once where nothing would be lost', async () => {
  const { bridge } = showApp({ 'run.latest': () => ok(null) })
  await screen.findByText('Watching 148 files')
  act(() => bridge.emit('window.close-requested', { activeRuns: 0 }))
  await waitFor(() => expect(bridge.asked('system.closeWindow')).toEqual([{ cancelRuns: false }]))
})

test('the window asks before it closes over a run', async () => {
  const { bridge, user } = showApp()
  await screen.findByText('Watching 148 files')
  act(() => bridge.emit('window.close-requested', { activeRuns: 1 }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Close this window?' }))
  expect(dialog.getByText(/1 run is going on and will be cancelled/)).toBeDefined()
  await user.click(dialog.getByRole('button', { name: 'Cancel runs and close' }))
  expect(bridge.asked('system.closeWindow')).toEqual([{ cancelRuns: true }])
})

test('with the question switched off the window closes over a run', async () => {
  const settings = { ...sampleStart.settings, confirmCloseWhileRunning: false }
  const { bridge } = showApp({ 'system.start': () => ok({ ...sampleStart, settings }) })
  await screen.findByText('Watching 148 files')
  act(() => bridge.emit('window.close-requested', { activeRuns: 1 }))
  await waitFor(() => expect(bridge.asked('system.closeWindow')).toEqual([{ cancelRuns: true }]))
})

test('a window that loses its project shows the welcome page', async () => {
  const { bridge } = showApp()
  await screen.findByText('Watching 148 files')
  act(() => bridge.emit('window.project-changed', { projectId: null }))
  expect(await screen.findByRole('heading', { name: 'Recent projects' })).toBeDefined()
  expect(useRunStore.getState().runs).toEqual({})
  expect(useUiStore.getState().pipelineUuid).toBeNull()
})

test('a run started elsewhere appears', async () => {
  const { bridge } = showApp({ 'run.latest': () => ok(null) })
  await screen.findByText('Watching 148 files')
  const run = sampleRun(Date.now())
  const event: RunEvent = {
    kind: 'run-queued',
    time: Date.now(),
    runId: 42,
    pipelineUuid: run.pipelineUuid,
    scope: { kind: 'all' },
    origin: { kind: 'terminal', name: null },
    variables: {},
    commit: null,
    blocks: [{ blockUuid: 'load_customers', blockType: 'data_loader', language: 'python' }],
    edges: [],
  }
  act(() => bridge.emit('run.happened', { projectId, runId: 42, seq: 1, event }))
  expect(await screen.findByText(/Run 42 · waiting/)).toBeDefined()
})
