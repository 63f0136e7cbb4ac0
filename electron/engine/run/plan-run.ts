import type { History } from '#engine/history/history.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { isRunnable, planScope, type ScopePlan } from '#shared/graph/plan-scope.ts'
import { cycleText, findCycle } from '#shared/graph/walk.ts'
import type { Block } from '#shared/model/block.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import type { RunScope } from '#shared/model/run.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { type EarlierYield, earlierOutput } from './earlier-output.ts'

/** Where an argument of a block comes from: a block of this run, an earlier run, or nowhere (a note, which gives nothing). */
export type InputSource =
  | { readonly kind: 'this-run'; readonly blockUuid: string; readonly type: Block['type'] }
  | {
      readonly kind: 'earlier-run'
      readonly blockUuid: string
      readonly type: Block['type']
      readonly yield: EarlierYield
    }
  | { readonly kind: 'nothing'; readonly blockUuid: string; readonly type: Block['type'] }

export type RunPlan = {
  readonly pipeline: Pipeline
  readonly scope: ScopePlan
  /** Block -> its inputs in argument order. */
  readonly inputs: ReadonlyMap<string, readonly InputSource[]>
}

const scopeBlocks = (scope: RunScope): readonly string[] => {
  switch (scope.kind) {
    case 'all':
      return []
    case 'selection':
      return scope.blocks
    case 'to':
    case 'from':
    case 'only':
      return [scope.block]
  }
}

const named = (uuids: readonly string[]): string => uuids.map((uuid) => `"${uuid}"`).join(', ')

const checkScope = (pipeline: Pipeline, scope: RunScope): Result<ScopePlan> => {
  if (pipeline.type !== 'python' && pipeline.type !== 'pyspark')
    return fail('unsupported', `Pipelines of type ${pipeline.type} cannot be run yet; only those of type python can.`)
  const { leftOut = [] } = pipeline
  if (scope.kind === 'all' && leftOut.length > 0)
    return fail(
      'unsupported',
      `Without ${named(leftOut)} the pipeline would do something else than meant: their type or language is not known, or their id is used twice or is that of a child. Correct it, or remove them, or run a part of the pipeline.`,
    )
  const known = new Set(pipeline.blocks.map((block) => block.uuid))
  const unknown = scopeBlocks(scope).filter((uuid) => !known.has(uuid))
  if (unknown.length > 0) return fail('not-found', `The pipeline ${pipeline.uuid} has no block ${named(unknown)}.`)
  const plan = planScope(pipeline, scope)
  const cycle = findCycle(plan.blocks)
  if (cycle !== null)
    return fail(
      'cycle',
      `These blocks wait for each other: ${cycleText(cycle)}. Remove one of the links, then run again.`,
      {
        cycle,
      },
    )
  if (plan.blocks.length === 0)
    return fail('invalid-input', 'There is no block to run here: notes, charts and scratchpads do not run.')
  return ok(plan)
}

type Missing = {
  readonly block: string
  readonly upstream: string
  readonly runId: number | null
  /** Only that run's output would do. */
  readonly isFixed: boolean
}

const missingWords = ({ block, upstream, runId }: Missing): string =>
  runId === null
    ? `"${block}" needs the output of "${upstream}", which has not completed in any run yet.`
    : `"${block}" needs the output of "${upstream}", but its files of run ${runId} are gone.`

const missingFailure = (missing: readonly Missing[]): Result<never> => {
  const first = [...new Set(missing.map(({ upstream }) => upstream))]
  const names = named(first)
  const words = missing.map(missingWords).join(' ')
  if (missing.some(({ isFixed }) => isFixed))
    return fail('invalid-input', `${words} What the earlier run finished was made of it; start a new run instead.`)
  return fail('invalid-input', `${words} Run ${names} first, or run with upstream.`, {
    runFirst: first,
  })
}

type Place = { readonly project: OpenProject; readonly history: History; readonly pipeline: Pipeline }

/**
 * What a run of this scope does: its blocks, and for each where its arguments come from. Upstream blocks outside the scope give the
 * output of the newest run in which they completed.
 *
 * @param from upstream block -> the run whose output is taken instead
 */
export const planRun = async (
  place: Place,
  runScope: RunScope,
  from: ReadonlyMap<string, number> = new Map(),
): Promise<Result<RunPlan>> => {
  const { pipeline } = place
  const checked = checkScope(pipeline, runScope)
  if (!checked.ok) return checked
  const scope = checked.value
  const inRun = new Set(scope.blocks.map((block) => block.uuid))
  const byUuid = new Map(pipeline.blocks.map((block) => [block.uuid, block]))
  const missing: Missing[] = []

  const sourceOf = async (block: Block, uuid: string): Promise<InputSource | null> => {
    const upstream = byUuid.get(uuid)
    // As in Mage: a name no block has is no argument.
    if (upstream === undefined) return null
    if (!isRunnable(upstream)) return { kind: 'nothing', blockUuid: uuid, type: upstream.type }
    if (inRun.has(uuid)) return { kind: 'this-run', blockUuid: uuid, type: upstream.type }
    const earlier = await earlierOutput(place, upstream, from.get(uuid) ?? null)
    if (earlier.kind === 'found')
      return { kind: 'earlier-run', blockUuid: uuid, type: upstream.type, yield: earlier.yield }
    missing.push({ block: block.uuid, upstream: uuid, runId: earlier.runId, isFixed: from.has(uuid) })
    return null
  }

  const inputs = new Map<string, readonly InputSource[]>()
  for (const block of scope.blocks) {
    const sources = await Promise.all(block.upstream.map((uuid) => sourceOf(block, uuid)))
    inputs.set(
      block.uuid,
      sources.filter((source) => source !== null),
    )
  }
  if (missing.length > 0) return missingFailure(missing)
  return ok({ pipeline, scope, inputs })
}
