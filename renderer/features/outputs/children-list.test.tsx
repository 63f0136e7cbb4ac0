import { act, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { BlockRun, Run } from '#shared/model/run.ts'
import { fail, ok } from '#shared/result.ts'
import { takeRunSnapshot } from '../../state/run-store.ts'
import { useUiStore } from '../../state/ui-store.ts'
import type { Answers } from '../../testing/memory-bridge.ts'
import '../../testing/measured.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { showApp } from '../../testing/show-app.tsx'
import { showView } from '../../testing/show-view.tsx'
import { OutputPanel } from './output-panel.tsx'

const failing = new Set([17, 90, 199])
const error = { type: 'ValueError', message: 'no rows\nat all', traceback: '', frames: [] }

/** Run 41 with 200 children of `build_features`, three of which failed. */
const withChildren = (state: Run['state'] = 'failed'): Run => {
  const run = sampleRun(Date.now())
  const parent = run.blockRuns.find(({ blockUuid }) => blockUuid === 'build_features') as BlockRun
  const children = Array.from({ length: 200 }, (_, index): BlockRun => {
    const failed: Partial<BlockRun> = failing.has(index) ? { state: 'failed', error, outputs: [] } : {}
    return { ...parent, blockUuid: `build_features:${index}`, parentBlockUuid: 'build_features', ...failed }
  })
  return { ...run, state, endedAt: Date.now(), blockRuns: [...run.blockRuns, ...children] }
}

const showOutput = (blockUuid: string, run = withChildren()) => {
  const shown = showView(<OutputPanel runId={41} blockUuid={blockUuid} />)
  act(() => takeRunSnapshot(run))
  return shown
}

const rows = () => within(screen.getByRole('region', { name: 'Children' })).getAllByRole('listitem')

test('of 200 children those that failed are shown first, with their error; all of them by a choice', async () => {
  const { user } = showOutput('build_features')
  expect(rows().map((row) => row.textContent)).toEqual([
    expect.stringContaining('build_features 17'),
    expect.stringContaining('build_features 90'),
    expect.stringContaining('build_features 199'),
  ])
  expect(rows()[0]?.textContent).toContain('ValueError: no rows')
  await user.click(screen.getByRole('combobox', { name: 'Which children' }))
  await user.click(await screen.findByRole('option', { name: 'All (200)' }))
  expect(rows()[0]?.getAttribute('aria-setsize')).toBe('200')
  expect(rows().length).toBeLessThan(60)
  await user.type(screen.getByRole('textbox', { name: 'Search the children' }), ':123')
  expect(rows().map((row) => row.textContent)).toEqual([expect.stringContaining('build_features 123')])
  await user.click(within(rows()[0] as HTMLElement).getByRole('button', { name: /^Completed/ }))
  expect(useUiStore.getState().selection).toEqual(['build_features:123'])
})

test('a run that goes on offers none of its children to run again', () => {
  showOutput('build_features', withChildren('running'))
  expect(screen.queryByRole('button', { name: /again/ })).toBeNull()
})

test('a child leads back to all of them', async () => {
  const { user } = showOutput('build_features:17')
  await user.click(await screen.findByRole('button', { name: 'All 200 children' }))
  expect(useUiStore.getState().selection).toEqual(['build_features'])
})

const showRun = async (answers: Answers = {}) => {
  const shown = showApp({ 'run.latest': () => ok(withChildren()), 'run.get': () => ok(withChildren()), ...answers })
  await screen.findByRole('button', { name: 'More ways to run' })
  act(() => useUiStore.setState({ page: 'runs', shownRunId: 41, selection: ['build_features'] }))
  await shown.user.click(await screen.findByRole('tab', { name: 'Output' }))
  return shown
}

test('failed children run again once it was said what becomes of each block', async () => {
  const { user, bridge } = await showRun()
  await user.click(await screen.findByRole('button', { name: 'Run 3 failed again…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Run 3 children of run 41 again' })
  await waitFor(() => expect(dialog.textContent).toContain('build_features:17Will runIt was chosen.'))
  const again = ['build_features:17', 'build_features:90', 'build_features:199']
  expect(bridge.asked('run.explainResume')).toMatchObject([{ runId: 41, again }])
  expect(bridge.asked('run.resume')).toEqual([])
  await user.click(within(dialog).getByRole('button', { name: 'Run again' }))
  await waitFor(() => expect(bridge.asked('run.resume')).toMatchObject([{ runId: 41, again }]))
})

test('where a child cannot run again by itself, the dialog says why and starts nothing', async () => {
  const why = 'What "load_customers" gave in run 41 was deleted. Run from "load_customers" instead.'
  const { user } = await showRun({ 'run.explainResume': () => fail('invalid-input', why) })
  await user.click((await screen.findAllByRole('button', { name: 'Run build_features:90 again…' }))[0] as HTMLElement)
  const dialog = await screen.findByRole('dialog', { name: 'Run build_features:90 of run 41 again' })
  await waitFor(() => expect(within(dialog).getByRole('alert').textContent).toContain(why))
  expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Run again' }).disabled).toBe(true)
})
