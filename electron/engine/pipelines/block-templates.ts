import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type BlockTemplate, blockTemplateSchema } from '#shared/model/block.ts'
import { idOf, isRawMap, numberOf, type RawMap } from './read-values.ts'
import { bytesOrNull } from './stage.ts'
import { loadYaml } from './yaml-load.ts'

/** Starter code of the palette, from `resources/templates/blocks/<id>/{template.yaml,code.*}`. */
export type BlockTemplates = {
  list(): BlockTemplate[]
  /** Code with its placeholder; null where there is no such template. */
  code(id: string): string | null
}

export const createBlockTemplates = (resourcesDirectory: string): BlockTemplates => {
  const root = join(resourcesDirectory, 'templates', 'blocks')
  return {
    list: () =>
      namesIn(root)
        .flatMap((id) => readTemplate(root, id) ?? [])
        .sort((a, b) => a.template.group.localeCompare(b.template.group) || a.order - b.order)
        .map(({ template }) => template),
    code: (id) => {
      if (!/^[\w-]+$/.test(id)) return null
      const file = namesIn(join(root, id)).find((name) => name.startsWith('code.'))
      return file === undefined ? null : (bytesOrNull(join(root, id, file))?.toString('utf8') ?? null)
    },
  }
}

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

const readTemplate = (root: string, id: string): { template: BlockTemplate; order: number } | null => {
  const loaded = loadYaml(bytesOrNull(join(root, id, 'template.yaml'))?.toString('utf8') ?? '')
  if (!loaded.ok || !isRawMap(loaded.value)) return null
  const data: RawMap = loaded.value
  const parsed = blockTemplateSchema.safeParse({
    id,
    name: idOf(data.name),
    description: idOf(data.description) ?? '',
    type: data.block_type,
    language: data.language,
    group: idOf(data.group) ?? 'Other',
    requires: Array.isArray(data.requires) ? data.requires.flatMap((name) => idOf(name) ?? []) : [],
  })
  return parsed.success ? { template: parsed.data, order: numberOf(data.order) ?? 0 } : null
}
