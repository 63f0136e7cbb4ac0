import type { EngineContext } from '#engine/engine-context.ts'
import type { History } from '#engine/history/history.ts'
import type { RunHost } from '#engine/history/runs-repository.ts'
import type { Run } from '#shared/model/run.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import { applyRunEvent, isFinalRunState } from '#shared/run/apply-run-event.ts'
import { createRunClock } from './run-clock.ts'

/** A run as its events so far made it; everything that changes it goes through `record`. */
export type RunRecord = {
  /** With all that was recorded, told or not. */
  run(): Run
  /**
   * Folds the events at once, at the time of the run's own clock. They are told once they are stored: a moment later, in one transaction with others of that moment. The end
   * of a run is stored and told before this returns.
   */
  record(...events: RunEvent[]): void
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
 * Changes are stored at most this often: a transaction costs as much as the work of many of them. What a host that is killed in between had not stored yet
 * is read from the block run directories (`recover.ts`).
 */
const gatherMs = 20

/** What goes on must not stand still because another process holds the history: it is tried again soon. */
const patienceMs = 250
const tryAgainMs = 500
const mostTryAgainMs = 30_000

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

/** The run and what of it is not stored. */
const createUnsaved = ({ history, logger }: RunRecordContext, stored: Run) => {
  const blocks = new Set<string>()
  /** Block runs the history has; further ones are added while the run goes on. */
  let inserted = stored.blockRuns.length
  let run = stored
  let isRunUnsaved = false
  let savedAt = Number.NEGATIVE_INFINITY

  const fold = (event: RunEvent): number => {
    run = applyRunEvent(run, event, run.seq + 1)
    const block = blockOf(event)
    if (block !== null) blocks.add(block)
    if (isStateChange(event)) isRunUnsaved = true
    return run.seq
  }
  const save = (): boolean => {
    if (!isRunUnsaved && blocks.size === 0) return true
    savedAt = performance.now()
    try {
      history.database.transaction(() => {
        history.runs.update(run)
        history.blockRuns.insertAdded(run, inserted)
        for (const blockRun of run.blockRuns) {
          if (blocks.has(blockRun.blockUuid)) history.blockRuns.update(run.id, blockRun)
        }
      }, patienceMs)
    } catch (error) {
      // A full disk must not end the run: it is tried again, and the next change stores this one too.
      logger.error('a run could not be stored', { runId: run.id, error: String(error) })
      return false
    }
    inserted = run.blockRuns.length
    blocks.clear()
    isRunUnsaved = false
    return true
  }
  return { run: () => run, fold, save, sinceSaved: () => performance.now() - savedAt }
}

/** Calls `act` at the end of this turn of the event loop, or so much later that it is not called more often than every `everyMs`. */
const createGathering = (act: () => void, everyMs: number) => {
  let cancel: (() => void) | null = null
  const later = (sinceLast: number) => {
    if (sinceLast >= everyMs) {
      const immediate = setImmediate(act)
      return () => clearImmediate(immediate)
    }
    const timer = setTimeout(act, everyMs - sinceLast)
    return () => clearTimeout(timer)
  }
  return {
    soon: (sinceLast: number) => {
      cancel ??= later(sinceLast)
    },
    stop: () => {
      cancel?.()
      cancel = null
    },
  }
}

/** Calls `act` again, less and less often, until it is noted that all is well. Its timers keep no process alive. */
const createTryAgain = (act: () => void) => {
  let pauseMs = tryAgainMs
  let timer: NodeJS.Timeout | undefined
  return {
    note: (isWell: boolean) => {
      clearTimeout(timer)
      if (isWell) pauseMs = tryAgainMs
      else timer = setTimeout(act, pauseMs).unref()
      if (!isWell) pauseMs = Math.min(mostTryAgainMs, pauseMs * 2)
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
    tryAgain.note(isSaved || isFinalRunState(unsaved.run().state))
    tell()
    return isSaved
  }
  const gathering = createGathering(flush, gatherMs)
  const tryAgain = createTryAgain(flush)

  return {
    run: unsaved.run,
    save: flush,
    record: (...events) => {
      const isBehindOthers = waiting.length > 0
      const time = now()
      for (const given of events) {
        const event = { ...given, time }
        waiting.push({ seq: unsaved.fold(event), event })
      }
      if (events.some(({ kind }) => kind === 'run-ended')) flush()
      else if (isBehindOthers || events.some(isStateChange)) gathering.soon(unsaved.sinceSaved())
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
