import type { BlockType } from '#shared/model/block.ts'
import type { RunState } from '#shared/model/run.ts'

/** One thing the palette can find. */
export type PaletteEntry = {
  readonly id: string
  readonly label: string
  /** Right, in grey: keys, a path, a pipeline. */
  readonly hint: string
  readonly icon:
    | { readonly kind: 'command' | 'pipeline' | 'file' }
    | { readonly kind: 'block'; readonly type: BlockType }
    | { readonly kind: 'run'; readonly state: RunState }
  readonly disabled: boolean
  readonly run: () => void
}

export type PaletteGroup = { readonly heading: string; readonly entries: readonly PaletteEntry[] }

/**
 * How well a text is found in a name: 0 = not, more is better. The start of a name or of a word in it counts most; letters in order
 * are enough.
 */
export const matchScore = (name: string, text: string): number => {
  const wanted = text.trim().toLowerCase()
  const found = name.toLowerCase()
  if (wanted === '') return 1
  if (found === wanted) return 100
  if (found.startsWith(wanted)) return 80
  const place = found.indexOf(wanted)
  if (place > 0) return /[\s_\-/.]/.test(found.charAt(place - 1)) ? 60 : 40
  return lettersInOrder(found, wanted.replaceAll(' ', '')) ? 10 : 0
}

const lettersInOrder = (found: string, wanted: string): boolean => {
  let at = -1
  for (const letter of wanted) {
    at = found.indexOf(letter, at + 1)
    if (at === -1) return false
  }
  return true
}

/** The entries that match, best first. */
export const bestMatches = (entries: readonly PaletteEntry[], text: string, limit: number): readonly PaletteEntry[] =>
  entries
    .map((entry) => ({ entry, score: matchScore(entry.label, text) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ entry }) => entry)

/** Groups in the order of their best entry, so that the first entry of all is the best match; equal ones stay as they are. */
export const bestGroups = (groups: readonly PaletteGroup[], text: string): readonly PaletteGroup[] => {
  const best = (group: PaletteGroup) => Math.max(...group.entries.map(({ label }) => matchScore(label, text)))
  return groups.filter(({ entries }) => entries.length > 0).toSorted((a, b) => best(b) - best(a))
}
