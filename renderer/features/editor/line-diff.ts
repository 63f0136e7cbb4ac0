import { diff3Merge, diffIndices } from 'node-diff3'

/** A run of lines that differ: `count` of 0 means that lines were added on the other side. Lines count from 0. */
export type Hunk = {
  readonly mine: { readonly start: number; readonly count: number }
  readonly disk: { readonly start: number; readonly count: number }
}

/** Lines with their ends, so that joining them gives the text back. */
export const linesOf = (text: string): string[] => text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/g) ?? []

const sameStart = (a: readonly string[], b: readonly string[]): number => {
  let count = 0
  while (count < a.length && count < b.length && a[count] === b[count]) count += 1
  return count
}

const sameEnd = (a: readonly string[], b: readonly string[], from: number): number => {
  let count = 0
  while (count < a.length - from && count < b.length - from && a.at(-1 - count) === b.at(-1 - count)) count += 1
  return count
}

const hunksOfLines = (mine: readonly string[], disk: readonly string[]): Hunk[] => {
  const start = sameStart(mine, disk)
  const end = sameEnd(mine, disk, start)
  const middle = (lines: readonly string[]) => lines.slice(start, lines.length - end)
  return diffIndices(middle(mine), middle(disk)).map(({ buffer1, buffer2 }) => ({
    mine: { start: start + buffer1[0], count: buffer1[1] },
    disk: { start: start + buffer2[0], count: buffer2[1] },
  }))
}

/** Where two texts differ, by lines. */
export const hunksOf = (mine: string, disk: string): Hunk[] => hunksOfLines(linesOf(mine), linesOf(disk))

const part = (lines: readonly string[], { start, count }: { readonly start: number; readonly count: number }): string =>
  lines.slice(start, start + count).join('')

/** Our text with the other side's lines at one place. */
export const takeHunk = (mine: string, disk: string, hunk: Hunk): string => {
  const lines = linesOf(mine)
  const { start, count } = hunk.mine
  return lines.slice(0, start).join('') + part(linesOf(disk), hunk.disk) + lines.slice(start + count).join('')
}

/** A replacement in a text, by offsets. */
export type TextEdit = { readonly start: number; readonly end: number; readonly text: string }

/** The replacements that make one text of another and leave every other line alone: cursor, folds and undo stay. */
export const editsBetween = (from: string, to: string): TextEdit[] => {
  const [old, now] = [linesOf(from), linesOf(to)]
  const offsets = [0]
  for (const line of old) offsets.push((offsets.at(-1) ?? 0) + line.length)
  return hunksOfLines(old, now).map(({ mine, disk }) => ({
    start: offsets[mine.start] ?? from.length,
    end: offsets[mine.start + mine.count] ?? from.length,
    text: part(now, disk),
  }))
}

/**
 * Both sides' changes in one text, where they do not touch the same lines.
 * @returns null where they do: a person must choose
 */
export const combine = (base: string, mine: string, disk: string): string | null => {
  const regions = diff3Merge(linesOf(mine), linesOf(base), linesOf(disk), { excludeFalseConflicts: true })
  const parts: string[] = []
  for (const { ok } of regions) {
    if (ok === undefined) return null
    parts.push(...ok)
  }
  return parts.join('')
}
