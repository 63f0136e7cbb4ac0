import { basename, dirname, join } from 'node:path'
import { isFileThere } from '#engine/history/expected-files.ts'
import { downstreamClosure, upstreamClosure } from '#shared/graph/walk.ts'
import type { BlockRun, Run } from '#shared/model/run.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { isFinished } from '#shared/run/apply-run-event.ts'
import { childrenOf } from '#shared/run/children.ts'
import { blockRunDirectory, resultFileName } from './block-run-directory.ts'
import { argumentFolders, keptArguments } from './kept-arguments.ts'
import type { RunPlan } from './plan-run.ts'
import type { Unit } from './run-progress.ts'

/** Block runs of an earlier run that are to run again, and what that means for the others. */
export type Again = {
  /** As the run names them: `each:3`; a block stands for all its children. */
  readonly keys: ReadonlySet<string>
  /** Blocks that feed them: taken over from the run, or nothing can be done. */
  readonly above: ReadonlySet<string>
  /** Blocks they feed: what gets something new there runs, and what did not come to its turn. */
  readonly below: ReadonlySet<string>
}

/** Where a block run stands: among the chosen, above or below them, or beside them, where it stays as it was. */
export type Standing = 'chosen' | 'above' | 'below' | 'beside'

export const standingOf = (again: Again, { key, block }: Pick<Unit, 'key' | 'block'>): Standing => {
  if (again.keys.has(key) || again.keys.has(block.uuid)) return 'chosen'
  if (again.below.has(block.uuid)) return 'below'
  return again.above.has(block.uuid) ? 'above' : 'beside'
}

/** The block of the pipeline that a block run belongs to. */
export const blockOf = ({ blockUuid, parentBlockUuid }: BlockRun): string => parentBlockUuid ?? blockUuid

const named = (names: readonly string[]): string => {
  const quoted = names.slice(0, 5).map((name) => `"${name}"`)
  return names.length > 5 ? `${quoted.join(', ')} and ${names.length - 5} more` : quoted.join(', ')
}

const childrenWords = (block: string, children: readonly BlockRun[]): string => {
  const [first, last] = [children[0]?.blockUuid, children.at(-1)?.blockUuid]
  if (children.length < 2) return `"${block}" has ${children.length === 0 ? 'no children' : 'one child'} there.`
  return `"${block}" has ${children.length} children there, "${first}" to "${last}".`
}

/** Says what there is where a name is none of the run's. */
const unknownWords = (run: Run, key: string): string => {
  const block = key.replace(/:\d+$/, '')
  if (run.blockRuns.some(({ blockUuid }) => blockUuid === block)) {
    return `Run ${run.id} has no "${key}": ${childrenWords(block, childrenOf(run, block))}`
  }
  const blocks = run.blockRuns.filter(({ parentBlockUuid }) => parentBlockUuid === undefined)
  return `Run ${run.id} has no block "${block}". Its blocks are ${named(blocks.map(({ blockUuid }) => blockUuid))}.`
}

const chosenOf = (run: Run, keys: readonly string[]): Result<readonly BlockRun[]> => {
  const byKey = new Map(run.blockRuns.map((blockRun) => [blockRun.blockUuid, blockRun]))
  const unknown = keys.find((key) => !byKey.has(key))
  if (unknown !== undefined) return fail('not-found', unknownWords(run, unknown))
  return ok(keys.flatMap((key) => byKey.get(key) ?? []))
}

/** The first block above that the run had not finished, in words; null where it had finished all. */
const unfinishedAbove = (run: Run, above: ReadonlySet<string>, chosen: readonly string[]): string | null => {
  const states = new Map(run.blockRuns.map((blockRun) => [blockRun.blockUuid, blockRun]))
  for (const uuid of above) {
    const before = states.get(uuid)
    if (before !== undefined && isFinished(before)) continue
    const why = before === undefined ? `was not part of run ${run.id}` : `has not completed in run ${run.id}`
    return `${named(chosen)} cannot run again by itself: "${uuid}", which feeds it, ${why}. Go on from that run as a whole, or run from "${uuid}".`
  }
  return null
}

/**
 * What it means for the blocks of a run that some of its block runs run again.
 *
 * @param keys names of block runs of `run`
 * @returns `not-found` where the run or the pipeline of now has them not, `invalid-input` where what feeds them had not finished
 */
export const planAgain = ({ scope }: RunPlan, run: Run, keys: readonly string[]): Result<Again> => {
  const chosen = chosenOf(run, keys)
  if (!chosen.ok) return chosen
  const blocks = [...new Set(chosen.value.map(blockOf))]
  const now = new Set(scope.blocks.map(({ uuid }) => uuid))
  const gone = blocks.filter((uuid) => !now.has(uuid))
  if (gone.length > 0)
    return fail('not-found', `The pipeline ${run.pipelineUuid} has no block ${named(gone)} any more. Start a new run.`)
  const below = new Set(blocks.flatMap((uuid) => [...downstreamClosure(scope.blocks, uuid)]))
  const above = new Set(blocks.flatMap((uuid) => [...upstreamClosure(scope.blocks, uuid)]))
  for (const uuid of [...blocks, ...below]) above.delete(uuid)
  const unfinished = unfinishedAbove(run, above, keys)
  return unfinished === null ? ok({ keys: new Set(keys), above, below }) : fail('invalid-input', unfinished)
}

const goneWords = (run: Run, { keys }: Again, gone: BlockRun): string =>
  `${named([...keys])} cannot run again by itself: what "${gone.blockUuid}", which feeds it, gave in run ${run.id} was deleted. Run from "${blockOf(gone)}" instead.`

/**
 * The runs from which a run took what its blocks got from outside it: block -> run. Going on from it must not mix that with what came
 * since.
 */
export const inputsFromOutside = async (stateDirectory: string, run: Run): Promise<ReadonlyMap<string, number>> => {
  const inRun = new Set(run.blockRuns.map(({ blockUuid }) => blockUuid))
  const started = run.scope.kind === 'all' ? [] : run.blockRuns.filter(({ attempt }) => attempt > 0)
  const found = new Map<string, number>()
  for (const { blockUuid, attempt } of started) {
    const given = await keptArguments(blockRunDirectory(stateDirectory, { runId: run.id, blockUuid, attempt }))
    const sources = (given === null ? [] : argumentFolders(given)).filter((source) => !inRun.has(source.blockUuid))
    // `runs/<run>/<block run>/<attempt>`
    for (const source of sources) found.set(source.blockUuid, Number(basename(dirname(dirname(source.directory)))))
  }
  return found
}

/** Looks whether what feeds the chosen is still there, before a run of it begins; whether it is whole, its hashes say when it is taken over. */
export const checkAbove = async (stateDirectory: string, run: Run, again: Again): Promise<Result<null>> => {
  const feeding = run.blockRuns.filter((blockRun) => blockRun.attempt > 0 && again.above.has(blockOf(blockRun)))
  for (const blockRun of feeding.filter(isFinished)) {
    const { blockUuid, attempt } = blockRun
    const directory = blockRunDirectory(stateDirectory, { runId: run.id, blockUuid, attempt })
    // A block that ran once per item has no files of its own.
    if (feeding.some(({ parentBlockUuid }) => parentBlockUuid === blockUuid)) continue
    if (!(await isFileThere(join(directory, resultFileName))))
      return fail('invalid-input', goneWords(run, again, blockRun))
  }
  return ok(null)
}
