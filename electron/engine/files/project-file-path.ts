import { lstat, readlink, realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { readFailure, systemCode } from '#engine/project/file-errors.ts'
import { fail, ok, type Result } from '#shared/result.ts'

/** A project path that was looked at on disk: where it is named, and where its bytes really are. */
export type ResolvedFile = {
  /** With `/`, without `.` parts. */
  readonly path: string
  readonly absolute: string
  /** Links followed; inside the project. For a file that is not there: where it would be made. */
  readonly real: string
}

/**
 * Finds a project file and makes sure that it lies in the project: not by `..`, not by an absolute path, not by a link that leads out.
 * `projectPath` is the real path of the folder.
 */
export const resolveProjectFile = async (projectPath: string, path: string): Promise<Result<ResolvedFile>> => {
  const wrong = wrongPath(path)
  if (wrong !== null) return wrong
  const absolute = resolve(projectPath, path)
  const shown = relative(projectPath, absolute).split(sep).join('/')
  if (shown === '')
    return fail(
      'invalid-input',
      `Expected a file in the project, but ${JSON.stringify(path)} is the project folder itself. Choose a file in it.`,
    )
  try {
    const real = await realPlace(absolute, 0)
    if (!isInside(projectPath, real)) return leadsOut(shown)
    return ok({ path: shown, absolute, real })
  } catch (error) {
    return readFailure(error, shown)
  }
}

/** Folders of tools: what is in them is not edited as a file of the project. */
const closedFolders: readonly string[] = ['.git', '.hg', '.svn', '.pipewright']

/** Refuses to write where git and we keep our own records. */
export const refuseClosedFolder = (file: Pick<ResolvedFile, 'path'>): Result<never> | null => {
  const first = file.path.split('/')[0] ?? ''
  const closed = closedFolders.find((name) => name === first.toLowerCase())
  if (closed === undefined) return null
  return fail(
    'invalid-input',
    `Expected a file of the project, but ${file.path} lies in ${closed}, which a program keeps for itself. Choose another place.`,
    { path: file.path },
  )
}

const wrongPath = (path: string): Result<never> | null => {
  if (path === '' || path.includes('\0')) {
    return fail(
      'invalid-input',
      `Expected a path inside the project, such as transformers/clean.py, but got ${JSON.stringify(path)}. Choose another name.`,
    )
  }
  if (!isAbsolute(path) && !/^([/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes('..')) return null
  return fail(
    'outside-project',
    `Expected a path inside the project, such as transformers/clean.py, but ${JSON.stringify(path)} leads out of it. Choose a file of the project.`,
    { path },
  )
}

const leadsOut = (shown: string) =>
  fail(
    'outside-project',
    `Expected ${shown} to lie in the project, but it is a symbolic link that leads out of it (or lies behind one). Copy the file into the project to work on it here.`,
    { path: shown },
  )

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** The real path, also of what is not there yet: of the deepest folder that is, with the rest appended. */
const realPlace = async (path: string, depth: number): Promise<string> => {
  try {
    return await realpath(path)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
  if (depth > 100) throw Object.assign(new Error('too many links'), { code: 'ELOOP' })
  const facts = await lstat(path).catch(() => null)
  if (facts?.isSymbolicLink() === true) return realPlace(resolve(dirname(path), await readlink(path)), depth + 1)
  return join(await realPlace(dirname(path), depth + 1), path.slice(dirname(path).length))
}
