import { isDeepStrictEqual } from 'node:util'
import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml'
import { isRawMap, type RawMap } from './read-values.ts'
import { diffList, type Patch, type Slot } from './yaml-diff-list.ts'
import { emitAfter, emitFlow, emitPair } from './yaml-emit.ts'
import { isMergeKey, keyOf } from './yaml-load.ts'
import { emitScalar } from './yaml-scalar.ts'
import {
  colonEnd,
  columnOf,
  endOf,
  endOfPair,
  isBlank,
  isFlow,
  lineEnd,
  lineStart,
  type Splice,
  startOf,
  Unpatchable,
} from './yaml-text.ts'

type BlockMap = YAMLMap<Node, Node | null>
type BlockPair = Pair<Node, Node | null>

/** The splices that turn a node's text into `value`, as few and small as the text allows. */
export const diffNode = (slot: Slot, value: unknown, patch: Patch): Splice[] => {
  const { node } = slot
  const old = patch.before(node)
  if (isDeepStrictEqual(old, value)) return []
  if (isEmptyValue(value) || isEmptyValue(old)) return slot.replace(value)
  if (node !== null && isFlow(node)) return diffFlow(node, value, patch)
  try {
    if (isMap(node) && isRawMap(value)) return diffMap(node as BlockMap, value, patch)
    if (isSeq(node) && Array.isArray(value)) return diffList(node, value, patch)
  } catch (error) {
    if (!(error instanceof Unpatchable)) throw error
  }
  return slot.replace(value)
}

const isEmptyValue = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isRawMap(value) && Object.keys(value).length === 0

const diffMap = (node: BlockMap, value: RawMap, patch: Patch): Splice[] => {
  const old = patch.before(node)
  const pairs = node.items.filter((pair) => !isMergeKey(pair))
  const own = new Map(pairs.map((pair) => [keyOf(pair), pair]))
  const kept = pairs.filter((pair) => Object.hasOwn(value, keyOf(pair)))
  if (kept.length === 0) throw new Unpatchable('no key is left to hold on to')
  const isMerged = (key: string) => isRawMap(old) && Object.hasOwn(old, key) && isDeepStrictEqual(old[key], value[key])
  const added = Object.keys(value)
    .filter((key) => !own.has(key) && !isMerged(key))
    .sort()
  return [
    ...added.flatMap((key) => insertPair(pairs, { key, value: value[key] }, patch)),
    ...pairs.filter((pair) => !kept.includes(pair)).map((pair) => removePair(pair, { node, kept }, patch)),
    ...[...own]
      .filter(([key]) => Object.hasOwn(value, key))
      .flatMap(([key, pair]) =>
        diffNode({ node: pair.value, replace: (next) => [replaceValue(pair, next, patch)] }, value[key], patch),
      ),
  ]
}

const isMidLine = (source: string, offset: number): boolean =>
  source.slice(lineStart(source, offset), offset).trim() !== ''

const removePair = (pair: BlockPair, at: { node: BlockMap; kept: BlockPair[] }, { source }: Patch): Splice => {
  const start = startOf(pair.key)
  if (!isMidLine(source, start)) {
    return { start: lineStart(source, start), end: lineEnd(source, endOfPair(source, pair)), text: '' }
  }
  // The first key of a list item stands behind the dash: the next key moves up to its place.
  const next = at.node.items[at.node.items.indexOf(pair) + 1]
  if (next === undefined || !at.kept.includes(next)) throw new Unpatchable('nothing to move up')
  return { start, end: startOf(next.key), text: '' }
}

/** A new key goes to its place in the alphabet where the map is sorted, as Mage writes it, else to the end. */
const insertPair = (pairs: BlockPair[], added: { key: string; value: unknown }, patch: Patch): Splice[] => {
  const { source, newline, style } = patch
  const first = pairs[0]
  const last = pairs.at(-1)
  if (first === undefined || last === undefined) throw new Unpatchable('an empty block map')
  const indent = columnOf(source, startOf(first.key))
  const lines = emitPair(added.key, added.value, { indent, style }).join(newline)
  const keys = pairs.map(keyOf)
  const isSorted = keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') <= key)
  const after = isSorted ? pairs.find((pair) => keyOf(pair) > added.key) : undefined
  if (after !== undefined) {
    const start = startOf(after.key)
    if (isMidLine(source, start))
      return [{ start, end: start, text: lines.slice(indent) + newline + ' '.repeat(indent) }]
    const at = lineStart(source, start)
    return [{ start: at, end: at, text: lines + newline }]
  }
  const at = lineEnd(source, endOfPair(source, last))
  const text = source.endsWith('\n') || at < source.length ? lines + newline : newline + lines
  return [{ start: at, end: at, text }]
}

const replaceValue = (pair: BlockPair, value: unknown, patch: Patch): Splice => {
  const { source, newline, style } = patch
  const colon = colonEnd(source, pair.key)
  const node = isBlank(pair.value) ? null : pair.value
  const end = node === null ? colon : endOf(source, node)
  const [first = '', ...rest] = emitAfter(value, { indent: columnOf(source, startOf(pair.key)), style })
  if (rest.length === 0 && node !== null && isOnOneLine(node, colon, source))
    return { start: startOf(node), end, text: inQuotesOf(node, value) ?? first }
  const text = (first === '' ? '' : ` ${first}`) + rest.map((line) => newline + line).join('')
  // A comment behind the old value would become part of a text written over several lines.
  const behind =
    rest.length === 0
      ? end
      : lineEnd(source, end) - (/\r?\n$/.exec(source.slice(end, lineEnd(source, end)))?.[0].length ?? 0)
  return { start: colon, end: behind, text }
}

const isOnOneLine = (node: Node, colon: number, source: string): boolean =>
  (isScalar(node) || isFlow(node)) && !source.slice(colon, endOf(source, node)).includes('\n') && !hasMarks(node)

const hasMarks = (node: Node): boolean => ('anchor' in node && Boolean(node.anchor)) || Boolean(node.tag)

/** Text stays in the quotes its author chose, where they can hold it. */
const inQuotesOf = (node: Node, value: unknown): string | null => {
  if (!isScalar(node) || typeof value !== 'string' || /[^\x20-\x7e\xa1-\ud7ff]/.test(value)) return null
  if (node.type === 'QUOTE_SINGLE') return `'${value.replaceAll("'", "''")}'`
  return node.type === 'QUOTE_DOUBLE' ? JSON.stringify(value) : null
}

/** Inside `{…}` and `[…]`: single values change in place; where items come or go, the collection is written anew from its items' texts. */
const diffFlow = (node: Node, value: unknown, patch: Patch): Splice[] => {
  if (isDeepStrictEqual(patch.before(node), value)) return []
  const { source } = patch
  if (isMap(node) && isRawMap(value)) {
    const pairs = (node as BlockMap).items
    const same = pairs.length === Object.keys(value).length && pairs.every((pair) => Object.hasOwn(value, keyOf(pair)))
    if (same && pairs.every((pair) => !isBlank(pair.value)))
      return pairs.flatMap((pair) => (pair.value === null ? [] : diffFlow(pair.value, value[keyOf(pair)], patch)))
  }
  return [{ start: startOf(node), end: endOf(source, node), text: flowText(node, value, patch) }]
}

const flowText = (node: Node | null, value: unknown, patch: Patch): string => {
  const { source, before } = patch
  if (node?.range && isDeepStrictEqual(before(node), value)) return source.slice(startOf(node), endOf(source, node))
  if (isFlow(node) && isMap(node) && isRawMap(value)) {
    const pairs = (node as BlockMap).items.filter((pair) => Object.hasOwn(value, keyOf(pair)))
    const old = pairs.map(
      (pair) =>
        `${source.slice(startOf(pair.key), endOf(source, pair.key))}: ${flowText(pair.value, value[keyOf(pair)], patch)}`,
    )
    const added = Object.keys(value).filter((key) => !pairs.some((pair) => keyOf(pair) === key))
    return `{${[...old, ...added.map((key) => `${emitScalar(key, true)}: ${emitFlow(value[key])}`)].join(', ')}}`
  }
  if (isFlow(node) && isSeq(node) && Array.isArray(value)) {
    const items = node.items as Node[]
    const texts = value.map((item) => flowText(matchIn(items, item, patch), item, patch))
    return `[${texts.join(', ')}]`
  }
  return emitFlow(value)
}

const matchIn = (items: readonly Node[], value: unknown, patch: Patch): Node | null => {
  const own = typeof value === 'object' && value !== null ? patch.nodes.get(value) : undefined
  if (own !== undefined && items.includes(own)) return own
  return items.find((item) => isDeepStrictEqual(patch.before(item), value)) ?? null
}
