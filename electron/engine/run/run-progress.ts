import type { Block } from '#shared/model/block.ts'
import type { BlockRunState } from '#shared/model/run.ts'
import { childCount } from '#shared/run/children.ts'
import { type BlockOutcome, bareOutcome } from './block-outcome.ts'
import { type Arguments, type BlockYield, isReduced, type UpstreamYield } from './fan-out.ts'
import type { InputSource, RunPlan } from './plan-run.ts'
import { createReadiness } from './readiness.ts'
import { createUnitStates, type Family } from './unit-states.ts'

/** One process to run: a block, or one child of a block that lies below a dynamic one. */
export type Unit = {
  /** As the run names it: `<block>`, or `<block>:<i>`. */
  readonly key: string
  readonly block: Block
  readonly arguments: Arguments
  readonly childIndex: number | null
}

const stopsDownstream: ReadonlySet<BlockRunState> = new Set<BlockRunState>(['failed', 'crashed', 'upstream-failed'])
const nothing: BlockYield = { directory: null, items: null }

/** What a block came to by its children: a failure of one is its own, though the others ran. */
const outcomeOfChildren = (
  children: readonly { readonly key: string; readonly state: BlockRunState }[],
): BlockOutcome => {
  const withState = (...states: BlockRunState[]) => children.filter(({ state }) => states.includes(state))
  const cancelled = withState('cancelled')
  if (cancelled.length > 0)
    return bareOutcome('cancelled', `Cancelled: ${childCount(cancelled.length)} of ${children.length}.`)
  const failed = withState('failed', 'crashed')
  if (failed.length > 0) {
    const names = failed.slice(0, 5).map(({ key }) => `"${key}"`)
    const more = failed.length > names.length ? ', …' : ''
    return bareOutcome(
      'failed',
      `${failed.length} of ${childCount(children.length)} failed: ${names.join(', ')}${more}.`,
    )
  }
  if (withState('condition-failed').length === children.length)
    return bareOutcome('completed', 'The condition was met for none of its children.')
  return bareOutcome('completed', null)
}

/** Says what a queued block must become at once; null where it may still run. */
const createHopeless = ({ scope }: RunPlan, stateOf: (uuid: string) => BlockRunState) => {
  /** Block -> the one that failed first on the way to it. */
  const causes = new Map<string, string>()
  const upstream = new Map<string, string[]>(scope.blocks.map((block) => [block.uuid, []]))
  for (const { from, to } of scope.edges) upstream.get(to)?.push(from)

  const upstreamFailure = (uuid: string, failed: string): BlockOutcome => {
    const cause = causes.get(failed) ?? failed
    causes.set(uuid, cause)
    const words = stateOf(cause) === 'crashed' ? 'crashed' : 'failed'
    return bareOutcome('upstream-failed', `Not run, because "${cause}" ${words}. Mend it, then run again from there.`)
  }

  return (uuid: string): BlockOutcome | null => {
    if (stateOf(uuid) !== 'queued') return null
    const above = (upstream.get(uuid) ?? []).map((from) => ({ from, state: stateOf(from) }))
    const failed = above.find(({ state }) => stopsDownstream.has(state))
    if (failed !== undefined) return upstreamFailure(uuid, failed.from)
    // Left cancelled by a run in which only other block runs were to run again.
    const left = above.find(({ state }) => state === 'cancelled')
    if (left !== undefined) return bareOutcome('cancelled', `Not run, because "${left.from}" was not.`)
    const unmet = above.find(({ state }) => state === 'condition-failed')
    return unmet === undefined ? null : bareOutcome('condition-failed', `The condition of "${unmet.from}" was not met.`)
  }
}

/** How far the blocks of a run have come, and what they left for those below them. */
export const createProgress = (plan: RunPlan) => {
  const units = createUnitStates(plan.scope.blocks.map(({ uuid }) => uuid))
  const { stateOf } = units
  const readiness = createReadiness(plan.scope.blocks, plan.scope.edges)
  const yields = new Map<string, BlockYield>()
  const blocks = new Map(plan.pipeline.blocks.map((block) => [block.uuid, block]))

  const yieldOf = (source: InputSource): UpstreamYield => {
    const { blockUuid, type } = source
    const block = blocks.get(blockUuid)
    const facts = { blockUuid, type, isReduced: block !== undefined && isReduced(block) }
    if (source.kind === 'nothing') return { ...facts, ...nothing, children: null }
    if (source.kind === 'earlier-run') return { ...facts, ...source.yield }
    const children = units
      .familyOf(blockUuid)
      ?.units.map(({ key }) => ({ ...(yields.get(key) ?? nothing), state: stateOf(key) }))
    return { ...facts, ...(yields.get(blockUuid) ?? nothing), children: children ?? null }
  }

  const setState = (key: string, state: BlockRunState) => {
    units.set(key, state)
    readiness.note(key, state)
  }

  return {
    units,
    hopeless: createHopeless(plan, stateOf),
    setState,
    ready: readiness.ready,
    takeDoubtful: readiness.takeDoubtful,
    addChildren: (uuid: string, children: readonly Unit[]) => {
      units.addChildren(uuid, children)
      readiness.note(uuid, 'running')
    },
    /** What a block run left; asked for by those below it. */
    keep: (key: string, left: BlockYield) => {
      yields.set(key, left)
    },
    /** Every block that has not started: for the end of the run before its time. */
    queued: (): readonly Block[] => plan.scope.blocks.filter((block) => stateOf(block.uuid) === 'queued'),
    /** What the blocks above gave, in the order of arguments. */
    upstreamOf: (block: Block): readonly UpstreamYield[] => (plan.inputs.get(block.uuid) ?? []).map(yieldOf),
    outcomeOfFamily: (family: Family): BlockOutcome =>
      outcomeOfChildren(family.units.map(({ key }) => ({ key, state: stateOf(key) }))),
  }
}

export type Progress = ReturnType<typeof createProgress>
