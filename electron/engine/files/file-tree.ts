import { lstat, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readFailure } from '#engine/project/file-errors.ts'
import type { OpenProject, ProjectWithFiles } from '#engine/project/open-project.ts'
import { isOverlooked } from '#engine/project/project-folders.ts'
import { lazily } from '#shared/lazily.ts'
import type { FileEntry } from '#shared/model/project.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { fuzzySearch } from './fuzzy-search.ts'
import { resolveProjectFile } from './project-file-path.ts'

const byName = lazily(() => new Intl.Collator('en', { numeric: true, sensitivity: 'base' }))

/** One folder of the tree: folders first, each by name; `''` is the project folder. */
export const listFolder = async (project: OpenProject, folder: string): Promise<Result<FileEntry[]>> => {
  const place =
    folder === '' ? ok({ path: '', absolute: project.path }) : await resolveProjectFile(project.path, folder)
  if (!place.ok) return place
  const { path, absolute } = place.value
  try {
    const names = (await readdir(absolute)).filter((name) => !isOverlooked(name))
    const entries = await Promise.all(names.map((name) => entryOf(project, path === '' ? name : `${path}/${name}`)))
    return ok(entries.filter((entry) => entry !== null).sort(foldersFirst))
  } catch (error) {
    return readFailure(error, path === '' ? project.path : path)
  }
}

const foldersFirst = (a: FileEntry, b: FileEntry): number =>
  a.kind === b.kind ? byName().compare(a.path, b.path) || (a.path < b.path ? -1 : 1) : a.kind === 'folder' ? -1 : 1

/** The entry of one path; null where it is gone. A link counts as what it leads to, one that leads nowhere as a file. */
export const entryOf = async (project: OpenProject, path: string): Promise<FileEntry | null> => {
  const absolute = join(project.path, path)
  const own = await lstat(absolute).catch(() => null)
  if (own === null) return null
  const facts = own.isSymbolicLink() ? await stat(absolute).catch(() => own) : own
  return facts.isDirectory() ? { path, kind: 'folder', size: 0 } : { path, kind: 'file', size: facts.size }
}

/** Files whose path matches a query, best first. */
export const searchFiles = async (
  project: ProjectWithFiles,
  { query, limit }: { query: string; limit: number },
): Promise<Result<FileEntry[]>> => {
  const paths = await fuzzySearch(await project.files(), query.trim(), limit)
  const entries = await Promise.all(paths.map((path) => entryOf(project, path)))
  return ok(entries.filter((entry) => entry !== null))
}

/** What an entry of that path would stand on, or why it cannot. */
export const refuseTaken = async (project: OpenProject, path: string): Promise<Result<never> | null> => {
  const entry = await entryOf(project, path)
  if (entry === null) return null
  return fail(
    'already-exists',
    `Expected ${path} to be new, but a ${entry.kind} of that name is there. Choose another name.`,
    { path },
  )
}
