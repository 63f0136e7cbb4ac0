import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { FolderFacts } from '#shared/graph/block-file.ts'

/** Folders that hold no block files, or too many files to look through. */
const skipped = new Set(['node_modules', '__pycache__', 'venv', 'pipelines', 'site-packages', 'target', 'dbt_packages'])
const mostFiles = 20_000

/**
 * Facts about the files of one project, asked while one pipeline is read. Synchronous on purpose: thousands of existence checks
 * cost a few microseconds each this way, and many times that as promises. Keep an instance for one reading, not longer.
 */
export type ProjectFacts = FolderFacts & {
  /** True where the file's real path lies outside of the project. */
  leadsOutside(path: string): boolean
}

export const createFolderFacts = (projectPath: string): ProjectFacts => {
  const realFolders = new Map<string, string | null>()
  let listing: string[] | null = null
  const realProject = realFolder(projectPath, realFolders) ?? projectPath
  const insideProject = (absolutePath: string): string | null => {
    const path = relative(projectPath, absolutePath)
    return isInside(path) ? path.split(sep).join('/') : null
  }
  return {
    projectName: basename(projectPath),
    platform: existsSync(join(projectPath, 'settings.yaml')),
    exists: (path) => existsSync(join(projectPath, path)),
    insideProject,
    findBySuffix: (path) => {
      listing ??= listFiles(projectPath)
      const tail = `/${path}`
      return listing.find((file) => file === path || file.endsWith(tail)) ?? null
    },
    leadsOutside: (path) => {
      const absolute = join(projectPath, path)
      const target = isLink(absolute)
        ? linkTarget(absolute, realFolders)
        : nearestFolder(dirname(absolute), realFolders)
      return target !== null && target !== realProject && !isInside(relative(realProject, target))
    },
  }
}

const isInside = (path: string): boolean =>
  path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)

const isLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false

const realPath = (path: string): string | null => {
  try {
    return realpathSync.native(path)
  } catch {
    return null
  }
}

const realFolder = (path: string, known: Map<string, string | null>): string | null => {
  const cached = known.get(path)
  if (cached !== undefined) return cached
  const real = realPath(path)
  known.set(path, real)
  return real
}

/** Where a link leads, also one that leads to nothing yet: writing through it would make the file there. */
const linkTarget = (path: string, known: Map<string, string | null>): string | null =>
  realPath(path) ?? nearestFolder(resolve(dirname(path), readlinkSync(path)), known)

/** Real path of a folder, or of the nearest one above it where it is not there yet. */
const nearestFolder = (path: string, known: Map<string, string | null>): string | null => {
  const real = realFolder(path, known)
  return real !== null || dirname(path) === path ? real : nearestFolder(dirname(path), known)
}

const listFiles = (projectPath: string): string[] => {
  const files: string[] = []
  const folders = ['']
  // The list grows while it is walked.
  for (const folder of folders) {
    const entries = files.length < mostFiles ? entriesOf(join(projectPath, folder)) : []
    const at = (name: string) => (folder === '' ? name : `${folder}/${name}`)
    files.push(...entries.filter((entry) => entry.isFile()).map(({ name }) => at(name)))
    const inner = entries.filter(
      (entry) => entry.isDirectory() && !entry.name.startsWith('.') && !skipped.has(entry.name),
    )
    folders.push(...inner.map(({ name }) => at(name)))
  }
  return files
}

const entriesOf = (folder: string) => {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
