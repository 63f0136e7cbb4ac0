import { cleanBlockName } from '#shared/graph/clean-name.ts'
import type { BlockLanguage, BlockTemplate, BlockType } from '#shared/model/block.ts'

/** Words on screen for languages. */
export const languageLabels = {
  python: 'Python',
  sql: 'SQL',
  r: 'R',
  yaml: 'YAML',
  markdown: 'Markdown',
  shell: 'Shell',
  javascript: 'JavaScript',
} as const satisfies Record<BlockLanguage, string>

/** Types that can be added from the palette, with the languages each can be written in; the first is what a plain click takes. */
export const addableTypes = [
  { type: 'data_loader', languages: ['python', 'sql', 'r', 'yaml'] },
  { type: 'transformer', languages: ['python', 'sql', 'r'] },
  { type: 'data_exporter', languages: ['python', 'sql', 'r', 'yaml'] },
  { type: 'sensor', languages: ['python'] },
  { type: 'custom', languages: ['python', 'sql', 'r', 'yaml'] },
  { type: 'conditional', languages: ['python'] },
  { type: 'callback', languages: ['python'] },
  { type: 'scratchpad', languages: ['python'] },
  { type: 'markdown', languages: ['markdown'] },
] as const satisfies readonly { type: BlockType; languages: readonly BlockLanguage[] }[]

/** The six chips of the palette. */
export const paletteTypes = addableTypes.slice(0, 6)

/** `Read CSV / Parquet` -> `read_csv_parquet`: a name that is also a file name and a Python name. */
export const blockNameFrom = (text: string): string => {
  const words = text.replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_+|_+$/g, '')
  return cleanBlockName(words === '' ? 'block' : words)
}

/** The block's role in the file follows from its type. */
export const isGuard = (type: BlockType): boolean => type === 'conditional' || type === 'callback'

/** Templates that are the bare beginning of a type and language; the palette offers those by the type. */
const emptyGroup = 'Empty'

/** Blocks that take no part in runs. */
export const isNote = (type: BlockType): boolean => type === 'scratchpad' || type === 'markdown'

/** Templates by their group, in the order they come in; bare beginnings left out. */
export const templateGroups = (templates: readonly BlockTemplate[]): [string, BlockTemplate[]][] => {
  const groups = new Map<string, BlockTemplate[]>()
  for (const template of templates) {
    if (template.group === emptyGroup) continue
    groups.set(template.group, [...(groups.get(template.group) ?? []), template])
  }
  return [...groups]
}

/** The bare beginning of a type in a language; null lets the engine choose. */
export const emptyTemplate = (
  templates: readonly BlockTemplate[],
  type: BlockType,
  language: BlockLanguage,
): string | null =>
  templates.find(
    (template) => template.group === emptyGroup && template.type === type && template.language === language,
  )?.id ?? null
