import type { EngineContext } from '#engine/engine-context.ts'
import type { History } from '#engine/history/history.ts'
import type { RunHost } from '#engine/history/runs-repository.ts'
import type { Run } from '#shared/model/run.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import { applyRunEvent } from '#shared/run/apply-run-event.ts'

/** A run as its events so far made it; everything that changes it goes through `record`. */
export type RunRecord = {
  run(): Run
  /** Folds the events, stores what changed in one transaction, and tells them. */
  record(...events: RunEvent[]): void
  /** Stores what the disk refused before; true where nothing is left to store. */
  save(): boolean
}

export type RunRecordContext = Pick<EngineContext, 'events' | 'logger'> & {
  readonly projectId: string
  readonly history: History
}

/** Metrics and artifacts of a running block are stored at most this often; the end of the block stores them all. */
const liveDetailsMs = 2_000

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

/** Goes on recording a run that is stored. */
export const continueRunRecord = (context: RunRecordContext, stored: Run): RunRecord => {
  const { history } = context
  const unsaved = new Set<string>()
  /** Block runs the history has; further ones are added while the run goes on. */
  let inserted = stored.blockRuns.length
  let run = stored
  let isRunUnsaved = false
  let savedAt = 0

  const save = (): boolean => {
    if (!isRunUnsaved && unsaved.size === 0) return true
    try {
      history.database.transaction(() => {
        history.runs.update(run)
        history.blockRuns.insertAdded(run, inserted)
        for (const blockRun of run.blockRuns) {
          if (unsaved.has(blockRun.blockUuid)) history.blockRuns.update(run.id, blockRun)
        }
      })
    } catch (error) {
      // A full disk must not end the run: the next change stores this one too.
      context.logger.error('a run could not be stored', { runId: run.id, error: String(error) })
      return false
    }
    inserted = run.blockRuns.length
    unsaved.clear()
    isRunUnsaved = false
    savedAt = Date.now()
    return true
  }

  const fold = (event: RunEvent): number => {
    run = applyRunEvent(run, event, run.seq + 1)
    const block = blockOf(event)
    if (block !== null) unsaved.add(block)
    return run.seq
  }

  return {
    run: () => run,
    save,
    record: (...events) => {
      const numbers = events.map(fold)
      const isDue = events.some(isStateChange)
      if (isDue) isRunUnsaved = true
      if (isDue || Date.now() - savedAt > liveDetailsMs) save()
      events.forEach((event, index) => {
        const seq = numbers[index] ?? run.seq
        context.events.emit('run.happened', { projectId: context.projectId, runId: run.id, seq, event })
      })
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
