import type { BlockLanguage, BlockType } from '../model/block.ts'

/** Extension of a block's code file. Shell and JavaScript are ours; Mage knows the others. */
export const languageExtensions = {
  python: 'py',
  sql: 'sql',
  r: 'r',
  yaml: 'yaml',
  markdown: 'md',
  shell: 'sh',
  javascript: 'js',
} as const satisfies Record<BlockLanguage, string>

/** Folder of a type's files (mage-format 3.2): type + `s`, but `custom`; a global data product has no file. */
export const typeFolders = {
  data_loader: 'data_loaders',
  transformer: 'transformers',
  data_exporter: 'data_exporters',
  sensor: 'sensors',
  custom: 'custom',
  conditional: 'conditionals',
  callback: 'callbacks',
  scratchpad: 'scratchpads',
  markdown: 'markdowns',
  chart: 'charts',
  extension: 'extensions',
  dbt: 'dbts',
  global_data_product: null,
} as const satisfies Record<BlockType, string | null>

/** What the file rules need to know of a block. */
export type PlacedBlock = {
  readonly uuid: string
  readonly type: BlockType
  readonly language: BlockLanguage
  readonly replicaOf: string | null
  readonly configuration: Readonly<Record<string, unknown>>
}

/** What the rules ask of the folder. Paths are relative to the project, with `/`. */
export type FolderFacts = {
  /** Base name of the project folder. */
  readonly projectName: string
  /** Whether a file or folder is there. */
  exists(path: string): boolean
  /** The project's path form of an absolute path inside it; null outside. */
  insideProject(absolutePath: string): string | null
  /** Any project file whose path ends with this; the last resort of `file_path`. */
  findBySuffix(path: string): string | null
  /** Whether `configuration.file_source.path` counts: only with the project platform on. */
  readonly platform: boolean
}

/** The file where the rules of 3.2 put a block, whether it exists or not; null where the type has none. */
export const placeOf = (block: Pick<PlacedBlock, 'uuid' | 'type' | 'language'>): string | null => {
  const folder = typeFolders[block.type]
  if (folder === null) return null
  return `${folder}/${block.uuid}.${languageExtensions[block.language]}`
}

const configuredPath = (configuration: Readonly<Record<string, unknown>>, platform: boolean): string | null => {
  const source = configuration.file_source
  if (platform && typeof source === 'object' && source !== null && 'path' in source && typeof source.path === 'string')
    return source.path
  return typeof configuration.file_path === 'string' && configuration.file_path !== '' ? configuration.file_path : null
}

const resolveConfigured = (path: string, facts: FolderFacts): string | null => {
  const plain = path.replaceAll('\\', '/')
  if (/^(\/|[A-Za-z]:\/)/.test(plain)) return facts.insideProject(path)
  const ownPrefix = `${facts.projectName}/`
  const candidates = [
    ...(plain.startsWith(ownPrefix) ? [plain.slice(ownPrefix.length)] : []),
    plain,
    `dbt/${plain}`,
  ].filter((candidate) => !candidate.split('/').includes('..'))
  return candidates.find((candidate) => facts.exists(candidate)) ?? facts.findBySuffix(plain)
}

/** The block whose file is used: a replica's original, followed along the chain; stops where the chain breaks or turns in a circle. */
export const fileOwner = <Value extends PlacedBlock>(block: Value, byUuid: ReadonlyMap<string, Value>): Value => {
  const seen = new Set<string>()
  let owner = block
  while (owner.replicaOf !== null && !seen.has(owner.uuid)) {
    seen.add(owner.uuid)
    const next = byUuid.get(owner.replicaOf)
    if (next === undefined) return { ...owner, uuid: owner.replicaOf, replicaOf: null }
    owner = next
  }
  return owner
}

const leavesFolder = (path: string): boolean => path.startsWith('/') || path.split(/[/\\]/).includes('..')

/**
 * Project-relative code file of a block by Mage's rules: `configuration.file_path` first where it leads to a file, else the type's folder.
 * The path may not exist; null where the block has no file of its own, or its id would lead out of its folder.
 */
export const blockFile = (
  block: PlacedBlock,
  byUuid: ReadonlyMap<string, PlacedBlock>,
  facts: FolderFacts,
): string | null => {
  const owner = fileOwner(block, byUuid)
  const configured = configuredPath(owner.configuration, facts.platform)
  const found = configured === null ? null : resolveConfigured(configured, facts)
  if (found !== null) return found
  // A dbt model has no place of its own: without a file, the path as written is what is missing.
  const place = owner.type === 'dbt' && owner.language === 'sql' ? configured : placeOf(owner)
  return place === null || leavesFolder(place) ? null : place
}

const folderTypes = new Map<string, BlockType>(
  Object.entries(typeFolders).flatMap(([type, folder]) => (folder === null ? [] : [[folder, type as BlockType]])),
)
const extensionLanguages = new Map<string, BlockLanguage>([
  ...Object.entries(languageExtensions).map(([language, extension]): [string, BlockLanguage] => [
    extension,
    language as BlockLanguage,
  ]),
  ['yml', 'yaml'],
])

/** What block a project file would be, told by its folder and extension; null where it is none. */
export const blockOfFile = (file: string): { uuid: string; type: BlockType; language: BlockLanguage } | null => {
  const slash = file.indexOf('/')
  const dot = file.lastIndexOf('.')
  if (slash < 0 || dot <= slash + 1) return null
  const type = folderTypes.get(file.slice(0, slash))
  const language = extensionLanguages.get(file.slice(dot + 1).toLowerCase())
  const uuid = file.slice(slash + 1, dot)
  const base = uuid.slice(uuid.lastIndexOf('/') + 1)
  if (type === undefined || language === undefined || base === '__init__' || base === '') return null
  return { uuid, type, language }
}
