import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Overview } from '#shared/model/overview.ts'
import { ok } from '#shared/result.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { showView } from '../../testing/show-view.tsx'
import { OverviewPage } from './overview-page.tsx'

const day = 86_400_000
const overview: Overview = {
  days: Array.from({ length: 7 }, (_, index) => ({
    day: Date.UTC(2026, 10, 18) + index * day,
    states: index === 6 ? { completed: 3, failed: 1 } : {},
  })),
  pipelines: [
    {
      pipelineUuid: 'train_churn_model',
      runs: 4,
      completed: 3,
      failed: 1,
      p50: 41_200,
      p95: 60_000,
      recent: [{ runId: 40, state: 'failed', durationMs: 1000 }],
    },
  ],
  blocks: [
    {
      pipelineUuid: 'train_churn_model',
      blockUuid: 'train_model',
      runs: 4,
      failed: 1,
      p50: 9_000,
      p95: 9_500,
      share: 0.6,
    },
  ],
  isPartial: false,
}

test('the overview shows success, durations, the slowest blocks, and opens what it names', async () => {
  const { user } = showView(<OverviewPage />, { 'overview.get': () => ok(overview), 'run.list': () => ok([]) })
  expect((await screen.findAllByText('75 %')).length).toBe(2)
  expect(screen.getByText('41.2 s')).toBeDefined()
  expect(screen.getByText('Nothing runs.')).toBeDefined()
  await user.click(screen.getByRole('button', { name: /Run 40 · Failed/ }))
  expect(useUiStore.getState()).toMatchObject({ page: 'runs', shownRunId: 40 })
  await user.click(screen.getByRole('button', { name: /train_model/ }))
  expect(useUiStore.getState()).toMatchObject({ page: 'pipelines', selection: ['train_model'] })
})

test('without a run it says what will be here', async () => {
  const empty = {
    ...overview,
    days: overview.days.map(({ day: at }) => ({ day: at, states: {} })),
    pipelines: [],
    blocks: [],
  }
  const { bridge } = showView(<OverviewPage />, { 'overview.get': () => ok(empty), 'run.list': () => ok([]) })
  expect(await screen.findByText('Nothing ran yet')).toBeDefined()
  expect(bridge.asked('overview.get')[0]?.days).toBe(30)
})
