import {
  type Block,
  type BlockLanguage,
  type BlockRole,
  type BlockType,
  blockLanguages,
  blockTypes,
} from '#shared/model/block.ts'
import type { Problem } from '#shared/model/problem.ts'
import { idOf, isRawMap, jsonMapOf, numberOf, type RawMap, textOf, wordsFor } from './read-values.ts'
import { checkRunKeys } from './run-keys.ts'

/** A block as its entry says, before its file is looked for. */
export type BlockEntry = {
  readonly block: Omit<Block, 'file'>
  readonly line: number | null
  /** What the entry says waits for it; null where it says nothing. Only for comparing: upstream alone counts. */
  readonly downstream: readonly string[] | null
  /** Code inside the pipeline file, as old versions of Mage allow. */
  readonly hasInlineCode: boolean
  /** Legacy `callbacks/<id>_callback.py`. */
  readonly hasLegacyCallback: boolean
}

export type Report = (problem: {
  severity: Problem['severity']
  code: string
  message: string
  line: number | null
  block: string | null
}) => void

export type ReadContext = {
  readonly report: Report
  readonly lineOf: (value: unknown) => number | null
  /** Ids of entries that could not be taken: references to them are not unknown on top. */
  readonly leftOut: Set<string>
}

/** The lists of a pipeline file that hold blocks. */
export const blockLists = [
  { key: 'blocks', role: 'block' },
  { key: 'callbacks', role: 'callback' },
  { key: 'conditionals', role: 'conditional' },
  { key: 'widgets', role: 'widget' },
] as const satisfies readonly { key: string; role: BlockRole }[]

/** All blocks of a pipeline's data; what is wrong is reported and left out. */
export const readEntries = (data: RawMap, context: ReadContext): BlockEntry[] =>
  blockLists.flatMap(({ key, role }) => {
    const list = data[key]
    if (list === null || list === undefined) return []
    if (!Array.isArray(list)) {
      context.report({
        severity: 'error',
        code: 'blocks-not-a-list',
        message: `Expected a list of blocks under "${key}", but found ${wordsFor(list)}. Write each block as an item starting with "- ".`,
        line: context.lineOf(list),
        block: null,
      })
      return []
    }
    return list.flatMap((entry, index) => readEntry(entry, { key, role, index, list }, context) ?? [])
  })

type Place = {
  readonly key: string
  readonly role: BlockRole
  readonly index: number
  readonly list: readonly unknown[]
}

const readEntry = (entry: unknown, place: Place, context: ReadContext): BlockEntry | null => {
  const line = context.lineOf(entry) ?? context.lineOf(place.list)
  const error = (code: string, message: string, block: string | null) =>
    context.report({ severity: 'error', code, message, line, block })
  if (!isRawMap(entry)) {
    const message = `Expected a block with "uuid" and "type" as item ${place.index + 1} of "${place.key}", but found ${wordsFor(entry)}. Correct or delete the item.`
    error('block-not-a-map', message, null)
    return null
  }
  const uuid = idOf(entry.uuid)
  if (uuid === null) {
    const message = `Item ${place.index + 1} of "${place.key}" has no "uuid". Expected the name of its code file without extension; add it or delete the item.`
    error('block-without-id', message, null)
    return null
  }
  const type = readType(entry.type, place.role)
  const language = readLanguage(entry.language)
  if (type === null) {
    const message = `Block "${uuid}" has the type ${wordsFor(entry.type).replace(/^the text /, '')}. Expected one of ${blockTypes.join(', ')}. Correct "type".`
    error('unknown-block-type', message, uuid)
  }
  if (language === null) {
    const message = `Block "${uuid}" has the language ${wordsFor(entry.language).replace(/^the text /, '')}. Expected one of ${blockLanguages.join(', ')}. Correct "language".`
    error('unknown-language', message, uuid)
  }
  if (type === null || language === null) {
    context.leftOut.add(uuid)
    return null
  }
  return toEntry(entry, { uuid, type, language, role: place.role, line }, context)
}

type Head = { uuid: string; type: BlockType; language: BlockLanguage; role: BlockRole; line: number | null }

const toEntry = (entry: RawMap, head: Head, context: ReadContext): BlockEntry => {
  const { line, ...identity } = head
  const warn = (code: string, message: string) =>
    context.report({ severity: 'warning', code, message, line, block: head.uuid })
  if (typeof entry.uuid !== 'string') {
    const message = `The id of this block is ${wordsFor(entry.uuid)}. Expected text; write '${head.uuid}' in quotes.`
    warn('block-id-not-text', message)
  }
  if (isRawMap(entry.configuration)) checkRunKeys(entry.configuration, warn)
  return {
    block: {
      ...identity,
      name: textOf(entry.name) ?? head.uuid,
      color: typeof entry.color === 'string' ? entry.color : null,
      upstream: readUpstream(entry, head, context),
      configuration: readConfiguration(entry.configuration, head, context),
      replicaOf: idOf(entry.replicated_block),
      timeoutSeconds: readTimeout(entry.timeout, warn),
      retry: readRetry(entry.retry_config, warn),
    },
    line,
    downstream: Array.isArray(entry.downstream_blocks)
      ? entry.downstream_blocks.flatMap((value) => idOf(value) ?? [])
      : null,
    hasInlineCode: typeof entry.content === 'string' && entry.content.trim() !== '',
    hasLegacyCallback: entry.has_callback === true,
  }
}

const readType = (value: unknown, role: BlockRole): BlockType | null => {
  if ((value === null || value === undefined) && role === 'callback') return 'callback'
  if ((value === null || value === undefined) && role === 'conditional') return 'conditional'
  return blockTypes.find((type) => type === value) ?? null
}

const readLanguage = (value: unknown): BlockLanguage | null =>
  value === null || value === undefined ? 'python' : (blockLanguages.find((language) => language === value) ?? null)

const readUpstream = (entry: RawMap, head: Head, context: ReadContext): string[] => {
  const value = entry.upstream_blocks
  if (value === null || value === undefined) return []
  const error = (message: string) =>
    context.report({ severity: 'error', code: 'upstream-not-a-list', message, line: head.line, block: head.uuid })
  if (!Array.isArray(value)) {
    error(
      `Block "${head.uuid}": expected a list of block ids under "upstream_blocks", but found ${wordsFor(value)}. Write one "- id" per line.`,
    )
    return idOf(value) === null ? [] : [String(value)]
  }
  const ids = value.map(idOf)
  const wrong = ids.indexOf(null)
  if (wrong >= 0) {
    error(
      `Block "${head.uuid}": item ${wrong + 1} of "upstream_blocks" is ${wordsFor(value[wrong])}. Expected a block id; correct or delete it.`,
    )
  }
  return [...new Set(ids.filter((id) => id !== null))]
}

const readConfiguration = (value: unknown, head: Head, context: ReadContext) => {
  if (isRawMap(value)) return jsonMapOf(value)
  if (value !== null && value !== undefined) {
    const message = `Block "${head.uuid}": expected a map of settings under "configuration", but found ${wordsFor(value)}. Write "key: value" lines, or {}.`
    context.report({ severity: 'error', code: 'configuration-not-a-map', message, line: head.line, block: head.uuid })
  }
  return {}
}

type Warn = (code: string, message: string) => void

const readTimeout = (value: unknown, warn: Warn): number | null => {
  if (value === null || value === undefined || value === '') return null
  const seconds = numberOf(value)
  if (seconds === null || seconds < 0)
    warn('bad-timeout', `Expected a number of seconds as "timeout", but found ${wordsFor(value)}. It is ignored.`)
  return seconds !== null && seconds > 0 ? seconds : null
}

const readRetry = (value: unknown, warn: Warn): Block['retry'] => {
  if (value === null || value === undefined || (isRawMap(value) && Object.keys(value).length === 0)) return null
  if (!isRawMap(value)) {
    warn(
      'bad-retry',
      `Expected a map with "retries" and "delay" as "retry_config", but found ${wordsFor(value)}. It is ignored.`,
    )
    return null
  }
  const number = (key: string, otherwise: number) => Math.max(0, numberOf(value[key]) ?? otherwise)
  return {
    retries: Math.trunc(number('retries', 0)),
    delay: number('delay', 5),
    maxDelay: number('max_delay', 60),
    exponentialBackoff: value.exponential_backoff !== false,
  }
}
