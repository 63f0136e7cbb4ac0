import type { RequestInput } from '#shared/contract/requests.ts'
import type { Block } from '#shared/model/block.ts'
import type { BlockDecision, BlockRun } from '#shared/model/run.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { isFinished } from '#shared/run/apply-run-event.ts'
import { childCount, childrenOf } from '#shared/run/children.ts'
import { blockDirectoryName, blockRunDirectory, usedContext } from './block-run-directory.ts'
import { isDynamic } from './fan-out.ts'
import { leftReason, notTakenOverReason } from './fingerprint/left-block-runs.ts'
import { createSameUpstream, reusedReason } from './fingerprint/resume.ts'
import type { ResumeMode } from './fingerprint/run-mode.ts'
import { readWholeResult } from './fingerprint/stored-outputs.ts'
import { argumentFolders, keptArguments } from './kept-arguments.ts'
import type { RunPlan } from './plan-run.ts'
import { prepareRun } from './prepare-run.ts'
import { findResumption } from './resume-run.ts'
import { standingOf } from './run-again.ts'
import type { StartRunPlace } from './start-run.ts'

/** The question, and what is known of the blocks looked at so far. */
type Walk = ResumeMode & {
  readonly stateDirectory: string
  readonly plan: RunPlan
  readonly hasSameUpstream: (block: Block) => boolean
  /** Block runs that run, by block: what they feed gets something else. */
  readonly anew: Map<string, ReadonlySet<string>>
  /** Blocks that will not be finished, so that nothing below them runs. */
  readonly stopped: Set<string>
}

const decided = (blockUuid: string, kind: BlockDecision['kind'], reason: string): BlockDecision => ({
  blockUuid,
  kind,
  reason,
})

const runsBecause = (blockUuid: string, why: string) => decided(blockUuid, 'runs', `Will run because ${why}.`)

/** What feeds a block run of the earlier run and runs anew itself; null where nothing does. `isSure` is false where only its place may change. */
const newlyFed = async (walk: Walk, block: Block, directory: string) => {
  const sources = block.upstream.flatMap((uuid) => (walk.anew.has(uuid) ? [uuid] : []))
  if (sources.length === 0) return null
  const kept = await keptArguments(directory)
  if (kept === null) return { name: sources[0] ?? '', isSure: true }
  for (const folder of argumentFolders(kept))
    for (const key of walk.anew.get(folder.blockUuid) ?? [])
      if (folder.directory.split(/[\\/]/).at(-2) === blockDirectoryName(key)) return { name: key, isSure: true }
  const source = walk.plan.scope.blocks.find(({ uuid }) => sources.includes(uuid))
  return source !== undefined && isDynamic(source) ? { name: source.uuid, isSure: false } : null
}

/** A block run that had finished: taken over, unless something speaks against it. */
const decideFinished = async (walk: Walk, { block, was }: { block: Block; was: BlockRun }) => {
  const { from, stateDirectory, hasSameUpstream } = walk
  const { blockUuid: key, attempt } = was
  const directory = blockRunDirectory(stateDirectory, { runId: from.id, blockUuid: key, attempt })
  if (walk.again === null && usedContext(directory))
    return runsBecause(key, 'it uses the context of the run, which lives in the process of the run alone')
  if (!hasSameUpstream(block)) return runsBecause(key, 'its upstream blocks are others now')
  const fed = await newlyFed(walk, block, directory)
  if (fed?.isSure === true) return runsBecause(key, `"${fed.name}", which feeds it, runs`)
  const found = await readWholeResult(directory, from.id)
  if (found.kind === 'unusable') return runsBecause(key, found.why)
  if (fed !== null) return decided(key, 'depends', `Reused if "${fed.name}" gives as many items as before.`)
  return decided(key, 'reused', reusedReason(from.id))
}

const decideOne = async (walk: Walk, { block, was }: { block: Block; was: BlockRun }) => {
  const { from, again } = walk
  const key = was.blockUuid
  const standing = again === null ? 'below' : standingOf(again, { key, block })
  if (standing === 'chosen') return runsBecause(key, 'it was chosen')
  if (isFinished(was)) return decideFinished(walk, { block, was })
  if (standing === 'beside') return decided(key, 'left', leftReason(was, from.id))
  return runsBecause(key, `it had not finished in run ${from.id}`)
}

/** What becomes of a block that ran once per item, in one sentence. */
const familyDecision = (block: Block, children: readonly BlockDecision[], runId: number): BlockDecision => {
  const count = (kind: BlockDecision['kind']) => children.filter((child) => child.kind === kind).length
  const [running, left] = [count('runs'), count('left')]
  const others = children.length - running - left
  const rest = [
    ...(others > 0 ? [`${others} of run ${runId} ${others === 1 ? 'is' : 'are'} reused`] : []),
    ...(left > 0 ? [`${left} ${left === 1 ? 'stays as it was' : 'stay as they were'}`] : []),
  ].join(', ')
  if (running > 0)
    return runsBecause(
      block.uuid,
      `${running} of its ${childCount(children.length)} ${running === 1 ? 'runs' : 'run'}${rest === '' ? '' : `; ${rest}`}`,
    )
  if (left > 0) return decided(block.uuid, 'left', `Left as it was: ${rest}.`)
  return decided(block.uuid, 'reused', `${reusedReason(runId).slice(0, -1)}, with its ${childCount(children.length)}.`)
}

/** The decision of a block, and those of its children that are not simply reused. */
const decideBlock = async (walk: Walk, block: Block): Promise<readonly BlockDecision[]> => {
  const { from } = walk
  const stopped = block.upstream.find((uuid) => walk.stopped.has(uuid))
  if (stopped !== undefined)
    return [decided(block.uuid, 'left', `Will not run because "${stopped}", which feeds it, will not be complete.`)]
  const was = from.blockRuns.find(({ blockUuid }) => blockUuid === block.uuid)
  if (was === undefined) return [runsBecause(block.uuid, `it was not part of run ${from.id}`)]
  const children = childrenOf(from, block.uuid)
  if (children.length === 0) return [await decideOne(walk, { block, was })]
  const decisions: BlockDecision[] = []
  for (const child of children) decisions.push(await decideOne(walk, { block, was: child }))
  return [familyDecision(block, decisions, from.id), ...decisions.filter(({ kind }) => kind !== 'reused')]
}

const note = (walk: Walk, block: Block, decisions: readonly BlockDecision[]): void => {
  const running = decisions.filter(({ kind }) => kind === 'runs' || kind === 'depends')
  if (running.length > 0) walk.anew.set(block.uuid, new Set(running.map(({ blockUuid }) => blockUuid)))
  if (decisions.some(({ kind }) => kind === 'left')) walk.stopped.add(block.uuid)
}

const explain = async (walk: Walk): Promise<Result<BlockDecision[]>> => {
  const all: BlockDecision[] = []
  for (const block of walk.plan.scope.blocks) {
    const decisions = await decideBlock(walk, block)
    const isAbove = walk.again?.above.has(block.uuid) === true
    if (isAbove && decisions.some(({ kind }) => kind !== 'reused'))
      return fail('invalid-input', notTakenOverReason(block.uuid, walk.from.id))
    note(walk, block, decisions)
    all.push(...decisions)
  }
  return ok(all)
}

/** Says of each block what a run that goes on from an earlier one would do with it, and why. Starts nothing of the project. */
export const explainResume = async (
  place: Pick<StartRunPlace, 'deps' | 'active'>,
  input: RequestInput<'run.explainResume'>,
): Promise<Result<BlockDecision[]>> => {
  const found = await findResumption(place, input)
  if (!found.ok) return found
  const prepared = await prepareRun(place, found.value.input, found.value.cause)
  if (!prepared.ok) return prepared
  const { mode, plan, project } = prepared.value
  if (mode.kind !== 'resume') return fail('internal', 'A run that goes on from another was planned as a plain one.')
  const { stateDirectory } = project
  const hasSameUpstream = createSameUpstream(mode.from)
  return explain({ ...mode, plan, stateDirectory, hasSameUpstream, anew: new Map(), stopped: new Set() })
}
