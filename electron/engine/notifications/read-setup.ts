import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRawMap, type RawMap, textOf, wordsFor } from '#engine/pipelines/read-values.ts'
import { loadYaml } from '#engine/pipelines/yaml-load.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { type ChannelKind, channelKinds, type Occasion } from '#shared/model/notification.ts'

/** Mage refuses a whole `notification_config` with a key it does not know, so that what only we know lies in a file of ours. */
export const ownFile = 'notifications.pipewright.yaml'

/** A channel with what is needed to send there, as its file says it once references are filled in. */
export type SetUpChannel = {
  readonly kind: ChannelKind
  readonly file: string
  readonly config: RawMap
  /** What could not be filled in. */
  readonly problem: string | null
}

export type Template = { readonly title?: string; readonly summary?: string; readonly details?: string }

export type Setup = {
  readonly occasions: readonly Occasion[]
  readonly channels: readonly SetUpChannel[]
  readonly templates: Readonly<Partial<Record<'success' | 'failure' | 'late', Template>>>
  readonly problems: readonly string[]
}

/** Mage's names of what is told, and what is told where nothing is said (`DEFAULT_ALERT_ON`). */
const mageOccasions: Readonly<Record<string, Occasion>> = {
  trigger_failure: 'failure',
  trigger_success: 'success',
  trigger_passed_sla: 'late',
}
const usualOccasions: readonly Occasion[] = ['failure', 'late']

const keyOf = (kind: ChannelKind): string => `${kind.replace('-', '_')}_config`

/** Reads a YAML file of the project as a map; empty where it is missing. */
const readMap = async (path: string, shown: string, problems: string[]): Promise<RawMap> => {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return {}
  const loaded = loadYaml(text)
  if (!loaded.ok) {
    problems.push(`${shown} cannot be read: ${loaded.reason}`)
    return {}
  }
  return isRawMap(loaded.value) ? loaded.value : {}
}

const variable = /\{\{-?\s*env_var\(\s*['"]([^'"]+)['"]\s*\)\s*-?\}\}/g

class Unknown extends Error {}

const filledText = (text: string, environment: NodeJS.ProcessEnv): string => {
  const filled = text.replaceAll(variable, (_, name: string) => {
    const value = environment[name]
    if (value === undefined) throw new Unknown(`The environment variable ${name} is not set.`)
    return value
  })
  const left = /\{\{.*?\}\}/.exec(filled)?.[0]
  if (left !== undefined) throw new Unknown(`Only env_var('NAME') can stand between {{ }} here; it has ${left}.`)
  return filled
}

/** Fills in `{{ env_var('NAME') }}` wherever text stands, as Mage does when it reads the file. */
const filled = (value: unknown, environment: NodeJS.ProcessEnv): unknown => {
  if (typeof value === 'string') return filledText(value, environment)
  if (Array.isArray(value)) return value.map((item) => filled(item, environment))
  if (!isRawMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, environment)]))
}

const channelOf = (kind: ChannelKind, file: string, value: unknown): SetUpChannel | null => {
  if (!isRawMap(value)) return null
  // Mage's template of a project has every channel with empty values: such a one is not set up.
  const isEmpty = Object.values(value).every((inner) => inner === null || inner === '' || inner === 'None')
  if (isEmpty) return null
  try {
    return { kind, file, config: filled(value, process.env) as RawMap, problem: null }
  } catch (error) {
    if (!(error instanceof Unknown)) throw error
    return { kind, file, config: {}, problem: error.message }
  }
}

const occasionsOf = (value: unknown, problems: string[]): readonly Occasion[] => {
  if (value === undefined || value === null) return usualOccasions
  const names = Array.isArray(value) ? value.map((item) => textOf(item) ?? wordsFor(item)) : null
  if (names === null) {
    problems.push(`alert_on expects a list such as [trigger_failure]; it is ${wordsFor(value)}.`)
    return usualOccasions
  }
  for (const name of names.filter((known) => mageOccasions[known] === undefined))
    problems.push(`alert_on has "${name}"; expected one of ${Object.keys(mageOccasions).join(', ')}.`)
  return names.flatMap((name) => mageOccasions[name] ?? [])
}

const templateOf = (value: unknown): Template => {
  if (!isRawMap(value)) return {}
  const texts = ['title', 'summary', 'details'].flatMap((key) => {
    const text = textOf(value[key])
    return text === null ? [] : [[key, text]]
  })
  return Object.fromEntries(texts)
}

const templatesOf = (value: unknown): Setup['templates'] => {
  const { success, failure, passed_sla: late } = isRawMap(value) ? value : {}
  return { success: templateOf(success), failure: templateOf(failure), late: templateOf(late) }
}

const sectionOf = (file: RawMap): RawMap => (isRawMap(file.notification_config) ? file.notification_config : {})

/**
 * Who is told of what: `notification_config` of the project's `metadata.yaml`, with that of the pipeline's laid over it key by key
 * (mage-format 1.3), and `webhook_config` of our own file.
 */
export const readSetup = async (project: Pick<OpenProject, 'path'>, pipelineUuid: string | null): Promise<Setup> => {
  const problems: string[] = []
  const read = (file: string) => readMap(join(project.path, file), file, problems)
  const pipelineFile = pipelineUuid === null ? null : `pipelines/${pipelineUuid}/metadata.yaml`
  const ofProject = sectionOf(await read('metadata.yaml'))
  const ofPipeline = pipelineFile === null ? {} : sectionOf(await read(pipelineFile))
  const own = await read(ownFile)
  const merged = { ...ofProject, ...ofPipeline }
  const channels = channelKinds.flatMap((kind) => {
    const key = keyOf(kind)
    if (kind === 'webhook') return channelOf(kind, ownFile, own[key]) ?? []
    const file = pipelineFile !== null && key in ofPipeline ? pipelineFile : 'metadata.yaml'
    return channelOf(kind, file, merged[key]) ?? []
  })
  const templates = templatesOf(merged.message_templates)
  // Mage knows no models: who is told of failures is told of their alerts too.
  const occasions: Occasion[] = [...occasionsOf(merged.alert_on, problems), 'alert']
  return { occasions, channels, templates, problems }
}
