import { join } from 'node:path'
import { type FileText, readFileText } from '#engine/pipelines/file-text.ts'
import { isRawMap, type RawMap, textOf, wordsFor } from '#engine/pipelines/read-values.ts'
import { loadYaml } from '#engine/pipelines/yaml-load.ts'
import type { Problem } from '#shared/model/problem.ts'
import { type ReadTrigger, readTriggerEntry } from './trigger-entry.ts'
import { type Complain, noExtras, readExtras, type TriggerExtras } from './trigger-extras.ts'
import { extrasFilePath, triggersFilePath } from './trigger-files.ts'

export type TriggersReading = {
  readonly triggers: readonly ReadTrigger[]
  readonly problems: readonly Problem[]
}

type Report = (file: string, line: number | null, name: string | null) => Complain

const reporter =
  (pipelineUuid: string, problems: Problem[]): Report =>
  (file, line, name) =>
  (code, message, severity = 'error') => {
    const base = [pipelineUuid, file, code, name ?? ''].join(':')
    const same = problems.filter(({ id }) => id === base || id.startsWith(`${base}#`)).length
    const id = same === 0 ? base : `${base}#${same + 1}`
    const words = name === null ? message : `Trigger "${name}": ${message}`
    problems.push({ id, severity, code, message: words, file, line, pipelineUuid, blockUuid: null })
  }

type Data = { readonly map: RawMap; readonly lineOf: (value: unknown) => number | null }

/** The data of one of the two files; null where there is none that could be read. */
const dataOf = (file: FileText, complainAt: (line: number | null) => Complain): Data | null => {
  if (file.kind === 'missing') return null
  if (file.kind === 'bad') {
    complainAt(null)(file.code, file.reason)
    return null
  }
  const loaded = loadYaml(file.text)
  if (!loaded.ok) {
    complainAt(loaded.line)('yaml-syntax', `Expected YAML, but it breaks off: ${loaded.reason}. Correct that line.`)
    return null
  }
  for (const { key, line } of loaded.duplicateKeys)
    complainAt(line)(
      'duplicate-key',
      `The key "${key}" occurs twice; the later one counts. Delete one of them.`,
      'warning',
    )
  const { value } = loaded
  if (value === undefined || value === null) return null
  if (!isRawMap(value)) {
    complainAt(1)('not-a-map', `Expected "triggers:" with a list, but the file holds ${wordsFor(value)}.`)
    return null
  }
  const lineOf = (part: unknown) =>
    typeof part === 'object' && part !== null ? (loaded.lines.get(part) ?? null) : null
  return { map: value, lineOf }
}

const extrasIn = (data: Data | null, file: string, report: Report): ReadonlyMap<string, TriggerExtras> => {
  const list = data?.map.triggers
  if (data === null || list === undefined || list === null) return new Map()
  if (!isRawMap(list)) {
    report(
      file,
      data.lineOf(list),
      null,
    )('not-a-map', `Expected names of triggers under "triggers", but found ${wordsFor(list)}.`)
    return new Map()
  }
  return new Map(
    Object.entries(list).map(([name, entry]) => [name, readExtras(entry, report(file, data.lineOf(entry), name))]),
  )
}

type Parts = { readonly file: string; readonly report: Report; readonly extras: ReadonlyMap<string, TriggerExtras> }

const listOf = (data: Data, { file, report }: Parts): readonly unknown[] => {
  const list = data.map.triggers ?? []
  if (Array.isArray(list)) return list
  const complain = report(file, data.lineOf(list), null)
  complain('triggers-not-a-list', `Expected a list under "triggers", but found ${wordsFor(list)}.`)
  return []
}

const entriesIn = (data: Data | null, parts: Parts): ReadTrigger[] => {
  const { file, report, extras } = parts
  if (data === null) return []
  const list = listOf(data, parts)
  const read = new Map<string, ReadTrigger>()
  for (const [index, entry] of list.entries()) {
    const name = isRawMap(entry) ? textOf(entry.name) : null
    const complain = report(file, data.lineOf(entry), name)
    const trigger = entryOf(entry, { index, extras: extras.get(name ?? '') ?? noExtras, complain })
    if (trigger === null) continue
    if (read.has(trigger.trigger.name))
      complain(
        'duplicate-trigger',
        'The name is used twice in this pipeline, and the first one counts. Rename one of them.',
      )
    else read.set(trigger.trigger.name, { ...trigger, line: data.lineOf(entry) })
  }
  return [...read.values()]
}

type EntryParts = { readonly index: number; readonly extras: TriggerExtras; readonly complain: Complain }

const entryOf = (entry: unknown, { index, extras, complain }: EntryParts): ReturnType<typeof readTriggerEntry> => {
  if (isRawMap(entry)) return readTriggerEntry(entry, extras, complain)
  complain('trigger-not-a-map', `Expected a trigger as item ${index + 1} of "triggers", but found ${wordsFor(entry)}.`)
  return null
}

/** What two texts say; exported for edits, which work out the trigger before and after. */
export const parseTriggers = (uuid: string, texts: { triggers: FileText; extras: FileText }): TriggersReading => {
  const problems: Problem[] = []
  const report = reporter(uuid, problems)
  const at = (file: string) => (line: number | null) => report(file, line, null)
  const extrasFile = extrasFilePath(uuid)
  const file = triggersFilePath(uuid)
  const extrasData = dataOf(texts.extras, at(extrasFile))
  const extras = extrasIn(extrasData, extrasFile, report)
  const data = dataOf(texts.triggers, at(file))
  const triggers = entriesIn(data, { file, report, extras })
  const listed = Array.isArray(data?.map.triggers) ? data.map.triggers : []
  const names = new Set(listed.map((entry) => (isRawMap(entry) ? textOf(entry.name) : null)))
  for (const name of extras.keys())
    if (!names.has(name))
      report(extrasFile, null, name)(
        'trigger-gone',
        'triggers.yaml has no trigger of this name, so this means nothing. Correct the name or delete it.',
        'warning',
      )
  return { triggers, problems }
}

/** Reads the triggers of a pipeline from its two files; none where there are no files. */
export const readTriggers = async (projectPath: string, uuid: string): Promise<TriggersReading> => {
  const [triggers, extras] = await Promise.all(
    [triggersFilePath(uuid), extrasFilePath(uuid)].map((path) => readFileText(join(projectPath, path))),
  )
  if (triggers === undefined || extras === undefined) return { triggers: [], problems: [] }
  return parseTriggers(uuid, { triggers, extras })
}
