import type { Outputs, Runs } from '#engine/engine.ts'
import { plainValue, recordsOf } from '#engine/outputs/json-values.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { Json, JsonMap } from '#shared/model/json.ts'
import type { Run } from '#shared/model/run.ts'
import { fail, ok, type Result } from '#shared/result.ts'

export type PipelineCall = {
  readonly pipelineUuid: string
  /** Laid over the pipeline's own. */
  readonly variables: JsonMap
  readonly timeoutMs: number
}

export type PipelineAnswer = {
  readonly runId: number
  /** By block: its output, or a list where it has several. */
  readonly outputs: JsonMap
  /** Blocks whose table had more rows than are sent. */
  readonly truncated: readonly string[]
}

/** What a call of a pipeline needs of the other capabilities. */
export type PipelineParts = {
  readonly runs: Pick<Runs, 'start' | 'waitFor' | 'cancel'>
  readonly outputs: Pick<Outputs, 'preview' | 'page'>
}

export type RunPipeline = (project: OpenProject, call: PipelineCall) => Promise<Result<PipelineAnswer>>

/** Rows of a table that are sent at most. */
const mostRows = 1_000

type Place = { readonly projectId: string; readonly runId: number; readonly blockUuid: string; readonly attempt: null }

const outputValue = async (
  { outputs }: PipelineParts,
  place: Place,
  output: string,
): Promise<{ readonly value: Json; readonly isTruncated: boolean }> => {
  const shown = await outputs.preview({ ...place, output })
  if (!shown.ok) return { value: null, isTruncated: false }
  const { preview } = shown.value
  if (preview.kind !== 'table') return { value: plainValue(preview), isTruncated: false }
  const page = await outputs.page({ ...place, output, offset: 0, limit: mostRows, sort: null })
  if (!page.ok) return { value: null, isTruncated: true }
  const { rows, totalRows } = page.value
  return { value: recordsOf(page.value), isTruncated: totalRows > rows.length }
}

/** Outputs of the blocks nothing comes after. */
const lastOutputs = async (parts: PipelineParts, projectId: string, run: Run): Promise<PipelineAnswer> => {
  const isLast = (uuid: string) => run.edges.every(({ from }) => from !== uuid)
  const found: JsonMap = {}
  const truncated: string[] = []
  for (const { blockUuid, outputs } of run.blockRuns) {
    if (!isLast(blockUuid)) continue
    const place = { projectId, runId: run.id, blockUuid, attempt: null } as const
    const values = await Promise.all(outputs.map(({ name }) => outputValue(parts, place, name)))
    found[blockUuid] = values.length === 1 ? (values[0]?.value ?? null) : values.map(({ value }) => value)
    if (values.some(({ isTruncated }) => isTruncated)) truncated.push(blockUuid)
  }
  return { runId: run.id, outputs: found, truncated }
}

/** Why a run did not complete: of the block that failed, else of the run. */
const failureOf = (run: Run): Result<never> => {
  const failed = run.blockRuns.find(({ error }) => error !== null)
  const why =
    failed?.error == null ? (run.reason ?? `it was ${run.state}`) : `${failed.error.type}: ${failed.error.message}`
  const where = failed === undefined ? '' : ` in "${failed.blockUuid}"`
  return fail('unsupported', `Run ${run.id} of the pipeline ${run.state}${where}: ${why}`, { runId: run.id })
}

/** Resolves with null when the time is up first. */
const within = async <Value>(answer: Promise<Value>, milliseconds: number): Promise<Value | null> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds)
  })
  const first = await Promise.race([answer, late])
  clearTimeout(timer)
  return first
}

/** Runs a pipeline for one request and gives what its last blocks gave. A run that takes too long is cancelled (`cancelled`). */
export const createPipelineCalls =
  (parts: PipelineParts): RunPipeline =>
  async ({ id: projectId }, { pipelineUuid, variables, timeoutMs }) => {
    const started = await parts.runs.start({ projectId, pipelineUuid, scope: { kind: 'all' }, variables, reuse: false })
    if (!started.ok) return started
    const { runId } = started.value
    const ended = await within(parts.runs.waitFor(projectId, runId), timeoutMs)
    if (ended === null) {
      await parts.runs.cancel({ projectId, runId })
      // Answered when none of its processes is left.
      await parts.runs.waitFor(projectId, runId)
      return fail('cancelled', `Run ${runId} took longer than ${timeoutMs / 1000} s and was cancelled.`, { runId })
    }
    if (!ended.ok) return ended
    return ended.value.state === 'completed'
      ? ok(await lastOutputs(parts, projectId, ended.value))
      : failureOf(ended.value)
  }
