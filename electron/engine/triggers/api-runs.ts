import { plainValue, recordsOf } from '#engine/outputs/json-values.ts'
import { isRawMap, jsonMapOf, type RawMap, textOf } from '#engine/pipelines/read-values.ts'
import type { Json, JsonMap } from '#shared/model/json.ts'
import type { Output } from '#shared/model/output.ts'
import type { Run, RunScope } from '#shared/model/run.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { CallableTrigger } from './api-calls.ts'
import { type ApiAnswer, apiError } from './api-server.ts'
import { reservedOfNow } from './reserved-of-fire.ts'

/** Rows of a table that are answered at most; a larger output is for a file. */
const mostRows = 10_000
const pageRows = 1_000

/** What a caller wants: one block, with the upstream blocks it needs or the outputs these had. */
type Wanted = {
  readonly pipelineUuid: string
  readonly scope: RunScope
  readonly block: string
  readonly variables: JsonMap
}

const wantedOf = (body: unknown): Result<Wanted> => {
  const run: RawMap = isRawMap(body) && isRawMap(body.run) ? body.run : {}
  const pipelineUuid = textOf(run.pipeline_uuid)
  const block = textOf(run.block_uuid)
  if (pipelineUuid === null || block === null)
    return fail('invalid-input', 'Expected {"run": {"pipeline_uuid": "…", "block_uuid": "…", "variables": {}}}.')
  const kind = run.run_upstream_blocks === true ? 'to' : 'only'
  return ok({
    pipelineUuid,
    block,
    scope: { kind, block },
    variables: isRawMap(run.variables) ? jsonMapOf(run.variables) : {},
  })
}

type Place = CallableTrigger['place']
type OutputPlace = { readonly runId: number; readonly blockUuid: string; readonly output: Output }

const tableOf = async ({ deps, project }: Place, { runId, blockUuid, output }: OutputPlace): Promise<Result<Json>> => {
  const records: Json[] = []
  for (;;) {
    const input = { projectId: project.id, runId, blockUuid, attempt: null, output: output.name, sort: null }
    const page = await deps.outputs.page({ ...input, offset: records.length, limit: pageRows })
    if (!page.ok) return page
    if (page.value.totalRows > mostRows)
      return fail('invalid-input', `The table has ${page.value.totalRows} rows; at most ${mostRows} can be answered.`)
    records.push(...recordsOf(page.value))
    if (page.value.rows.length === 0 || records.length >= page.value.totalRows) return ok(records)
  }
}

const outputValue = async (place: Place, of: OutputPlace): Promise<Result<Json>> => {
  if (of.output.kind === 'table') return tableOf(place, of)
  const { runId, blockUuid, output } = of
  const input = { projectId: place.project.id, runId, blockUuid, attempt: null, output: output.name }
  const shown = await place.deps.outputs.preview(input)
  if (!shown.ok) return shown
  const { preview } = shown.value
  if (preview.kind === 'table') return tableOf(place, of)
  // A number JSON does not know is told by its words.
  return ok(preview.kind === 'number' ? (preview.value ?? preview.text) : plainValue(preview))
}

const answerOf = async (place: Place, run: Run, blockUuid: string): Promise<ApiAnswer> => {
  const blockRun = run.blockRuns.find((found) => found.blockUuid === blockUuid)
  if (run.state !== 'completed' || blockRun === undefined) {
    const failed = run.blockRuns.find(({ error }) => error !== null)
    return apiError(500, run.reason ?? 'The run did not complete.', failed?.error?.traceback ?? null)
  }
  const values: Json[] = []
  for (const output of blockRun.outputs) {
    const value = await outputValue(place, { runId: run.id, blockUuid, output })
    if (!value.ok) return apiError(500, value.error.message)
    values.push(value.value)
  }
  return { run: { output: values } }
}

/** Mage's online inference: runs one block at once with the variables of the call and answers what it gave (mage-format 9.6). */
export const answerRunCall = async ({ place, known }: CallableTrigger, body: unknown): Promise<ApiAnswer> => {
  const wanted = wantedOf(body)
  if (!wanted.ok) return apiError(400, wanted.error.message)
  const { pipelineUuid, scope, variables, block } = wanted.value
  const { deps, project } = place
  const started = await deps.runs.startFor(
    { projectId: project.id, pipelineUuid, scope, variables },
    {
      origin: { kind: 'api', name: known.trigger.name },
      reserved: reservedOfNow(deps.clock.now()),
      onStored: () => {},
    },
  )
  if (!started.ok) return apiError(404, started.error.message)
  const run = await deps.runs.waitFor(project.id, started.value.runId)
  return run.ok ? answerOf(place, run.value, block) : apiError(500, run.error.message)
}
