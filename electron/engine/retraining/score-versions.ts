import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { z } from 'zod'
import type { EngineContext } from '#engine/engine-context.ts'
import type { ModelsCapability } from '#engine/models/models.ts'
import { readYamlFile } from '#engine/models/yaml-file.ts'
import { readingOf, scoresOf } from '#engine/monitoring/performance.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { projectEnvironment } from '#engine/run/block-environment.ts'
import { jsonSchema } from '#shared/model/json.ts'
import type { MonitoringSettings } from '#shared/model/monitoring.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { columnsOf, type ExampleRow, retrainingFolder } from './labelled-data.ts'

/** Minutes the versions get to answer the rows that were held out. */
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
  readonly versions: readonly number[]
  readonly rows: readonly ExampleRow[]
  readonly settings: Pick<MonitoringSettings, 'task' | 'positive'>
}

const answersSchema = z.array(
  z.union([z.object({ predictions: z.array(jsonSchema) }), z.object({ error: z.string() })]),
)
type Answers = z.infer<typeof answersSchema>

/** What the Python side needs of a version. */
const modelOf = async ({ models, project }: ScorePlace, reference: string) => {
  const resolved = await models.resolve(project, reference)
  if (!resolved.ok) return resolved
  const { directory, info } = resolved.value
  const mlmodel = await readYamlFile(directory, 'MLmodel')
  return ok({ directory, mlmodel: mlmodel.map, fields: info.signature?.inputs ?? [] })
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''

/** Runs the scoring in the project's environment, in a process of its own that sees no more than the two files. */
const score = async (place: ScorePlace, asked: string, answered: string): Promise<Result<Answers>> => {
  const { context, project } = place
  const interpreter = await place.interpreterFor(project)
  if (!interpreter.ok) return interpreter
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
  if (text !== null) return ok(answersSchema.parse(JSON.parse(text)))
  const why = ended.timedOut ? `It took longer than ${longestMinutes} minutes.` : lastLine(String(ended.stderr))
  return fail('unsupported', `The rows that were held out could not be answered. ${why}`)
}

const answersOf = async (place: ScorePlace, request: ScoreRequest): Promise<Result<Answers>> => {
  const models = []
  for (const version of request.versions) {
    const model = await modelOf(place, `${request.model}/${version}`)
    if (!model.ok) return model
    models.push(model.value)
  }
  const { project } = place
  const columns = columnsOf(request.rows)
  const data = columns.map((name) => request.rows.map(({ features }) => features[name] ?? null))
  const folders = { path: project.path, workingDirectory: await project.workingDirectory() }
  const folder = join(project.path, retrainingFolder(request.id))
  const [asked, answered] = [join(folder, 'ask.json'), join(folder, 'answer.json')]
  await writeFile(asked, JSON.stringify({ project: folders, columns, data, models }))
  const answers = await score(place, asked, answered)
  await rm(asked, { force: true })
  await rm(answered, { force: true })
  return answers
}

/** Metrics of each version on the same labelled rows, in their order. */
export const scoreVersions = async (
  place: ScorePlace,
  request: ScoreRequest,
): Promise<Result<readonly Readonly<Record<string, number>>[]>> => {
  const answers = await answersOf(place, request)
  if (!answers.ok) return answers
  const scores: Readonly<Record<string, number>>[] = []
  for (const [index, answer] of answers.value.entries()) {
    if ('error' in answer)
      return fail(
        'unsupported',
        `Version ${request.versions[index]} of "${request.model}" could not answer the rows that were held out. ${answer.error}`,
      )
    const rows = request.rows.map(({ truth }, row) => ({ truth, prediction: answer.predictions[row] ?? null }))
    const reading = readingOf(rows, request.settings)
    scores.push(reading === null ? {} : scoresOf(rows, reading).scores)
  }
  return ok(scores)
}
