import { join } from 'node:path'
import type { FinishedBlockRun } from '#engine/history/block-runs-repository.ts'
import { isFileThere } from '#engine/history/expected-files.ts'
import type { History } from '#engine/history/history.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { Block } from '#shared/model/block.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import type { BlockRun } from '#shared/model/run.ts'
import { isFinished } from '#shared/run/apply-run-event.ts'
import { readBlockResult, yieldOf } from './block-result.ts'
import { blockRunDirectory, resultFileName } from './block-run-directory.ts'
import type { BlockYield, ChildYield } from './fan-out.ts'

/** What a block left in an earlier run: its own files, and those of its children where it had some. */
export type EarlierYield = BlockYield & { readonly children: readonly ChildYield[] | null }

export type EarlierOutput =
  | { readonly kind: 'found'; readonly yield: EarlierYield }
  | { readonly kind: 'missing'; readonly runId: number | null }

type Place = { readonly project: OpenProject; readonly history: History; readonly pipeline: Pipeline }

const yieldIn = async (directory: string): Promise<BlockYield> => {
  const { result } = await readBlockResult(directory)
  return yieldOf(directory, result)
}

const childYield = async (project: OpenProject, runId: number, child: BlockRun): Promise<ChildYield> => {
  const { blockUuid, attempt, state } = child
  if (!isFinished(child)) return { directory: null, items: null, state }
  return { ...(await yieldIn(blockRunDirectory(project.stateDirectory, { runId, blockUuid, attempt }))), state }
}

const isThere = ({ directory }: BlockYield): Promise<boolean> =>
  directory === null ? Promise.resolve(true) : isFileThere(join(directory, resultFileName))

const allThere = async (yields: readonly BlockYield[]): Promise<boolean> =>
  (await Promise.all(yields.map(isThere))).every((there) => there)

/** Where the output is looked for: the newest run in which the block completed, or the one that is asked for. */
const finishedRun = ({ history, pipeline }: Place, block: Block, askedFor: number | null): FinishedBlockRun | null => {
  if (askedFor === null) return history.blockRuns.newestCompleted(pipeline.uuid, block.uuid)
  return { runId: askedFor, attempt: history.blockRuns.get(askedFor, block.uuid)?.attempt ?? 1 }
}

/**
 * The output of a block of an earlier run.
 *
 * @param askedFor the run to take it from; null = the newest in which the block completed
 */
export const earlierOutput = async (
  place: Place,
  block: Block,
  askedFor: number | null = null,
): Promise<EarlierOutput> => {
  const { project, history } = place
  const found = finishedRun(place, block, askedFor)
  if (found === null) return { kind: 'missing', runId: null }
  const { runId } = found
  const runs = history.blockRuns.ofRun(runId).filter(({ parentBlockUuid }) => parentBlockUuid === block.uuid)
  if (runs.length > 0) {
    const children = await Promise.all(runs.map((child) => childYield(project, runId, child)))
    if (!(await allThere(children))) return { kind: 'missing', runId }
    return { kind: 'found', yield: { directory: null, items: null, children } }
  }
  const own = await yieldIn(blockRunDirectory(project.stateDirectory, { ...found, blockUuid: block.uuid }))
  return (await isThere(own)) ? { kind: 'found', yield: { ...own, children: null } } : { kind: 'missing', runId }
}
