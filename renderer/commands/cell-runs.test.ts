import { beforeEach, expect, test, vi } from 'vitest'
import type { RunState } from '#shared/model/run.ts'
import { fail, ok } from '#shared/result.ts'
import { provideBridge } from '../bridge/bridge.ts'
import { resetNotebook, useNotebookStore } from '../state/notebook-store.ts'
import { useProjectStore } from '../state/project-store.ts'
import { resetRuns, takeRunSnapshot, useRunStore } from '../state/run-store.ts'
import { resetUi, useUiStore } from '../state/ui-store.ts'
import { testBlockRun, testRun } from '../testing/graph-fixture.ts'
import { createMemoryBridge } from '../testing/memory-bridge.ts'
import { sampleEnvironment, sampleProjectId } from '../testing/sample-project.ts'
import { leaveQueue, runCell } from './cell-runs.ts'

const pipelineUuid = 'train_churn_model'

/** An engine whose runs go on until they are ended. */
const engine = () => {
  const memory = createMemoryBridge({
    'environment.get': () => ok({ ...sampleEnvironment, state: 'ready' }),
    'run.start': () => ok({ runId: memory.asked('run.start').length }),
    'run.get': ({ runId }) => {
      const { scope } = memory.asked('run.start')[runId - 1] ?? { scope: { kind: 'all' as const } }
      return ok(testRun([testBlockRun('any', { state: 'running', endedAt: null })], { id: runId, scope }))
    },
  })
  provideBridge(memory)
  return memory
}

const end = (id: number, state: RunState) => {
  const run = useRunStore.getState().runs[id]
  if (run === undefined) throw new Error(`Run ${id} has not begun.`)
  takeRunSnapshot({ ...run, state, endedAt: 2000, seq: run.seq + 1 })
}

const scopes = (memory: ReturnType<typeof engine>) => memory.asked('run.start').map(({ scope }) => scope)
const waiting = () => useNotebookStore.getState().waiting.map(({ block }) => block)

beforeEach(() => {
  resetUi()
  resetRuns()
  resetNotebook()
  useProjectStore.setState({ projectId: sampleProjectId })
  useUiStore.setState({ pipelineUuid })
})

test('a cell runs alone, at once', async () => {
  const memory = engine()
  await runCell(pipelineUuid, 'load')
  expect(scopes(memory)).toEqual([{ kind: 'only', block: 'load' }])
  expect(waiting()).toEqual([])
})

test('cells that are run while one runs follow one after the other, each once', async () => {
  const memory = engine()
  const first = runCell(pipelineUuid, 'load')
  void runCell(pipelineUuid, 'clean')
  void runCell(pipelineUuid, 'clean')
  void runCell(pipelineUuid, 'train')
  await first
  expect(waiting()).toEqual(['clean', 'train'])
  end(1, 'completed')
  await vi.waitFor(() => expect(waiting()).toEqual(['train']))
  await vi.waitFor(() => end(2, 'completed'))
  await vi.waitFor(() => expect(scopes(memory)).toHaveLength(3))
  expect(scopes(memory)).toEqual(['load', 'clean', 'train'].map((block) => ({ kind: 'only', block })))
  expect(waiting()).toEqual([])
})

test('after a run that did not complete, what waited for it does not run', async () => {
  const memory = engine()
  await runCell(pipelineUuid, 'load')
  await runCell(pipelineUuid, 'clean')
  end(1, 'failed')
  await vi.waitFor(() => expect(waiting()).toEqual([]))
  expect(scopes(memory)).toHaveLength(1)
})

test('a cell can be taken out of those that wait', async () => {
  const memory = engine()
  await runCell(pipelineUuid, 'load')
  await runCell(pipelineUuid, 'clean')
  await runCell(pipelineUuid, 'train')
  leaveQueue('clean')
  end(1, 'completed')
  await vi.waitFor(() => expect(scopes(memory)).toHaveLength(2))
  expect(scopes(memory)).toEqual(['load', 'train'].map((block) => ({ kind: 'only', block })))
})

test('where the run is refused, nothing waits for it any more', async () => {
  provideBridge(
    createMemoryBridge({
      'environment.get': () => ok({ ...sampleEnvironment, state: 'ready' }),
      'run.start': () => fail('not-trusted', 'Not trusted.'),
    }),
  )
  const first = runCell(pipelineUuid, 'load')
  void runCell(pipelineUuid, 'clean')
  await first
  expect(waiting()).toEqual([])
  expect(useUiStore.getState().dialog).toEqual({ kind: 'trust', next: 'run' })
})
