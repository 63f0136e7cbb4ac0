import { basename, dirname } from 'node:path'
import type { Histories } from '#engine/history/history.ts'
import type { FindProject, OpenProject } from '#engine/project/open-project.ts'
import { readBlockResult } from '#engine/run/block-result.ts'
import { blockRunDirectory } from '#engine/run/block-run-directory.ts'
import type { Output } from '#shared/model/output.ts'
import { fail, ok, type Result } from '#shared/result.ts'

export type BlockRunInput = {
  readonly projectId: string
  readonly runId: number
  readonly blockUuid: string
  /** Null = the last one. */
  readonly attempt: number | null
}

export type BlockRunPlace = {
  readonly project: OpenProject
  readonly runId: number
  readonly attempt: number
  readonly directory: string
  /** Name of the block's folder. */
  readonly blockDirectory: string
}

type Deps = { readonly findProject: FindProject; readonly histories: Histories }

/** Where a block run attempt keeps its files. */
export const findBlockRun = async (deps: Deps, input: BlockRunInput): Promise<Result<BlockRunPlace>> => {
  const found = deps.findProject(input.projectId)
  if (!found.ok) return found
  const project = found.value
  const history = await deps.histories.existing(project)
  if (!history.ok) return history
  const { runId, blockUuid } = input
  const blockRun = history.value?.blockRuns.get(runId, blockUuid) ?? null
  if (blockRun === null) return fail('not-found', `There is no block "${blockUuid}" in run ${runId}.`)
  const attempt = input.attempt ?? blockRun.attempt
  if (attempt < 1)
    return fail('not-found', `"${blockUuid}" did not start in run ${runId}: ${blockRun.reason ?? blockRun.state}`)
  const directory = blockRunDirectory(project.stateDirectory, { runId, blockUuid, attempt })
  return ok({ project, runId, attempt, directory, blockDirectory: basename(dirname(directory)) })
}

/** An output of a block run, as its result file names it. */
export const findOutput = async (
  deps: Deps,
  input: BlockRunInput & { readonly output: string },
): Promise<Result<BlockRunPlace & { readonly output: Output }>> => {
  const place = await findBlockRun(deps, input)
  if (!place.ok) return place
  const { result } = await readBlockResult(place.value.directory)
  if (result === null)
    return fail(
      'not-found',
      `The outputs of "${input.blockUuid}" in run ${input.runId} are gone. Run the block again to see them.`,
    )
  const output = result.outputs.find(({ name }) => name === input.output)
  if (output === undefined)
    return fail('not-found', `"${input.blockUuid}" has no output ${input.output} in run ${input.runId}.`)
  return ok({ ...place.value, output })
}
