import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMap, parseDocument, YAMLMap } from 'yaml'
import { writeDurably } from '#engine/project/durable-write.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { type EndpointSettings, endpointSettingsSchema } from '#shared/model/endpoint.ts'
import type { Json } from '#shared/model/json.ts'
import { ok, type Result } from '#shared/result.ts'

/** Absolute path of a model's `endpoint.yaml`. */
export const endpointFile = (project: OpenProject, modelName: string): string =>
  join(project.path, 'models', modelName, 'endpoint.yaml')

export type ReadSettings = {
  readonly settings: EndpointSettings
  /** What is wrong in the file, in words; then the settings are the defaults. */
  readonly problem: string | null
}

const defaults = (): EndpointSettings => endpointSettingsSchema.parse({})

/** `max_wait_ms` in the file is `maxWaitMs` in code. */
const camel = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const renamed = (value: unknown, rename: (key: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), renamed(item, rename)]))
}

const parseSettings = (text: string): ReadSettings => {
  const document = parseDocument(text)
  const [error] = document.errors
  if (error !== undefined)
    return { settings: defaults(), problem: `endpoint.yaml is no YAML: ${error.message.split('\n')[0]}` }
  const parsed = endpointSettingsSchema.safeParse(renamed(document.toJS() ?? {}, camel))
  if (parsed.success) return { settings: parsed.data, problem: null }
  const [issue] = parsed.error.issues
  const key = issue?.path.map((part) => snake(String(part))).join('.') ?? ''
  return {
    settings: defaults(),
    problem: `endpoint.yaml, ${key || 'the whole'}: ${issue?.message ?? 'not as expected'}`,
  }
}

/** The settings of a model's endpoint; the defaults where there is no file. */
export const readEndpointSettings = async (project: OpenProject, modelName: string): Promise<ReadSettings> => {
  const text = await readFile(endpointFile(project, modelName), 'utf8').catch(() => '')
  return text.trim() === '' ? { settings: defaults(), problem: null } : parseSettings(text)
}

const isEqual = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right)

/** Sets what differs from what the file means now, key by key, so that comments and the rest of it stay. */
const setChanges = (map: YAMLMap, was: Record<string, unknown>, wanted: Record<string, unknown>): void => {
  for (const [key, value] of Object.entries(wanted)) {
    if (isEqual(was[key], value)) continue
    const inner = map.get(snake(key))
    const isTable = value !== null && typeof value === 'object' && !Array.isArray(value)
    if (!isTable) {
      map.set(snake(key), renamed(value, snake) as Json)
      continue
    }
    const target = isMap(inner) ? (inner as YAMLMap) : new YAMLMap()
    if (target !== inner) map.set(snake(key), target)
    setChanges(target, (was[key] ?? {}) as Record<string, unknown>, value as Record<string, unknown>)
  }
}

const head = '# How this model is served. Read when it is served; change it here or in the window.\n'

/** Writes settings into `endpoint.yaml`; what is not changed stays as it is, comments too. */
export const writeEndpointSettings = async (
  project: OpenProject,
  modelName: string,
  settings: EndpointSettings,
): Promise<Result<null>> => {
  const path = endpointFile(project, modelName)
  const text = await readFile(path, 'utf8').catch(() => head)
  const document = parseDocument(text)
  if (document.errors.length > 0 || !isMap(document.contents)) document.contents = new YAMLMap() as never
  const { settings: was } = parseSettings(text === head ? '' : text)
  if (isEqual(was, settings)) return ok(null)
  setChanges(document.contents as unknown as YAMLMap, was, settings)
  const written = await writeDurably(path, document.toString({ lineWidth: 0, flowCollectionPadding: false }), {
    makeFolders: true,
    shownPath: `models/${modelName}/endpoint.yaml`,
  })
  return written.ok ? ok(null) : written
}
