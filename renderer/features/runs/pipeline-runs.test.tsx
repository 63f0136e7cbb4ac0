import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { fail, ok } from '#shared/result.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { showView } from '../../testing/show-view.tsx'
import { PipelineRuns } from './pipeline-runs.tsx'

const runs = [
  { ...sampleRun(Date.now()), variables: { threshold: 0.5 } },
  {
    ...sampleRun(Date.now() - 60_000),
    id: 40,
    state: 'failed' as const,
    endedAt: Date.now() - 20_000,
    blocksFailed: 2,
  },
]

test('each run is a row with its state, outcome and variables, and opens as it was', async () => {
  const { user } = showView(<PipelineRuns pipelineUuid="train_churn_model" />, { 'run.list': () => ok(runs) })
  const row = (await screen.findByRole('button', { name: 'Run 40' })).closest('tr')
  expect(within(row as HTMLElement).getByText('2 of 7 blocks failed')).toBeDefined()
  expect(screen.getByText('threshold = 0.5')).toBeDefined()
  await user.click(screen.getByRole('button', { name: 'Run 40' }))
  expect(useUiStore.getState()).toMatchObject({ page: 'runs', shownRunId: 40 })
})

test('a pipeline that was never run says so and offers to run', async () => {
  showView(<PipelineRuns pipelineUuid="train_churn_model" />, { 'run.list': () => ok([]) })
  expect(await screen.findByText('No runs yet')).toBeDefined()
  expect(screen.getByRole('button', { name: 'Run' })).toBeDefined()
})

test('a history that cannot be read says why', async () => {
  showView(<PipelineRuns pipelineUuid="x" />, { 'run.list': () => fail('unreadable-file', 'The history is damaged.') })
  expect((await screen.findByRole('alert')).textContent).toContain('The history is damaged.')
})
