import type { EngineContext } from '#engine/engine-context.ts'
import type { History } from '#engine/history/history.ts'
import type { RunHost } from '#engine/history/runs-repository.ts'
import type { BlockRun, Run } from '#shared/model/run.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import { applyRunEvent } from '#shared/run/apply-run-event.ts'
import { createRunClock } from './run-clock.ts'

/** A run as its events so far made it; everything that changes it goes through `record`. */
export type RunRecord = {
  /** With all that was recorded, told or not. */
  run(): Run
  /** One of its block runs, found without looking at the others. */
  blockRun(blockUuid: string): BlockRun | undefined
  /**
   * Folds the events at once, at the time of the run's own clock. They are told once they are stored: a moment later, in one transaction with others of that moment. The end
   * of a run is stored and told before this returns.
   */
  record(...events: RunEvent[]): void
  /** Has this stored in the next transaction too, which the end of the run makes at the latest: one of its own would cost as much again. */
  along(store: () => void): void
  /** Stores and tells what waits, and stores what the disk refused before; true where nothing is left to store. */
  save(): boolean
}

export type RunRecordContext = Pick<EngineContext, 'events' | 'logger'> & {
  readonly projectId: string
  readonly history: History
}

/** Metrics and artifacts of a running block are stored at most this often; the end of the block stores them all. */
const liveDetailsMs = 2_000
/**
 * Changes wait this long for company, and are stored at most this often: a transaction costs as much as the work of many of them, and while a block
 * starts there is better to do. What a host that is killed in between had not stored yet is read from the block run directories (`recover.ts`).
 */
const gatherMs = 15
const betweenMs = 50
/** No change is kept back longer. */
const mostMs = 250
/** Of the time of a host, at most one part in so many goes into storing: a disk that is slow, or shared, must not hold up the run. */
const shareOfTime = 30

const isStateChange = (event: RunEvent): boolean => {
  switch (event.kind) {
    case 'run-queued':
    case 'run-started':
    case 'block-runs-added':
    case 'block-started':
    case 'block-ended':
    case 'run-ended':
      return true
    case 'block-progressed':
    case 'metric-recorded':
    case 'artifact-written':
      return false
  }
}

const blockOf = (event: RunEvent): string | null => ('blockUuid' in event ? event.blockUuid : null)

type Numbered = { readonly seq: number; readonly event: RunEvent }

/** Where the block runs of a run are in its list, which only grows. */
const createPositions = () => {
  const positions = new Map<string, number>()
  return {
    note: ({ blockRuns }: Run) => {
      for (let position = positions.size; position < blockRuns.length; position += 1)
        positions.set(blockRuns[position]?.blockUuid ?? '', position)
    },
    find: ({ blockRuns }: Run, blockUuid: string): BlockRun | undefined => blockRuns[positions.get(blockUuid) ?? -1],
  }
}

/** The run and what of it is not stored. */
const createUnsaved = ({ history, logger }: RunRecordContext, stored: Run) => {
  const blocks = new Set<string>()
  /** Block runs the history has; further ones are added while the run goes on. */
  let inserted = stored.blockRuns.length
  let run = stored
  let isRunUnsaved = false
  let isRefused = false
  let alongside: (() => void)[] = []
  let savedAt = Number.NEGATIVE_INFINITY
  let saveCost = 0
  const positions = createPositions()
  positions.note(stored)
  const blockRun = (blockUuid: string) => positions.find(run, blockUuid)

  const fold = (event: RunEvent): number => {
    run = applyRunEvent(run, event, run.seq + 1)
    if (event.kind === 'block-runs-added') positions.note(run)
    const block = blockOf(event)
    if (block !== null) blocks.add(block)
    if (isStateChange(event)) isRunUnsaved = true
    return run.seq
  }
  const save = (): boolean => {
    if (!isRunUnsaved && blocks.size === 0 && alongside.length === 0) return true
    savedAt = performance.now()
    try {
      history.database.transaction(() => {
        history.runs.update(run)
        history.blockRuns.insertAdded(run, inserted)
        for (const uuid of blocks) {
          const changed = blockRun(uuid)
          if (changed !== undefined) history.blockRuns.update(run.id, changed)
        }
        for (const store of alongside) store()
      })
    } catch (error) {
      // A full disk must not end the run: the next change stores this one too. Said once, not at each change.
      if (!isRefused) logger.error('a run could not be stored', { runId: run.id, error: String(error) })
      isRefused = true
      return false
    }
    isRefused = false
    saveCost = performance.now() - savedAt
    inserted = run.blockRuns.length
    blocks.clear()
    alongside = []
    isRunUnsaved = false
    return true
  }
  const sinceSaved = () => performance.now() - savedAt
  /** Milliseconds until the next transaction. */
  const nextSave = () => Math.max(gatherMs, betweenMs - sinceSaved(), saveCost * shareOfTime - sinceSaved())
  const along = (store: () => void) => {
    alongside.push(store)
  }
  return { run: () => run, blockRun, along, fold, save, sinceSaved, nextSave: () => Math.min(mostMs, nextSave()) }
}

/** Calls `act` once, a moment after it was first asked for. */
const createGathering = (act: () => void) => {
  let timer: NodeJS.Timeout | null = null
  return {
    soon: (afterMs: number) => {
      timer ??= setTimeout(act, afterMs)
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}

const latestOf = (run: Run): number =>
  Math.max(
    run.queuedAt,
    run.startedAt ?? 0,
    ...run.blockRuns.map(({ startedAt, endedAt }) => endedAt ?? startedAt ?? 0),
  )

/** Goes on recording a run that is stored. */
export const continueRunRecord = (context: RunRecordContext, stored: Run): RunRecord => {
  const unsaved = createUnsaved(context, stored)
  const now = createRunClock(latestOf(stored))
  let waiting: Numbered[] = []

  const tell = () => {
    const told = waiting
    waiting = []
    const runId = stored.id
    for (const { seq, event } of told)
      context.events.emit('run.happened', { projectId: context.projectId, runId, seq, event })
  }
  const flush = (): boolean => {
    gathering.stop()
    const isSaved = unsaved.save()
    tell()
    return isSaved
  }
  const gathering = createGathering(flush)

  return {
    run: unsaved.run,
    blockRun: unsaved.blockRun,
    along: unsaved.along,
    save: flush,
    record: (...events) => {
      const isBehindOthers = waiting.length > 0
      const time = now()
      for (const given of events) {
        const event = { ...given, time }
        waiting.push({ seq: unsaved.fold(event), event })
      }
      if (events.some(({ kind }) => kind === 'run-ended')) flush()
      else if (isBehindOthers || events.some(isStateChange)) gathering.soon(unsaved.nextSave())
      else if (unsaved.sinceSaved() > liveDetailsMs) flush()
      else tell()
    },
  }
}

type Queued = Extract<RunEvent, { kind: 'run-queued' }>

/** Stores a new run, which gets its number from the history, and tells it. */
export const beginRunRecord = (
  context: RunRecordContext,
  queued: Omit<Queued, 'runId'>,
  { host, onStored }: { readonly host: RunHost; readonly onStored: (runId: number) => void },
): RunRecord => {
  const { history } = context
  const run = history.database.transaction(() => {
    const draft = applyRunEvent(null, { ...queued, runId: 0 }, 1)
    const runId = history.runs.insert(draft, host)
    history.blockRuns.insert(runId, draft.pipelineUuid, draft.blockRuns)
    onStored(runId)
    return { ...draft, id: runId }
  })
  context.events.emit('run.happened', {
    projectId: context.projectId,
    runId: run.id,
    seq: run.seq,
    event: { ...queued, runId: run.id },
  })
  return continueRunRecord(context, run)
}
