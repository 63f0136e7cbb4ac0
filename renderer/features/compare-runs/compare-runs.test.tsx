import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { RunComparison } from '#shared/model/overview.ts'
import { fail, ok } from '#shared/result.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { showView } from '../../testing/show-view.tsx'
import { CompareRuns } from './compare-runs.tsx'
import { changeText, comparisonText, metricText } from './compare-words.ts'

const side = {
  state: 'completed',
  durationMs: 1200,
  peakMemoryBytes: 1_000_000,
  attempts: 1,
  outputs: [{ name: 'output_0', summary: '10 × 3' }],
  metrics: [{ name: 'auc', value: 0.8 }],
} as const

const { blockRuns: _, edges: __, seq: ___, ...run } = sampleRun(Date.now())
const comparison: RunComparison = {
  left: { ...run, id: 40 },
  right: run,
  variables: [
    { name: 'epochs', left: 3, right: 5 },
    { name: 'target', left: 'churned', right: 'churned' },
  ],
  environment: { left: '3.12.1', right: '3.12.1', packages: [{ name: 'numpy', left: '2.3.0', right: '2.4.0' }] },
  blocks: [
    {
      blockUuid: 'train_model',
      code: 'changed',
      outputs: 'changed',
      left: { ...side, outputs: [...side.outputs], metrics: [...side.metrics] },
      right: { ...side, outputs: [{ name: 'output_0', summary: '12 × 3' }], metrics: [{ name: 'auc', value: 0.84 }] },
    },
  ],
}

const drawDiff = ({ left, right }: { left: string; right: string }) => <pre>{`${left} | ${right}`}</pre>

test('two runs show what differs, and the code of a block on demand', async () => {
  const { user } = showView(<CompareRuns left={40} right={41} drawDiff={drawDiff} />, {
    'overview.compare': () => ok(comparison),
    'run.code': ({ runId }) => ok({ text: `code of ${runId}`, file: 'transformers/train_model.py', current: null }),
  })
  expect(
    await screen.findByText(/^Different: 1 variable, 1 package, 1 block’s code and 1 block’s output\.$/),
  ).toBeDefined()
  const variables = screen.getByRole('region', { name: 'Variables' })
  expect(within(variables).getAllByRole('row')).toHaveLength(1)
  expect(screen.getByText('+5 %')).toBeDefined()
  await user.click(screen.getByRole('button', { name: /train_model/ }))
  expect(await screen.findByText('code of 40 | code of 41')).toBeDefined()
})

test('sides change places, and the comparison closes', async () => {
  const { user } = showView(<CompareRuns left={40} right={41} drawDiff={drawDiff} />, {
    'overview.compare': () => ok(comparison),
  })
  await user.click(await screen.findByRole('button', { name: 'Change sides' }))
  expect(useUiStore.getState()).toMatchObject({ shownRunId: 40, comparedRunId: 41 })
  await user.click(screen.getByRole('button', { name: 'Close' }))
  expect(useUiStore.getState().comparedRunId).toBeNull()
})

test('runs that cannot be compared say why', async () => {
  showView(<CompareRuns left={40} right={41} drawDiff={drawDiff} />, {
    'overview.compare': () => fail('not-found', 'There is no run 40.'),
  })
  expect(await screen.findByText('There is no run 40.')).toBeDefined()
})

test('words for differences', () => {
  const same = { ...comparison, variables: [], blocks: [], environment: { left: '3', right: '3', packages: null } }
  expect(comparisonText(same)).toBe('Variables, environment, code and outputs are the same.')
  expect(changeText(0, 1)).toBe('')
  expect(changeText(-2, -1)).toBe('+50 %')
  expect(metricText(0.123456)).toBe('0.1235')
})
