import type { Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { blockFolders, isNoPipelineName } from './project-folders.ts'

/** What a single folder is, as far as names in it tell. */
export type FolderKind = {
  readonly isProject: boolean
  /** What a project would have and this folder has not, as names: `metadata.yaml`, `pipelines/`. */
  readonly missing: readonly string[]
  /** Folders below `pipelines/` that hold a `metadata.yaml`. */
  readonly pipelines: number
  /** A root of several projects: Mage's project platform, or a workspace manager. */
  readonly isRootOfSeveral: boolean
}

/**
 * Tells a project folder from others (mage-format 1.1). Mage accepts any folder; we want two signs: `metadata.yaml` (which a pipeline
 * folder and much else has too) and something only a project has, or pipelines themselves.
 */
export const recogniseFolder = async (folder: string, entries: readonly Dirent[]): Promise<FolderKind> => {
  const names = new Set(entries.map((entry) => entry.name))
  const pipelinesPath = join(folder, 'pipelines')
  const pipelines = names.has('pipelines') ? await countPipelines(pipelinesPath) : null
  const hasFile = names.has('metadata.yaml')
  const hasSign = names.has('io_config.yaml') || [...blockFolders.keys()].some((name) => names.has(name))
  const isProject = (hasFile && (pipelines !== null || hasSign)) || (pipelines ?? 0) > 0
  return {
    isProject: isProject && !(await isPipelineFolder(folder, names)),
    missing: [...(hasFile ? [] : ['metadata.yaml']), ...(pipelines === null ? ['pipelines/'] : [])],
    pipelines: pipelines ?? 0,
    isRootOfSeveral: await isRootOfSeveral(folder, names),
  }
}

/** Pipelines of a `pipelines/` folder; null where it is no folder. */
const countPipelines = async (folder: string): Promise<number | null> => {
  const names = await readdir(folder).catch(() => null)
  if (names === null) return null
  const candidates = names.filter((name) => !isNoPipelineName(name))
  const found = await Promise.all(
    candidates.map((name) =>
      stat(join(folder, name, 'metadata.yaml')).then(
        () => true,
        () => false,
      ),
    ),
  )
  return found.filter(Boolean).length
}

const isPipelineFolder = async (folder: string, names: ReadonlySet<string>): Promise<boolean> => {
  if (!names.has('metadata.yaml') || names.has('pipelines')) return false
  return /^(blocks|uuid):/m.test(await head(join(folder, 'metadata.yaml')))
}

const isRootOfSeveral = async (folder: string, names: ReadonlySet<string>): Promise<boolean> => {
  if (names.has('settings.yaml') && /^projects:/m.test(await head(join(folder, 'settings.yaml')))) return true
  return names.has('metadata.yaml') && /^project_type: *['"]?main\b/m.test(await head(join(folder, 'metadata.yaml')))
}

/** A file's text as far as recognition needs it; empty where it cannot be read. */
const head = async (path: string): Promise<string> => {
  const facts = await stat(path).catch(() => null)
  if (facts === null || !facts.isFile() || facts.size > 1_000_000) return ''
  return readFile(path, 'utf8').catch(() => '')
}
