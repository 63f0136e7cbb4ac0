import type { RequestInput } from '#shared/contract/requests.ts'
import type { Block } from '#shared/model/block.ts'
import type { BlockDecision } from '#shared/model/run.ts'
import { ok, type Result } from '#shared/result.ts'
import { isDynamic, isReduced } from './fan-out.ts'
import { type DecidePlace, type Decision, decide } from './fingerprint/decide.ts'
import type { InputDigest } from './fingerprint/fingerprint.ts'
import { inputDigests, nothingGiven } from './fingerprint/input-digests.ts'
import { openFingerprints } from './fingerprint/run-fingerprints.ts'
import { digestOfOutputs } from './fingerprint/stored-outputs.ts'
import type { InputSource, RunPlan } from './plan-run.ts'
import { guestsOf, type Prepared, prepareRun, readCode } from './prepare-run.ts'
import type { StartRunPlace } from './start-run.ts'

/** Blocks that run once per item of a block above them: how often is not known before. */
const runsPerItem = ({ pipeline, scope }: RunPlan): ReadonlySet<string> => {
  const byUuid = new Map(pipeline.blocks.map((block) => [block.uuid, block]))
  const perItem = new Set<string>()
  const multiplies = (uuid: string): boolean => {
    const upstream = byUuid.get(uuid)
    return upstream !== undefined && (isDynamic(upstream) || (perItem.has(uuid) && !isReduced(upstream)))
  }
  for (const block of scope.blocks) if (block.upstream.some(multiplies)) perItem.add(block.uuid)
  return perItem
}

const perItemDecision: Decision = {
  kind: 'depends',
  reason: 'Runs once for each item of the block above it; those that are the same as before are reused.',
}

/** Walks through the blocks in their order; what a block gives is known only where it is reused. */
const createWalk = (place: DecidePlace, plan: RunPlan) => {
  const perItem = runsPerItem(plan)
  /** Block of the run -> digest of what it will give; null where it has to run first. */
  const given = new Map<string, string | null>()
  const digestOf = async (source: InputSource): Promise<InputDigest> => {
    const block = source.blockUuid
    if (source.kind === 'this-run') return { block, digest: given.get(block) ?? null }
    if (source.kind === 'nothing') return { block, digest: nothingGiven }
    if (source.yield.children !== null) return { block, digest: null }
    const input = { blockUuid: block, type: source.type, directory: source.yield.directory }
    const [digest] = await inputDigests({ inputs: [input], forms: {} })
    return digest ?? { block, digest: null }
  }
  return async (block: Block): Promise<BlockDecision> => {
    const inputs = await Promise.all((plan.inputs.get(block.uuid) ?? []).map(digestOf))
    const decision = perItem.has(block.uuid) ? perItemDecision : await decide(place, { key: block.uuid, block }, inputs)
    given.set(block.uuid, decision.kind === 'reused' ? digestOfOutputs(decision.result.outputs) : null)
    return { blockUuid: block.uuid, kind: decision.kind, reason: decision.reason }
  }
}

const explain = async (place: Pick<StartRunPlace, 'context'>, prepared: Prepared): Promise<BlockDecision[]> => {
  const { project, history, plan, interpreter, variables, facts } = prepared
  const { resourcesDirectory, logger } = place.context
  const fingerprints = await openFingerprints({
    project,
    cwd: await project.workingDirectory(),
    variables,
    numbers: facts.numbers,
    code: readCode(project, plan.pipeline, []),
    guests: guestsOf(plan),
    history,
    pipelineUuid: plan.pipeline.uuid,
    interpreter,
    resourcesDirectory,
    logger,
  })
  const decideBlock = createWalk(fingerprints.decidePlace, plan)
  const decisions: BlockDecision[] = []
  try {
    for (const block of plan.scope.blocks) decisions.push(await decideBlock(block))
    return decisions
  } finally {
    await fingerprints.close()
  }
}

/** Says of each block whether a run of what changed would run it, and why. Starts nothing of the project. */
export const explainRun = async (
  place: Pick<StartRunPlace, 'context' | 'deps'>,
  input: RequestInput<'run.explain'>,
): Promise<Result<BlockDecision[]>> => {
  const prepared = await prepareRun(place, { ...input, reuse: true }, null)
  return prepared.ok ? ok(await explain(place, prepared.value)) : prepared
}
