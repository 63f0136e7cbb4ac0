import { isDeepStrictEqual } from 'node:util'
import { isMap, type Node, type YAMLSeq } from 'yaml'
import { isRawMap } from './read-values.ts'
import { type EmitStyle, emitItem } from './yaml-emit.ts'
import { applySplices, columnOf, endOf, isBlank, lineEnd, lineStart, type Splice, Unpatchable } from './yaml-text.ts'

export type Patch = {
  readonly source: string
  /** Map or list of the draft -> its node, for what was there before. */
  readonly nodes: ReadonlyMap<object, Node>
  /** Value of a node before the change. */
  readonly before: (node: Node | null) => unknown
  readonly style: EmitStyle
  readonly newline: string
  /** The splices that turn a node's text into a value; lists ask it for their items. */
  readonly diff: (slot: Slot, value: unknown, patch: Patch) => Splice[]
}

/** A value's place: its node, and how to write another value there. */
export type Slot = { readonly node: Node | null; readonly replace: (value: unknown) => Splice[] }

/** The lines of one item, with the comments above it: they move and go together. */
type Chunk = { readonly node: Node; readonly dash: number; readonly from: number; readonly to: number }

/** The splice that turns a block list into `value`: kept items keep their text, in whatever order they now stand. */
export const diffList = (list: YAMLSeq, value: readonly unknown[], patch: Patch): Splice[] => {
  const chunks = chunksOf(list, patch.source)
  const first = chunks[0]
  const last = chunks.at(-1)
  if (first === undefined || last === undefined) throw new Unpatchable('an empty block list')
  const indent = columnOf(patch.source, first.dash)
  const matches = match(chunks, value, patch)
  const pieces = value.map((item, index) => {
    const chunk = matches[index]
    if (chunk !== null && chunk !== undefined) return chunkText(chunk, item, patch)
    return emitItem(item, { indent, style: patch.style }).join(patch.newline)
  })
  const text = pieces.map((piece) => (piece.endsWith('\n') ? piece : piece + patch.newline)).join('')
  const endsOpen = !patch.source.slice(first.from, last.to).endsWith('\n')
  return [{ start: first.from, end: last.to, text: endsOpen ? text.replace(/\r?\n$/, '') : text }]
}

const chunksOf = (list: YAMLSeq, source: string): Chunk[] => {
  const dashes = dashesOf(list)
  const chunks: Chunk[] = []
  for (const [index, item] of list.items.entries()) {
    const node = item as Node
    const dash = dashes[index]
    if (dash === undefined || source.slice(lineStart(source, dash), dash).trim() !== '')
      throw new Unpatchable('a list that starts behind something else')
    const end = isBlank(node) ? dash + 1 : endOf(source, node)
    chunks.push({ node, dash, from: chunks.at(-1)?.to ?? commentStart(source, dash), to: lineEnd(source, end) })
  }
  return chunks
}

/** Start of the comment lines right above a dash, or of its own line. */
const commentStart = (source: string, dash: number): number => {
  let start = lineStart(source, dash)
  while (start > 0 && /^[ \t]*#/.test(source.slice(lineStart(source, start - 1), start)))
    start = lineStart(source, start - 1)
  return start
}

const dashesOf = (list: YAMLSeq): number[] => {
  const token = list.srcToken
  if (token?.type !== 'block-seq') throw new Unpatchable('a list without its own text')
  return token.items.flatMap((item) => item.start.find((part) => part.type === 'seq-item-ind')?.offset ?? [])
}

/** For each new value the chunk it comes from: the same object, else an equal value, else the map that stood at its place. */
const match = (chunks: readonly Chunk[], value: readonly unknown[], patch: Patch): (Chunk | null)[] => {
  const unused = new Set(chunks)
  const take = (chunk: Chunk | undefined): Chunk | null => {
    if (chunk !== undefined) unused.delete(chunk)
    return chunk ?? null
  }
  const byNode = new Map(chunks.map((chunk) => [chunk.node, chunk]))
  const same = value.map((item) => {
    const node = typeof item === 'object' && item !== null ? patch.nodes.get(item) : undefined
    return take(node === undefined ? undefined : byNode.get(node))
  })
  const equal = value.map(
    (item, index) =>
      same[index] ?? take([...unused].find((chunk) => isDeepStrictEqual(patch.before(chunk.node), item))),
  )
  return value.map((item, index) => {
    const there = chunks[index]
    if (equal[index] !== null || there === undefined || !unused.has(there)) return equal[index] ?? null
    return isRawMap(item) && isMap(there.node) ? take(there) : null
  })
}

const chunkText = (chunk: Chunk, value: unknown, patch: Patch): string => {
  const { source, newline, style } = patch
  const replace = (next: unknown): Splice[] => {
    const text = emitItem(next, { indent: columnOf(source, chunk.dash), style }).join(newline)
    return [{ start: lineStart(source, chunk.dash), end: endOf(source, chunk.node), text }]
  }
  return applySplices(source, patch.diff({ node: chunk.node, replace }, value, patch), chunk)
}
