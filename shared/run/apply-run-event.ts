import type { BlockRun, BlockRunState, Run } from '../model/run.ts'
import type { RunEvent } from '../model/run-event.ts'

type EventOf<Kind extends RunEvent['kind']> = Extract<RunEvent, { kind: Kind }>

const finalStates: ReadonlySet<BlockRunState> = new Set<BlockRunState>([
  'completed',
  'reused',
  'failed',
  'upstream-failed',
  'condition-failed',
  'cancelled',
  'crashed',
])

/** True where nothing more can happen to the block run. */
export const isFinalBlockRunState = (state: BlockRunState): boolean => finalStates.has(state)

/** True where the outputs of the block run are there for the blocks below it. */
export const isFinished = ({ state }: Pick<BlockRun, 'state'>): boolean => state === 'completed' || state === 'reused'

/** True where nothing more can happen to the run. */
export const isFinalRunState = (state: Run['state']): boolean => state !== 'queued' && state !== 'running'

const queuedBlockRun = (block: EventOf<'run-queued'>['blocks'][number], time: number): BlockRun => ({
  ...block,
  state: 'queued',
  reason: null,
  attempt: 0,
  queuedAt: time,
  startedAt: null,
  endedAt: null,
  progress: null,
  outputs: [],
  artifacts: [],
  metrics: [],
  tests: [],
  error: null,
  peakMemoryBytes: null,
})

/** The first state of a run, from its first event. */
export const runFromQueued = (event: EventOf<'run-queued'>, seq: number): Run => ({
  id: event.runId,
  pipelineUuid: event.pipelineUuid,
  state: 'queued',
  reason: null,
  scope: event.scope,
  origin: event.origin,
  variables: event.variables,
  queuedAt: event.time,
  startedAt: null,
  endedAt: null,
  blocksTotal: event.blocks.length,
  blocksDone: 0,
  blocksFailed: 0,
  commit: event.commit,
  ...(event.resumedFrom === undefined ? {} : { resumedFrom: event.resumedFrom }),
  seq,
  edges: event.edges,
  blockRuns: event.blocks.map((block) => queuedBlockRun(block, event.time)),
})

const hasFailed = (state: BlockRunState): boolean => state === 'failed' || state === 'crashed'

/** Counts blocks, not the children of dynamic ones: their block tells how they came out. */
const counted = (run: Run, before: BlockRun, after: BlockRun): Pick<Run, 'blocksDone' | 'blocksFailed'> => {
  const { blocksDone, blocksFailed } = run
  if (after.parentBlockUuid !== undefined || before.state === after.state) return { blocksDone, blocksFailed }
  const change = (is: (state: BlockRunState) => boolean) => Number(is(after.state)) - Number(is(before.state))
  return { blocksDone: blocksDone + change(isFinalBlockRunState), blocksFailed: blocksFailed + change(hasFailed) }
}

const addChildren = (run: Run, event: EventOf<'block-runs-added'>): Run => ({
  ...run,
  blockRuns: [
    ...run.blockRuns,
    ...event.blocks.map((block) => ({
      ...queuedBlockRun(block, event.time),
      parentBlockUuid: event.parentBlockUuid,
    })),
  ],
})

/** A run of a thousand blocks has some thousand events: each may cost a search and a copy of the list, not a look at every block run. */
const updateBlockRun = (run: Run, blockUuid: string, update: (blockRun: BlockRun) => BlockRun): Run => {
  const index = run.blockRuns.findIndex((blockRun) => blockRun.blockUuid === blockUuid)
  const before = run.blockRuns[index]
  if (before === undefined) return run
  const after = update(before)
  const blockRuns = run.blockRuns.slice()
  blockRuns[index] = after
  return { ...run, ...counted(run, before, after), blockRuns }
}

const endBlockRun =
  (event: EventOf<'block-ended'>) =>
  (blockRun: BlockRun): BlockRun => ({
    ...blockRun,
    state: event.state,
    reason: event.reason,
    endedAt: event.time,
    progress: null,
    outputs: event.outputs,
    artifacts: event.artifacts,
    tests: event.tests,
    error: event.error,
    peakMemoryBytes: event.peakMemoryBytes,
    // Its outputs lie in a folder of this run, as those of a first attempt do.
    ...(event.reused === undefined
      ? {}
      : { attempt: 1, metrics: event.reused.metrics, reusedFrom: event.reused.runId }),
  })

const startBlockRun =
  (event: EventOf<'block-started'>) =>
  (blockRun: BlockRun): BlockRun => ({
    ...blockRun,
    state: 'running',
    attempt: event.attempt,
    startedAt: event.time,
    endedAt: null,
    reason: null,
    error: null,
    metrics: [],
    artifacts: [],
    tests: [],
  })

/**
 * The one place that knows how a run evolves; the engine stores and the window shows what it gives.
 *
 * @param run state so far; null before the first event
 * @param seq number of `event` within the run, from 1; an event that is not newer than `run.seq` changes nothing
 * @throws when the first event is not `run-queued`: a bug of the sender
 */
export const applyRunEvent = (run: Run | null, event: RunEvent, seq: number): Run => {
  if (run === null) {
    if (event.kind !== 'run-queued') throw new Error(`the first event of a run is run-queued, not ${event.kind}`)
    return runFromQueued(event, seq)
  }
  if (seq <= run.seq) return run
  const next = { ...run, seq }
  switch (event.kind) {
    case 'run-queued':
      return next
    case 'run-started':
      return { ...next, state: 'running', startedAt: event.time }
    case 'block-runs-added':
      return addChildren(next, event)
    case 'block-started':
      return updateBlockRun(next, event.blockUuid, startBlockRun(event))
    case 'block-progressed':
      return updateBlockRun(next, event.blockUuid, (blockRun) => ({ ...blockRun, progress: event.progress }))
    case 'metric-recorded':
      return updateBlockRun(next, event.blockUuid, (blockRun) => ({
        ...blockRun,
        metrics: [...blockRun.metrics, event.metric],
      }))
    case 'artifact-written':
      return updateBlockRun(next, event.blockUuid, (blockRun) => ({
        ...blockRun,
        artifacts: [...blockRun.artifacts, event.artifact],
      }))
    case 'block-ended':
      return updateBlockRun(next, event.blockUuid, endBlockRun(event))
    case 'run-ended':
      return { ...next, state: event.state, reason: event.reason, endedAt: event.time }
  }
}
