import { createHash, randomBytes } from 'node:crypto'
import { relative, sep } from 'node:path'
import type { BlockType } from '#shared/model/block.ts'

/** Run history, journal and everything else of ours that may be deleted without loss of the user's work. */
export const stateFolderName = '.pipewright'

/** Folder names, at any depth, that belong to tools: neither watched nor shown nor searched. */
const toolFolders: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  stateFolderName,
  'node_modules',
  '.venv',
  'venv',
  '__pycache__',
  '.file_versions',
  '.ipynb_checkpoints',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.tox',
])

/** Mage's folder of each block type (mage-format 3.2). */
export const blockFolders: ReadonlyMap<string, BlockType> = new Map([
  ['data_loaders', 'data_loader'],
  ['transformers', 'transformer'],
  ['data_exporters', 'data_exporter'],
  ['sensors', 'sensor'],
  ['custom', 'custom'],
  ['conditionals', 'conditional'],
  ['callbacks', 'callback'],
  ['scratchpads', 'scratchpad'],
  ['markdowns', 'markdown'],
  ['charts', 'chart'],
  ['extensions', 'extension'],
  ['dbt', 'dbt'],
  ['dbts', 'dbt'],
])

/** Names of our temporary files: short, since the target's own name may be as long as names can be. */
export const temporaryFilePattern = /^\.pipewright-[0-9a-f]{16}\.tmp$/
export const temporaryFileName = (): string => `.pipewright-${randomBytes(8).toString('hex')}.tmp`

/** Files that come and go within a save of Mage, and those that file managers leave. */
const passingFile = /^(metadata\.yaml\.(test|temp)|\.DS_Store|Thumbs\.db)$/

/** True for a file or folder name that the tree, the search and the watcher overlook, wherever it stands. */
export const isOverlooked = (name: string): boolean =>
  toolFolders.has(name) || passingFile.test(name) || temporaryFilePattern.test(name)

/** True where some part of the project path is overlooked. */
export const isOverlookedPath = (path: string): boolean => path.split('/').some(isOverlooked)

/** Copies that Mage's editor leaves behind: `<pipeline>_<uuid4>`. */
const leftoverPipeline = /_[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/

/** True for a folder name below `pipelines/` that is no pipeline of the user's. */
export const isNoPipelineName = (name: string): boolean =>
  name.startsWith('.') || name === '__pycache__' || leftoverPipeline.test(name)

/** Project path, with `/`, of an absolute path inside the project; empty for the folder itself. */
export const toProjectPath = (root: string, absolute: string): string => {
  const path = relative(root, absolute)
  return sep === '/' ? path : path.split(sep).join('/')
}

/** Identifies a project while the app lives. */
export const projectIdOf = (realPath: string): string =>
  createHash('sha256').update(realPath).digest('hex').slice(0, 16)
