import { act, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { BlockRun, Run } from '#shared/model/run.ts'
import { fail, ok } from '#shared/result.ts'
import { takeRunSnapshot } from '../../state/run-store.ts'
import { useUiStore } from '../../state/ui-store.ts'
import type { Answers } from '../../testing/memory-bridge.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { showView } from '../../testing/show-view.tsx'
import { OutputPanel } from './output-panel.tsx'

const withBlock = (blockUuid: string, change: Partial<BlockRun>): Run => {
  const run = sampleRun(Date.now())
  return {
    ...run,
    blockRuns: run.blockRuns.map((known) => (known.blockUuid === blockUuid ? { ...known, ...change } : known)),
  }
}

const showOutput = (blockUuid: string | null, run = sampleRun(Date.now()), answers: Answers = {}) => {
  const shown = showView(<OutputPanel runId={41} blockUuid={blockUuid} />, answers)
  act(() => takeRunSnapshot(run))
  return shown
}

test('a table is read by pages and sorted by a click on a column', async () => {
  const { user, bridge } = showOutput('build_features')
  await user.click(await screen.findByRole('button', { name: 'tenure' }))
  await user.click(screen.getByRole('button', { name: 'tenure' }))
  expect(bridge.asked('output.page')[0]).toMatchObject({ offset: 0, limit: 200, sort: null })
  expect(bridge.asked('output.page').at(-1)?.sort).toEqual({ column: 'tenure', descending: true })
})

test('a failed block shows its error with links, library frames folded', async () => {
  const error = {
    type: 'ValueError',
    message: 'Input y contains NaN.',
    traceback: '',
    frames: [
      { file: 'transformers/train.py', inProject: true, line: 14, function: 'train', code: 'fit(X, y)' },
      { file: '/lib/sklearn.py', inProject: false, line: 612, function: 'fit', code: null },
    ],
  }
  showOutput('train_model', withBlock('train_model', { state: 'failed', error }))
  expect((await screen.findByRole('alert')).textContent).toContain('ValueError: Input y contains NaN.')
  expect(screen.getByRole('button', { name: 'transformers/train.py:14' })).toBeDefined()
  expect(screen.getByRole('button', { name: '… 1 library frame folded' })).toBeDefined()
})

test('a failed block shows the variables of its frames, opens as a prompt, and asks before one that writes is debugged', async () => {
  const frames = [{ file: 'transformers/train_model.py', inProject: true, line: 14, function: 'fit', code: null }]
  const error = { type: 'ValueError', message: 'no', traceback: '', frames }
  const failed = { state: 'failed', error, attempt: 2, blockType: 'data_exporter' } as const
  const terminal = () => fail('unsupported', 'No terminal in this sample.')
  const { user, bridge } = showOutput('train_model', withBlock('train_model', failed), { 'terminal.open': terminal })
  await user.click(await screen.findByRole('button', { name: '2 variables' }))
  expect(screen.getByText('33')).toBeDefined()
  expect(screen.getByText('(words only)')).toBeDefined()
  await user.click(screen.getByRole('button', { name: 'Open in REPL' }))
  const what = { kind: 'repl', runId: 41, blockUuid: 'train_model', attempt: 2 }
  expect(bridge.asked('terminal.open')).toMatchObject([{ what }])
  await user.click(screen.getByRole('button', { name: 'Debug' }))
  expect(useUiStore.getState().dialog).toMatchObject({ kind: 'debug-writes', blockUuid: 'train_model', attempt: 2 })
  expect(bridge.asked('debug.start')).toEqual([])
})

test('metrics show the last value and their course', async () => {
  const { user } = showOutput('train_model')
  await user.click(screen.getByRole('tab', { name: 'Metrics' }))
  expect(await screen.findByRole('img', { name: 'val_auc over 31 values' })).toBeDefined()
})

test('HTML of a block is shown in a frame that cannot reach the window', async () => {
  const output = { ...(withBlock('x', {}).blockRuns[0]?.outputs[0] ?? null), kind: 'html' as const }
  const run = withBlock('build_features', { outputs: [output as BlockRun['outputs'][number]] })
  const preview = () => ok({ preview: { kind: 'html' as const, file: 'p.html' }, url: 'artifact://sample/p.html' })
  showOutput('build_features', run, { 'output.preview': preview })
  const frame = await screen.findByTitle('output_0 of build_features')
  expect(frame.getAttribute('sandbox')).toBe('allow-scripts')
})

test('an output that cannot be read says why', async () => {
  showOutput('build_features', sampleRun(Date.now()), {
    'output.preview': () => fail('not-found', 'The stored output is gone.'),
  })
  expect((await screen.findByRole('alert')).textContent).toContain('The stored output is gone.')
})

test('without a selected block it says what to do', () => {
  showOutput(null)
  expect(screen.getByText('No block selected')).toBeDefined()
})
