import { isMap, isScalar, isSeq, type Node } from 'yaml'

/** Replace `[start, end)` of a text by `text`. */
export type Splice = { readonly start: number; readonly end: number; readonly text: string }

/** Applies splices that lie inside `[from, to)` and returns that stretch. Splices must not overlap; those at one place keep their order. */
export const applySplices = (
  source: string,
  splices: readonly Splice[],
  range = { from: 0, to: source.length },
): string => {
  const ordered = splices
    .filter((splice) => splice.start >= range.from && splice.end <= range.to)
    .map((splice, order) => ({ splice, order }))
    .sort((a, b) => a.splice.start - b.splice.start || a.splice.end - b.splice.end || a.order - b.order)
  let text = ''
  let at = range.from
  for (const { splice } of ordered) {
    if (splice.start < at) throw new Unpatchable('splices overlap')
    text += source.slice(at, splice.start) + splice.text
    at = splice.end
  }
  return text + source.slice(at, range.to)
}

/** A construct that cannot be changed in place; a bigger part around it is then written anew. */
export class Unpatchable extends Error {}

export const lineStart = (source: string, offset: number): number => source.lastIndexOf('\n', offset - 1) + 1

/** Offset behind the line break that ends the line of `offset`. */
export const lineEnd = (source: string, offset: number): number => {
  const at = source.indexOf('\n', offset)
  return at < 0 ? source.length : at + 1
}

export const startOf = (node: Node | null | undefined): number => {
  if (!node?.range) throw new Unpatchable('a node without a place')
  return node.range[0]
}

export const isFlow = (node: unknown): boolean => (isMap(node) || isSeq(node)) && node.flow === true

/** Offset behind the last character that belongs to a node, without trailing line breaks and comments. */
export const endOf = (source: string, node: Node | null | undefined): number => {
  if (!node?.range) throw new Unpatchable('a node without a place')
  if (isSeq(node) && !isFlow(node)) return endOf(source, node.items.at(-1) as Node)
  if (isMap(node) && !isFlow(node)) {
    const last = node.items.at(-1)
    if (last === undefined) throw new Unpatchable('an empty block map')
    return endOfPair(source, last as { key: Node; value: Node | null })
  }
  const isBlockText = isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED')
  const text = source.slice(node.range[0], node.range[1])
  return node.range[0] + (isBlockText ? text.trimEnd() : text).length
}

/** The same for a key with its value, which may be missing as in `key:`. */
export const endOfPair = (source: string, pair: { key: Node; value: Node | null }): number =>
  isBlank(pair.value) ? colonEnd(source, pair.key) : endOf(source, pair.value)

/** True for a value that is not written at all, as in `key:`. */
export const isBlank = (node: Node | null | undefined): boolean =>
  node === null ||
  node === undefined ||
  (isScalar(node) && node.range?.[0] === node.range?.[1] && !node.anchor && !node.tag)

/** Offset behind the colon of an implicit key. */
export const colonEnd = (source: string, key: Node): number => {
  const match = /^[ \t]*:/.exec(source.slice(key.range?.[1] ?? 0, (key.range?.[1] ?? 0) + 100))
  if (match === null || !key.range) throw new Unpatchable('an explicit key')
  return key.range[1] + match[0].length
}

/** Column of an offset, counted from its line's start. */
export const columnOf = (source: string, offset: number): number => offset - lineStart(source, offset)
