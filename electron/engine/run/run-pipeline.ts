import type { Block } from '#shared/model/block.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import { type BlockOutcome, bareOutcome } from './block-outcome.ts'
import { deferred } from './deferred.ts'
import { fanOut } from './fan-out.ts'
import type { RunReuse } from './fingerprint/open-reuse.ts'
import type { Places } from './places.ts'
import type { RunPlan } from './plan-run.ts'
import type { BlockEnd, BlockJob, BlockRunContext } from './run-block.ts'
import { createProgress, type Progress, type Unit } from './run-progress.ts'
import { endOfRun } from './run-state.ts'

export type PipelineJob = {
  readonly plan: RunPlan
  readonly context: BlockRunContext
  readonly reuse: RunReuse
  readonly places: Places
  readonly signal: AbortSignal
  /** Ends what still runs, where the run cannot go on. */
  readonly stop: () => void
  readonly onDefect: (error: unknown) => void
}

type Step = {
  readonly job: PipelineJob
  readonly progress: Progress
  /** The run cannot go on. */
  readonly fail: (defect: unknown) => void
}

const blockEnded = (blockUuid: string, outcome: BlockOutcome): RunEvent => ({
  kind: 'block-ended',
  time: Date.now(),
  blockUuid,
  ...outcome,
})

const cancelledBefore = bareOutcome('cancelled', 'Cancelled before it started.')

type Ended = { readonly key: string; readonly outcome: BlockOutcome }

const end = ({ job, progress }: Step, ended: readonly Ended[]): boolean => {
  for (const { key, outcome } of ended) progress.setState(key, outcome.state)
  if (ended.length > 0) job.context.record.record(...ended.map(({ key, outcome }) => blockEnded(key, outcome)))
  return ended.length > 0
}

const endCancelled = (step: Step): boolean => {
  const { progress } = step
  const ended: Ended[] = progress.queued().map(({ uuid }) => ({ key: uuid, outcome: cancelledBefore }))
  for (const { uuid } of progress.units.waitingFamilies())
    for (let child = progress.units.takeChild(uuid); child !== undefined; child = progress.units.takeChild(uuid))
      ended.push({ key: child.key, outcome: cancelledBefore })
  return end(step, ended)
}

/** Ends every queued block that can no longer start. Those that its end takes along are looked at next. */
const endHopeless = (step: Step): boolean => {
  if (step.job.signal.aborted) return endCancelled(step)
  const ended: Ended[] = []
  for (const uuid of step.progress.takeDoubtful()) {
    const outcome = step.progress.hopeless(uuid)
    if (outcome === null) continue
    step.progress.setState(uuid, outcome.state)
    ended.push({ key: uuid, outcome })
  }
  return end(step, ended)
}

const endParents = (step: Step): boolean =>
  end(
    step,
    step.progress.units
      .endedFamilies()
      .map((family) => ({ key: family.uuid, outcome: step.progress.outcomeOfFamily(family) })),
  )

const markStarted = ({ context }: PipelineJob): void => {
  if (context.record.run().state === 'queued') context.record.record({ kind: 'run-started', time: Date.now() })
}

/** Makes the children of a block that lies below a dynamic one. */
const addChildren = (step: Step, block: Block, units: readonly Unit[]): void => {
  const { job, progress } = step
  const time = Date.now()
  const { uuid, type: blockType, language } = block
  markStarted(job)
  progress.addChildren(uuid, units)
  job.context.record.record(
    { kind: 'block-started', time, blockUuid: uuid, attempt: 1 },
    {
      kind: 'block-runs-added',
      time,
      parentBlockUuid: uuid,
      blocks: units.map(({ key }) => ({ blockUuid: key, blockType, language })),
    },
  )
}

/** Looks at what a ready block gets: its one unit; or null where it has children now, or cannot run. */
const openBlock = (step: Step, block: Block): Unit | null => {
  const found = fanOut(step.progress.upstreamOf(block))
  switch (found.kind) {
    case 'single':
      return { key: block.uuid, block, arguments: found.arguments, childIndex: null }
    case 'unmet':
    case 'problem': {
      const state = found.kind === 'unmet' ? 'condition-failed' : 'failed'
      end(step, [{ key: block.uuid, outcome: bareOutcome(state, found.reason) }])
      return null
    }
    case 'children':
      addChildren(
        step,
        block,
        found.children.map((child, index) => ({
          key: `${block.uuid}:${index}`,
          block,
          arguments: child,
          childIndex: index,
        })),
      )
      return null
  }
}

/** Starts children that wait. Those of a block whose pool is full let the children of others pass. */
const startChildren = ({ job, progress }: Step, start: (unit: Unit) => void): void => {
  const { units } = progress
  for (const block of units.waitingFamilies()) {
    while (units.hasWaiting(block.uuid) && job.places.tryTake(block)) {
      const unit = units.takeChild(block.uuid)
      if (unit !== undefined) start(unit)
    }
    if (!job.places.hasFree()) return
  }
}

/** Starts what may start, as far as places are free. Blocks that turn out to have children get them here. */
const startReady = (step: Step, start: (unit: Unit) => void): void => {
  const { job, progress } = step
  startChildren(step, start)
  for (const block of progress.ready()) {
    if (!job.places.hasFree()) return
    const unit = openBlock(step, block)
    if (unit !== null && job.places.tryTake(block)) start(unit)
    else startChildren(step, start)
  }
}

/** Ends what can no longer run, and blocks whose children have ended, until that ends nothing more. */
const settle = (step: Step): void => {
  let hasChanged = true
  while (hasChanged) {
    const hasEndedBlocks = endHopeless(step)
    hasChanged = endParents(step) || hasEndedBlocks
  }
}

type UnitPlace = Pick<BlockJob, 'rest' | 'onGone'>

/** A defect of ours while a block runs ends that block, not the others. */
const runSafely = async (job: PipelineJob, unit: Unit, place: UnitPlace): Promise<BlockEnd> => {
  try {
    return await job.reuse.runUnit({ ...unit, signal: job.signal, ...place })
  } catch (error) {
    job.onDefect(error)
    const reason = `Pipewright could not run the block: ${String(error).replace(/\.$/, '')}. This is a defect of ours; please report it.`
    return { outcome: bareOutcome('crashed', reason), directory: null, items: null }
  }
}

const noteEnd = (step: Step, { key, block, childIndex }: Unit, blockEnd: BlockEnd): void => {
  const { job, progress } = step
  progress.keep(key, blockEnd)
  end(step, [{ key, outcome: blockEnd.outcome }])
  if (childIndex === null) return
  const family = progress.units.familyOf(block.uuid)
  const total = family?.units.length ?? 0
  const done = total - (family?.unended ?? 0)
  const text = `${done} of ${total} children`
  job.context.record.record({
    kind: 'block-progressed',
    time: Date.now(),
    blockUuid: block.uuid,
    progress: { done, total, text },
  })
}

/** Waits until the block has a place again; false where the run is cancelled meanwhile. */
const takeAgain = ({ places, signal }: PipelineJob, block: Block): Promise<boolean> =>
  new Promise((resolve) => {
    const attempt = () => {
      const isTaken = !signal.aborted && places.tryTake(block)
      if (!isTaken && !signal.aborted) return
      stop()
      signal.removeEventListener('abort', attempt)
      resolve(isTaken)
    }
    const stop = places.onFree(attempt)
    signal.addEventListener('abort', attempt)
    attempt()
  })

const runUnit = async (step: Step, unit: Unit): Promise<void> => {
  const { job, progress, fail } = step
  const { block } = unit
  let hasPlace = true
  const giveBack = () => {
    if (!hasPlace) return
    hasPlace = false
    try {
      job.places.release(block)
    } catch (defect) {
      fail(defect)
    }
  }
  /** While it waits for its next attempt, others may run in its place. */
  const rest: BlockJob['rest'] = async (pause) => {
    giveBack()
    await pause
    hasPlace = await takeAgain(job, block)
  }
  try {
    markStarted(job)
    progress.setState(unit.key, 'running')
    noteEnd(step, unit, await runSafely(job, unit, { rest, onGone: giveBack }))
  } finally {
    giveBack()
  }
}

/**
 * Runs the blocks of a plan: each as soon as its upstream is done and a place is free. A failure stops what lies downstream of it and
 * nothing else. Resolves when the run has ended and no process of it is left. Rejects, then too, with a defect of ours.
 */
export const runPipeline = async (job: PipelineJob): Promise<void> => {
  const over = deferred<{ readonly defect: unknown } | null>()
  const going = new Set<Promise<void>>()
  let isBroken = false

  const fail = (defect: unknown) => {
    isBroken = true
    over.resolve({ defect })
  }
  const step: Step = { job, progress: createProgress(job.plan), fail }
  const start = (unit: Unit) => {
    const ran: Promise<void> = runUnit(step, unit)
      .then(advance)
      .catch(fail)
      .finally(() => going.delete(ran))
    going.add(ran)
  }
  const advance = () => {
    if (isBroken) return
    try {
      settle(step)
      startReady(step, start)
      settle(step)
      if (step.progress.units.isOver()) over.resolve(null)
    } catch (defect) {
      fail(defect)
    }
  }

  const stopListening = job.places.onFree(advance)
  job.signal.addEventListener('abort', advance)
  advance()
  const ended = await over.promise
  stopListening()
  job.signal.removeEventListener('abort', advance)
  if (ended !== null) {
    job.stop()
    await Promise.all(going)
    throw ended.defect
  }
  await job.reuse.settled()
  job.context.record.record({ kind: 'run-ended', time: Date.now(), ...endOfRun(job.context.record.run(), job.signal) })
}
