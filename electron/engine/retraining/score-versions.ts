import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import type { EngineContext } from '#engine/engine-context.ts'
import type { ModelsCapability } from '#engine/models/models.ts'
import { readYamlFile } from '#engine/models/yaml-file.ts'
import { readingOf, scoresOf } from '#engine/monitoring/performance.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { projectEnvironment } from '#engine/run/block-environment.ts'
import type { Json } from '#shared/model/json.ts'
import type { MonitoringSettings } from '#shared/model/monitoring.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { columnsOf, type ExampleRow, retrainingFolder } from './labelled-data.ts'

/** Minutes a version gets to answer the rows that were held out. */
const longestMinutes = 10

export type ScorePlace = {
  readonly context: EngineContext
  readonly project: OpenProject
  readonly models: Pick<ModelsCapability, 'resolve'>
  readonly interpreterFor: (project: OpenProject) => Promise<Result<{ readonly path: string }>>
}

export type ScoreRequest = {
  readonly id: number
  readonly model: string
  readonly version: number
  readonly rows: readonly ExampleRow[]
  readonly settings: Pick<MonitoringSettings, 'task' | 'positive'>
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''

/** What a version answers to the rows: loaded in the project's environment, in a process of its own. */
const predictionsOf = async (place: ScorePlace, request: ScoreRequest): Promise<Result<readonly Json[]>> => {
  const { context, project } = place
  const resolved = await place.models.resolve(project, `${request.model}/${request.version}`)
  if (!resolved.ok) return resolved
  const interpreter = await place.interpreterFor(project)
  if (!interpreter.ok) return interpreter
  const { directory, info } = resolved.value
  const mlmodel = await readYamlFile(directory, 'MLmodel')
  const columns = columnsOf(request.rows)
  const data = columns.map((name) => request.rows.map(({ features }) => features[name] ?? null))
  const folder = join(project.path, retrainingFolder(request.id))
  const [asked, answered] = [
    join(folder, `ask-${request.version}.json`),
    join(folder, `answer-${request.version}.json`),
  ]
  await writeFile(
    asked,
    JSON.stringify({ directory, mlmodel: mlmodel.map, fields: info.signature?.inputs ?? [], columns, data }),
  )
  const environment = await projectEnvironment(interpreter.value.path)
  const ended = await execa(interpreter.value.path, ['-m', 'pipewright_scoring', asked, answered], {
    cwd: await project.workingDirectory(),
    env: { ...environment, PYTHONPATH: join(context.resourcesDirectory, 'python') },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: longestMinutes * 60_000,
    killDescendants: true,
  })
  const text = ended.failed ? null : await readFile(answered, 'utf8').catch(() => null)
  await rm(asked, { force: true })
  await rm(answered, { force: true })
  if (text !== null) return ok(JSON.parse(text).predictions)
  const why = ended.timedOut ? `It took longer than ${longestMinutes} minutes.` : lastLine(String(ended.stderr))
  return fail(
    'unsupported',
    `Version ${request.version} of "${request.model}" could not answer the rows that were held out. ${why}`,
  )
}

/** Metrics of a version on labelled rows. */
export const scoreVersion = async (
  place: ScorePlace,
  request: ScoreRequest,
): Promise<Result<Readonly<Record<string, number>>>> => {
  const predictions = await predictionsOf(place, request)
  if (!predictions.ok) return predictions
  const rows = request.rows.map(({ truth }, index) => ({ truth, prediction: predictions.value[index] ?? null }))
  const reading = readingOf(rows, request.settings)
  return ok(reading === null ? {} : scoresOf(rows, reading).scores)
}
