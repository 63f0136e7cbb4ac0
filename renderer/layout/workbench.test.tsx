import { act, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { fail, ok } from '#shared/result.ts'
import { togglePanel } from '../commands/view-commands.ts'
import { useEditorStore } from '../state/editor-store.ts'
import { useUiStore } from '../state/ui-store.ts'
import { sampleProject } from '../testing/sample-project.ts'
import { showApp } from '../testing/show-app.tsx'

const shown = () => screen.findByText('Watching 148 files')

test('the window shows project and pipeline, and the first pipeline is open', async () => {
  showApp()
  expect(await screen.findByRole('button', { name: 'Project churn-project' })).toBeDefined()
  expect(await screen.findByRole('button', { name: 'Pipeline train_churn_model' })).toBeDefined()
})

test('the window opens as it was left', async () => {
  showApp({ 'project.arrangement': () => ok({ 'view.pipeline': 'drift_report', 'view.bottomTab': 'problems' }) })
  expect(await screen.findByRole('button', { name: 'Pipeline drift_report' })).toBeDefined()
  expect(screen.getByRole('tab', { name: /Problems/, selected: true })).toBeDefined()
})

test('what is remembered but broken is left aside', async () => {
  showApp({ 'project.arrangement': () => ok({ 'view.pipeline': 'gone', 'view.page': 7, 'size.left': 'wide' }) })
  expect(await screen.findByRole('button', { name: 'Pipeline train_churn_model' })).toBeDefined()
})

test('how the window is arranged is remembered once the hand rests', async () => {
  const { bridge, user } = showApp()
  await shown()
  await user.click(await screen.findByRole('tab', { name: /Problems/ }))
  act(() => togglePanel('right'))
  await waitFor(() =>
    expect(bridge.asked('project.arrange').at(-1)?.arrangement).toMatchObject({
      'view.bottomTab': 'problems',
      'collapsed.right': true,
    }),
  )
})

test('a project that cannot be read says why and can be closed', async () => {
  const { user, bridge } = showApp({ 'project.get': () => fail('not-found', 'The folder is not there any more.') })
  expect((await screen.findByRole('alert')).textContent).toContain('The folder is not there any more.')
  await user.click(screen.getByRole('button', { name: 'Close project' }))
  expect(await screen.findByRole('heading', { name: 'Recent projects' })).toBeDefined()
  expect(bridge.asked('project.close').length).toBe(1)
})

test('the rail leads to every page', async () => {
  const { user } = showApp()
  await shown()
  const rail = within(screen.getByRole('navigation', { name: 'Pages' }))
  for (const name of ['Files', 'Runs', 'Settings', 'Pipelines']) {
    await user.click(rail.getByRole('button', { name }))
    expect(rail.getByRole('button', { name }).getAttribute('aria-current')).toBe('page')
  }
})

test('the breadcrumb switches to another pipeline', async () => {
  const { user } = showApp()
  await user.click(await screen.findByRole('button', { name: 'Pipeline train_churn_model' }))
  await user.click(await screen.findByRole('menuitem', { name: /drift_report/ }))
  expect(await screen.findByRole('button', { name: 'Pipeline drift_report' })).toBeDefined()
})

test('the breadcrumb switches to another project', async () => {
  const { user, bridge } = showApp()
  await user.click(await screen.findByRole('button', { name: 'Project churn-project' }))
  await user.click(await screen.findByRole('menuitem', { name: /demand/ }))
  await waitFor(() => expect(bridge.asked('project.open')).toEqual([{ path: '/home/ada/work/demand' }]))
})

test('Run starts the pipeline and gives its place to Cancel', async () => {
  let started = false
  const { user, bridge } = showApp({
    'run.latest': () => ok(null),
    'run.start': () => {
      started = true
      return ok({ runId: 41 })
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Run' }))
  await user.click(await screen.findByRole('button', { name: 'Cancel' }))
  expect(started).toBe(true)
  await waitFor(() => expect(bridge.asked('run.cancel').at(-1)?.runId).toBe(41))
})

test('the menu of Run greys what needs a selected block', async () => {
  const { user } = showApp({ 'run.latest': () => ok(null) })
  await shown()
  await user.click(await screen.findByRole('button', { name: 'More ways to run' }))
  const only = await screen.findByRole('menuitem', { name: /Run only this block/ })
  expect(only.getAttribute('aria-disabled')).toBe('true')
  expect(screen.getByRole('menuitem', { name: /Run all blocks/ }).getAttribute('aria-disabled')).toBeNull()
})

test('the status bar tells a live run and opens it', async () => {
  const { user } = showApp()
  await user.click(await screen.findByRole('button', { name: /Run 41 · 5 of 7 blocks · 00:1\d/ }))
  expect(useUiStore.getState()).toMatchObject({ page: 'runs', shownRunId: 41 })
})

test('the place of the cursor is told where text can be seen, nowhere else', async () => {
  const { user } = showApp()
  await shown()
  act(() => useEditorStore.setState({ tabs: ['a.py'], active: 'a.py', cursor: { line: 3, column: 7 } }))
  expect(await screen.findByText('Ln 3, Col 7')).toBeDefined()
  await user.click(screen.getByRole('button', { name: 'Settings' }))
  expect(screen.queryByText('Ln 3, Col 7')).toBeNull()
})

test('the status bar counts problems and leads to them', async () => {
  const { user } = showApp()
  await user.click(await screen.findByRole('button', { name: '1 warning' }))
  expect(await screen.findByRole('button', { name: /plot_drift/ })).toBeDefined()
})

test('a pipeline that went away gives its place to one that is there', async () => {
  let gone = false
  const { bridge } = showApp({
    'project.get': () => {
      const project = sampleProject(Date.now())
      return ok(gone ? { ...project, pipelines: project.pipelines.slice(1) } : project)
    },
  })
  await screen.findByRole('button', { name: 'Pipeline train_churn_model' })
  gone = true
  const { id } = sampleProject(0)
  act(() => bridge.emit('project.changed', { projectId: id, pipelines: [], blockFiles: false, tree: false }))
  expect(await screen.findByRole('button', { name: 'Pipeline daily_scoring' })).toBeDefined()
})
