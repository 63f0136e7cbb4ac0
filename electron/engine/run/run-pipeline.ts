import type { Block } from '#shared/model/block.ts'
import type { BlockRunState } from '#shared/model/run.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import { isFinalBlockRunState } from '#shared/run/apply-run-event.ts'
import { type BlockOutcome, bareOutcome } from './block-outcome.ts'
import { blockRunDirectory, type RequestInputs } from './block-run-directory.ts'
import { deferred } from './deferred.ts'
import type { Places } from './places.ts'
import type { InputSource, RunPlan } from './plan-run.ts'
import { type BlockRunContext, runBlock } from './run-block.ts'
import { endOfRun } from './run-state.ts'

export type PipelineJob = {
  readonly plan: RunPlan
  readonly context: BlockRunContext
  readonly places: Places
  readonly signal: AbortSignal
  readonly onDefect: (error: unknown) => void
}

const blockEnded = (blockUuid: string, outcome: BlockOutcome): RunEvent => ({
  kind: 'block-ended',
  time: Date.now(),
  blockUuid,
  ...outcome,
})

const stopsDownstream: ReadonlySet<BlockRunState> = new Set<BlockRunState>(['failed', 'crashed', 'upstream-failed'])

/** Where a block stands among its upstream: what it must become at once, or whether it may start or must wait. */
type Standing = { readonly kind: 'wait' | 'ready' } | { readonly kind: 'end'; readonly outcome: BlockOutcome }

/** The blocks of a run and how far each has come. */
const createProgress = (plan: RunPlan) => {
  const states = new Map<string, BlockRunState>(plan.scope.blocks.map((block) => [block.uuid, 'queued']))
  /** Block -> the one that failed first on the way to it. */
  const causes = new Map<string, string>()
  const upstream = new Map<string, string[]>(plan.scope.blocks.map((block) => [block.uuid, []]))
  for (const { from, to } of plan.scope.edges) upstream.get(to)?.push(from)

  const upstreamFailure = (uuid: string, failed: string): BlockOutcome => {
    const cause = causes.get(failed) ?? failed
    causes.set(uuid, cause)
    const words = states.get(cause) === 'crashed' ? 'crashed' : 'failed'
    return bareOutcome('upstream-failed', `Not run, because "${cause}" ${words}. Mend it, then run again from there.`)
  }

  const standing = (uuid: string): Standing => {
    const above = (upstream.get(uuid) ?? []).map((from) => ({ from, state: states.get(from) ?? 'queued' }))
    const failed = above.find(({ state }) => stopsDownstream.has(state))
    if (failed !== undefined) return { kind: 'end', outcome: upstreamFailure(uuid, failed.from) }
    const unmet = above.find(({ state }) => state === 'condition-failed')
    if (unmet !== undefined)
      return { kind: 'end', outcome: bareOutcome('condition-failed', `The condition of "${unmet.from}" was not met.`) }
    const isReady = above.every(({ state }) => state === 'completed' || state === 'reused')
    return { kind: isReady ? 'ready' : 'wait' }
  }

  return {
    standing,
    set: (uuid: string, state: BlockRunState) => {
      states.set(uuid, state)
    },
    queued: (): readonly Block[] => plan.scope.blocks.filter((block) => states.get(block.uuid) === 'queued'),
    isOver: () => [...states.values()].every(isFinalBlockRunState),
  }
}

type Progress = ReturnType<typeof createProgress>

const attemptsOf = (job: PipelineJob): Map<string, number> =>
  new Map(job.context.record.run().blockRuns.map(({ blockUuid, attempt }) => [blockUuid, attempt]))

const inputsOf = (job: PipelineJob, block: Block): RequestInputs => {
  const attempts = attemptsOf(job)
  const runId = job.context.record.run().id
  const directoryOf = (source: InputSource): string | null => {
    if (source.kind === 'nothing') return null
    if (source.kind === 'earlier-run') return source.directory
    const attempt = attempts.get(source.blockUuid) ?? 1
    return blockRunDirectory(job.context.project.stateDirectory, { runId, blockUuid: source.blockUuid, attempt })
  }
  return (job.plan.inputs.get(block.uuid) ?? []).map((source) => ({
    blockUuid: source.blockUuid,
    type: source.type,
    directory: directoryOf(source),
  }))
}

/** Ends every queued block that can no longer start; one pass is enough, since the blocks are in topological order. */
const endHopeless = (job: PipelineJob, progress: Progress): void => {
  const ended: RunEvent[] = []
  for (const { uuid } of progress.queued()) {
    const standing: Standing = job.signal.aborted
      ? { kind: 'end', outcome: bareOutcome('cancelled', 'Cancelled before it started.') }
      : progress.standing(uuid)
    if (standing.kind !== 'end') continue
    progress.set(uuid, standing.outcome.state)
    ended.push(blockEnded(uuid, standing.outcome))
  }
  if (ended.length > 0) job.context.record.record(...ended)
}

const markStarted = ({ context }: PipelineJob): void => {
  if (context.record.run().state === 'queued') context.record.record({ kind: 'run-started', time: Date.now() })
}

/** A defect of ours while a block runs ends that block, not the others. */
const runBlockSafely = async (job: PipelineJob, block: Block): Promise<BlockOutcome> => {
  try {
    return await runBlock(job.context, { block, inputs: inputsOf(job, block), signal: job.signal })
  } catch (error) {
    job.onDefect(error)
    return bareOutcome('crashed', `Pipewright could not run the block: ${String(error)}. This is a defect of ours.`)
  }
}

const startReady = (job: PipelineJob, progress: Progress, start: (block: Block) => void): void => {
  for (const block of progress.queued()) {
    if (progress.standing(block.uuid).kind !== 'ready') continue
    if (!job.places.tryTake()) return
    start(block)
  }
}

/**
 * Runs the blocks of a plan: each as soon as its upstream is done and a place is free. A failure stops what lies downstream of it and
 * nothing else. Resolves when the run has ended and no process of it is left.
 */
export const runPipeline = async (job: PipelineJob): Promise<void> => {
  const progress = createProgress(job.plan)
  const over = deferred<{ readonly defect: unknown } | null>()

  const run = async (block: Block) => {
    markStarted(job)
    progress.set(block.uuid, 'running')
    const outcome = await runBlockSafely(job, block)
    progress.set(block.uuid, outcome.state)
    job.context.record.record(blockEnded(block.uuid, outcome))
    job.places.release()
    advance()
  }
  const advance = () => {
    try {
      endHopeless(job, progress)
      if (progress.isOver()) over.resolve(null)
      else startReady(job, progress, (block) => void run(block).catch((defect) => over.resolve({ defect })))
    } catch (defect) {
      over.resolve({ defect })
    }
  }

  const stopListening = job.places.onFree(advance)
  job.signal.addEventListener('abort', advance)
  advance()
  const end = await over.promise
  stopListening()
  job.signal.removeEventListener('abort', advance)
  if (end !== null) throw end.defect
  job.context.record.record({ kind: 'run-ended', time: Date.now(), ...endOfRun(job.context.record.run(), job.signal) })
}
