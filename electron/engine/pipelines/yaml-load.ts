import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml'
import { loadPlainYaml } from './yaml-fast.ts'
import { resolvePlain } from './yaml-scalar.ts'

export type LoadedYaml = {
  readonly ok: true
  /** Plain data: maps are objects, the last of two equal keys counts, aliases are copies. */
  readonly value: unknown
  /** First line of every map and list of `value`. */
  readonly lines: ReadonlyMap<object, number>
  /** Keys that occur twice in one map. */
  readonly duplicateKeys: readonly { key: string; line: number }[]
}
export type YamlFailure = { readonly ok: false; readonly reason: string; readonly line: number | null }

/** Reads YAML as PyYAML would. `value` is undefined for a file without content. */
export const loadYaml = (text: string): LoadedYaml | YamlFailure => {
  const fast = loadPlainYaml(text)
  return fast === null ? loadAnyYaml(text) : { ok: true, ...fast, duplicateKeys: [] }
}

/** The same by the whole parser; exported for the proof that both agree. */
export const loadAnyYaml = (text: string): LoadedYaml | YamlFailure => {
  const counter = new LineCounter()
  const document = parseYamlDocument(text, counter)
  const lineAt = (offset: number): number => Math.max(1, counter.linePos(offset).line)
  const error = document.errors[0]
  if (error !== undefined) return { ok: false, reason: reasonOf(error), line: lineAt(error.pos[0]) }
  const plain = toPlain(document.contents, document)
  if (plain === null) return { ok: false, reason: 'its anchors unfold to more than a million values', line: null }
  const lost = plain.lost[0]
  if (lost !== undefined) {
    const reason = `nothing is named "&${lost.source}", which "*${lost.source}" stands for`
    return { ok: false, reason, line: lineAt(lost.range?.[0] ?? 0) }
  }
  const lines = new Map([...plain.nodes].map(([object, node]) => [object, lineAt(node.range?.[0] ?? 0)]))
  const duplicateKeys = plain.duplicates.map(({ key, offset }) => ({ key, line: lineAt(offset) }))
  return { ok: true, value: document.contents === null ? undefined : plain.value, lines, duplicateKeys }
}

/** Scalars come as text: `toPlain` resolves them by PyYAML's rules, which no schema of the library equals. */
export const parseYamlDocument = (text: string, lineCounter?: LineCounter) =>
  parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    // Not `silent`: that would also pass over a second document.
    logLevel: 'error',
    keepSourceTokens: true,
    ...(lineCounter === undefined ? {} : { lineCounter }),
  })
export type YamlDocument = ReturnType<typeof parseYamlDocument>

const reasonOf = ({ code, message }: { code: string; message: string }): string => {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins with "---"'
  // The parser's own recursion, caught and reported by it.
  if (message.includes('call stack')) return 'it is nested too deep'
  return (message.split('\n')[0] ?? message).replace(/[.:\s]+$/, '')
}

export type PlainYaml = {
  readonly value: unknown
  /** The node behind every map and list of `value`; not for those inside an alias, which has no text of its own. */
  readonly nodes: Map<object, Node>
  readonly duplicates: { key: string; offset: number }[]
  /** Aliases without an anchor before them. */
  readonly lost: Alias[]
  left: number
}

/** Plain data of a node with the way back from data to nodes. Null where anchors unfold without end. */
export const toPlain = (node: unknown, document: YamlDocument): PlainYaml | null => {
  const state: PlainYaml & { value: unknown } = {
    value: null,
    nodes: new Map(),
    duplicates: [],
    lost: [],
    left: 1_000_000,
  }
  try {
    state.value = plainOf(node, { state, document, inAlias: false, depth: 0 })
    return state
  } catch (error) {
    if (error instanceof TooBig) return null
    throw error
  }
}

class TooBig extends Error {}
type Walk = {
  readonly state: PlainYaml
  readonly document: YamlDocument
  readonly inAlias: boolean
  readonly depth: number
}

/** Deeper than any person writes; an anchor that holds its own alias goes on for ever. */
const deepest = 500

const plainOf = (node: unknown, outer: Walk): unknown => {
  const walk = { ...outer, depth: outer.depth + 1 }
  walk.state.left -= 1
  if (walk.state.left < 0 || walk.depth > deepest) throw new TooBig()
  if (isAlias(node)) return aliasOf(node, walk)
  if (isScalar(node)) return scalarOf(node)
  if (isSeq(node)) {
    const list = node.items.map((item) => plainOf(item, walk))
    if (!walk.inAlias) walk.state.nodes.set(list, node)
    return list
  }
  return isMap(node) ? mapOf(node as YAMLMap<Node, Node | null>, walk) : null
}

const aliasOf = (alias: Alias, walk: Walk): unknown => {
  const anchored = alias.resolve(walk.document)
  if (anchored === undefined) walk.state.lost.push(alias)
  return plainOf(anchored, { ...walk, inAlias: true })
}

/** Value of a scalar node: only unquoted text is resolved, or text tagged as something else than text. */
export const scalarOf = (node: { type?: unknown; source?: unknown; value: unknown; tag?: unknown }): unknown => {
  const text = String(node.value ?? '')
  const isText = typeof node.tag === 'string' && node.tag.endsWith(':str')
  return (node.type === undefined || node.type === 'PLAIN') && !isText ? resolvePlain(text) : text
}

/** Name of a pair's key as data has it. */
export const keyOf = (pair: Pair<unknown, unknown>): string =>
  isScalar(pair.key) ? String(scalarOf(pair.key)) : String(pair.key)

export const setKey = (map: Record<string, unknown>, key: string, value: unknown): void => {
  // Plain assignment to `__proto__` would set the prototype.
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true })
}

export const isMergeKey = (pair: Pair<unknown, unknown>): boolean =>
  isScalar(pair.key) && pair.key.type === 'PLAIN' && pair.key.value === '<<'

const mapOf = (node: YAMLMap<Node, Node | null>, walk: Walk): Record<string, unknown> => {
  const map: Record<string, unknown> = {}
  // Merged keys first: a key of the map's own stands above them, wherever it is written.
  for (const pair of node.items.filter(isMergeKey)) {
    const sources = mergeSources(plainOf(pair.value, { ...walk, inAlias: true }))
    for (const [name, value] of sources.flatMap((source) => Object.entries(source)))
      if (!Object.hasOwn(map, name)) setKey(map, name, value)
  }
  const own = new Set<string>()
  for (const pair of node.items.filter((item) => !isMergeKey(item))) {
    const key = keyOf(pair)
    if (own.has(key)) walk.state.duplicates.push({ key, offset: pair.key.range?.[0] ?? 0 })
    own.add(key)
    setKey(map, key, plainOf(pair.value, walk))
  }
  if (!walk.inAlias) walk.state.nodes.set(map, node)
  return map
}

const mergeSources = (value: unknown): Record<string, unknown>[] =>
  (Array.isArray(value) ? value : [value]).filter(
    (source): source is Record<string, unknown> =>
      typeof source === 'object' && source !== null && !Array.isArray(source),
  )
