import type { Block } from '#shared/model/block.ts'
import { languageLabels } from '../../commands/block-kinds.ts'
import { typeLabel } from '../../ui/block-marks.tsx'

const rank = (block: Block, word: string): number | null => {
  const name = block.name.toLowerCase()
  if (name === word) return 0
  if (name.startsWith(word)) return 1
  if (name.includes(word) || block.uuid.toLowerCase().includes(word)) return 2
  const about = `${typeLabel(block.type)} ${languageLabels[block.language]} ${block.file ?? ''}`.toLowerCase()
  return about.includes(word) ? 3 : null
}

/** Blocks whose name, type, language or file holds every word of `text`, the best first. All of them for an empty text. */
export const findBlocks = (blocks: readonly Block[], text: string): Block[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return blocks
    .flatMap((block) => {
      const ranks = words.map((word) => rank(block, word))
      return ranks.includes(null) ? [] : [{ block, rank: ranks.reduce<number>((sum, value) => sum + (value ?? 0), 0) }]
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ block }) => block)
}
