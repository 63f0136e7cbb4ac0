import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { z } from 'zod'
import type { BlockModels } from '#engine/models/block-models.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { JsonMap } from '#shared/model/json.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { RunRecord } from './run-record.ts'
import { writeWhole } from './write-whole.ts'

const requestName = z.string().regex(/^[0-9a-f]{1,64}$/)
const words = z.record(z.string(), z.string())

/** Facts a block tells of a model it saved; also the file of facts of `pipewright register`. */
export const modelFactsSchema = z.object({
  metrics: z.record(z.string(), z.number().nullable()).default({}),
  params: words.default({}),
  tags: words.default({}),
  description: z.string().nullable().default(null),
  dataFingerprint: z.string().nullable().default(null),
  environment: z.object({ python: z.string().nullable(), packages: words }).nullable().default(null),
})

const modelSchema = modelFactsSchema.extend({
  event: z.literal('model'),
  request: requestName.nullable(),
  name: z.string(),
  registeredName: z.string().nullable(),
  alias: z.string().nullable(),
  /** Both relative to the block run directory. */
  path: z.string(),
  profile: z.string().nullable(),
})
const resolveSchema = z.object({ event: z.literal('resolve-model'), request: requestName, reference: z.string() })

export type ModelRequestPlace = {
  /** The block run directory. */
  readonly directory: string
  readonly blockUuid: string
  readonly project: OpenProject
  readonly record: RunRecord
  readonly models: BlockModels
  onDefect(error: unknown): void
}

/** Says that the block's result depends on more than its fingerprint knows: which version the name stood for. */
export const askedModelsFileName = join('models', 'asked')

const writeAnswer = async (directory: string, request: string | null, answer: JsonMap): Promise<void> => {
  if (request === null) return
  const folder = join(directory, 'models', 'answers')
  await mkdir(folder, { recursive: true })
  await writeWhole(join(folder, `${request}.json`), JSON.stringify(answer))
}

/** Numbers that JSON cannot carry came as null. */
const numbersOf = (metrics: Readonly<Record<string, number | null>>): Record<string, number> =>
  Object.fromEntries(Object.entries(metrics).flatMap(([name, value]) => (value === null ? [] : [[name, value]])))

export const versionFactsOf = ({ metrics, environment, ...facts }: z.infer<typeof modelFactsSchema>) => ({
  metrics: numbersOf(metrics),
  params: facts.params,
  tags: facts.tags,
  description: facts.description,
  dataFingerprint: facts.dataFingerprint,
  ...(environment === null ? {} : { environment }),
})

const within = (directory: string, path: string): Result<string> => {
  const absolute = resolve(directory, path)
  return absolute.startsWith(directory + sep)
    ? ok(absolute)
    : fail('outside-project', `Expected ${path} to lie in the block run directory.`)
}

const logModel = async (
  place: ModelRequestPlace,
  told: z.infer<typeof modelSchema>,
): Promise<Result<number | null>> => {
  const { directory, blockUuid, project, record } = place
  const files = within(directory, told.path)
  if (!files.ok) return files
  const profile = told.profile === null ? ok(null) : within(directory, told.profile)
  if (!profile.ok) return profile
  const { id, pipelineUuid, commit } = record.run()
  return place.models.logged({
    project,
    run: { id, pipelineUuid, commit },
    blockUuid,
    name: told.name,
    directory: files.value,
    profilePath: profile.value,
    registeredName: told.registeredName,
    alias: told.alias,
    facts: versionFactsOf(told),
  })
}

const findModel = async (place: ModelRequestPlace, reference: string): Promise<Result<JsonMap>> => {
  await mkdir(join(place.directory, 'models'), { recursive: true })
  await writeFile(join(place.directory, askedModelsFileName), `${reference}\n`, { flag: 'a' })
  return place.models.find(place.project, reference)
}

/** Does what a block asks of the registry on its control channel: `log_model`, `load_model`. Anything else is no such request. */
export const answerModels = (place: ModelRequestPlace, record: Record<string, unknown>): void => {
  const answer = async (request: string | null, work: Promise<Result<JsonMap>>) => {
    const result = await work
    await writeAnswer(place.directory, request, result.ok ? result.value : { error: result.error.message })
  }
  const model = modelSchema.safeParse(record)
  const asked = resolveSchema.safeParse(record)
  if (model.success) {
    const version = logModel(place, model.data).then((logged) => (logged.ok ? ok({ version: logged.value }) : logged))
    void answer(model.data.request, version).catch(place.onDefect)
  } else if (asked.success)
    void answer(asked.data.request, findModel(place, asked.data.reference)).catch(place.onDefect)
}
