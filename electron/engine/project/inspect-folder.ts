import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { FolderInspection } from '#shared/model/project.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { readFailure, systemCode } from './file-errors.ts'
import { blockFolders, isOverlooked } from './project-folders.ts'
import { type FolderKind, recogniseFolder } from './recognise-folder.ts'

/** How far the search for projects below a folder goes: a home folder must not take minutes. */
const limits = { depth: 4, folders: 4000, milliseconds: 1500, projects: 200 }

type Several = Extract<FolderInspection, { kind: 'several' }>['projects']

/** Says what a folder is. Reads names and the two marking files, runs nothing, follows no links below the folder. */
export const inspectFolder = async (chosen: string): Promise<Result<FolderInspection>> => {
  const folder = await existingFolder(chosen)
  if (!folder.ok) return folder.error.code === 'not-found' ? ok({ kind: 'missing', path: chosen }) : folder
  const path = folder.value
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => error)
  if (!Array.isArray(entries)) return readFailure(entries, path)
  const kind = await recogniseFolder(path, entries)
  if (kind.isProject && !kind.isRootOfSeveral) return ok({ kind: 'project', path, name: basename(path) })
  const above = kind.isProject ? null : await projectAbove(path)
  const below = above === null ? await searchBelow(path, entries) : { projects: [above], pythonFiles: 0 }
  const itself = kind.isProject ? [{ name: basename(path), path, pipelines: kind.pipelines }] : []
  if (below.projects.length > 0) return ok({ kind: 'several', path, projects: [...itself, ...below.projects] })
  if (kind.isProject) return ok({ kind: 'project', path, name: basename(path) })
  return ok({ kind: 'plain', path, pythonFiles: below.pythonFiles, missing: [...kind.missing] })
}

/** The real path of a folder, or why it is none, in words. */
export const existingFolder = async (chosen: string): Promise<Result<string>> => {
  try {
    const path = await realpath(chosen)
    if ((await stat(path)).isDirectory()) return ok(path)
    return fail('not-a-project', `Expected a folder, but ${path} is a file. Choose the folder that holds it.`, {
      path,
      folder: dirname(path),
    })
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'ENOTDIR') return readFailure(error, chosen)
    return fail(
      'not-found',
      `Expected a folder at ${chosen}, but there is none. It may have been moved, renamed or deleted; choose another folder.`,
      { path: chosen },
    )
  }
}

/** Reads a folder and says whether it opens as a project. */
export const recognisePath = async (path: string): Promise<Result<FolderKind>> => {
  try {
    return ok(await recogniseFolder(path, await readdir(path, { withFileTypes: true })))
  } catch (error) {
    return readFailure(error, path)
  }
}

/** The project a chosen standard folder belongs to: who picks `my_project/pipelines` means `my_project`. */
const projectAbove = async (path: string): Promise<Several[number] | null> => {
  const name = basename(path)
  const candidates =
    name === 'pipelines' || blockFolders.has(name)
      ? [dirname(path)]
      : basename(dirname(path)) === 'pipelines'
        ? [dirname(dirname(path))]
        : []
  for (const candidate of candidates) {
    const kind = await recognisePath(candidate)
    if (kind.ok && kind.value.isProject) {
      return { name: basename(candidate), path: candidate, pipelines: kind.value.pipelines }
    }
  }
  return null
}

type Search = { projects: Several; pythonFiles: number; folders: number; readonly end: number }

const searchBelow = async (root: string, entries: readonly Dirent[]): Promise<Search> => {
  const search: Search = { projects: [], pythonFiles: 0, folders: 0, end: Date.now() + limits.milliseconds }
  let level = visit(search, root, entries)
  for (let depth = 1; depth <= limits.depth && level.length > 0; depth += 1) {
    const next: string[] = []
    for (const folder of level) {
      if (search.folders >= limits.folders || Date.now() > search.end || search.projects.length >= limits.projects)
        break
      search.folders += 1
      next.push(...(await searchFolder(search, folder)))
    }
    level = next
  }
  search.projects.sort((a, b) => a.path.localeCompare(b.path))
  return search
}

/** Notes a project or the Python files of a folder; answers the folders to look into next. */
const searchFolder = async (search: Search, folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const kind = await recogniseFolder(folder, entries)
  if (kind.isProject) search.projects.push({ name: basename(folder), path: folder, pipelines: kind.pipelines })
  if (kind.isProject && !kind.isRootOfSeveral) return []
  return visit(search, folder, entries)
}

const visit = (search: Search, folder: string, entries: readonly Dirent[]): string[] => {
  search.pythonFiles += entries.filter((entry) => entry.isFile() && /\.(py|ipynb)$/.test(entry.name)).length
  return entries
    .filter((entry) => entry.isDirectory() && !isOverlooked(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => join(folder, entry.name))
}
