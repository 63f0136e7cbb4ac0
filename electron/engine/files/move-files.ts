import { lstat, mkdir, readFile, realpath, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { syncFolder, writeDurably } from '#engine/project/durable-write.ts'
import { etagOf } from '#engine/project/etag.ts'
import { fileNotThere, readFailure, writeFailure } from '#engine/project/file-errors.ts'
import type { ProjectWithFiles } from '#engine/project/open-project.ts'
import type { FileEntry } from '#shared/model/project.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { entryOf, refuseTaken } from './file-tree.ts'
import type { FilesContext } from './files-context.ts'
import { keepInHistory, moveHistory } from './local-history.ts'
import { type ResolvedFile, refuseClosedFolder } from './project-file-path.ts'
import { biggestEditable } from './text-content.ts'
import { usedBlockFiles } from './used-block-files.ts'

type Target = { readonly project: ProjectWithFiles; readonly file: ResolvedFile }

/** A new empty file or folder. */
export const createEntry = async (
  files: FilesContext,
  { project, file, kind }: Target & { readonly kind: FileEntry['kind'] },
): Promise<Result<FileEntry>> => {
  const refused = refuseNewName(file) ?? (await refuseTaken(project, file.path))
  if (refused !== null) return refused
  if (kind === 'file') {
    const noteOwnWrite = (path: string, etag: string) => files.deps.noteOwnWrite(path, etag, 'text')
    const options = { exclusive: true, makeFolders: true, shownPath: file.path, noteOwnWrite }
    const written = await writeDurably(file.real, '', options)
    return written.ok ? ok({ path: file.path, kind, size: 0 }) : written
  }
  try {
    await mkdir(file.real, { recursive: true })
    return ok({ path: file.path, kind, size: 0 })
  } catch (error) {
    return writeFailure(error, file.path)
  }
}

/** Moves a file or folder within the project. A block file that pipelines use is left to *Rename block*, which changes them too. */
export const renameEntry = async (
  files: FilesContext,
  { project, from, to }: { readonly project: ProjectWithFiles; readonly from: ResolvedFile; readonly to: ResolvedFile },
): Promise<Result<FileEntry>> => {
  const refused = refuseClosedFolder(from) ?? refuseNewName(to) ?? (await refuseUsed(project, from.path))
  if (refused !== null) return refused
  return files.inOrder(from.real, async () => {
    try {
      const source = await ownPlace(from)
      if (!(await isSameEntry(source, to.real))) {
        const taken = await refuseTaken(project, to.path)
        if (taken !== null) return taken
      }
      const etag = await etagOfSmall(source)
      await mkdir(dirname(to.real), { recursive: true })
      files.deps.noteOwnWrite(source, null, 'text')
      if (etag !== null) files.deps.noteOwnWrite(to.real, etag, 'text')
      await rename(source, to.real)
      await Promise.all([syncFolder(dirname(source)), syncFolder(dirname(to.real))])
      await moveHistory(project, from.path, to.path)
      const entry = await entryOf(project, to.path)
      return entry === null ? fileNotThere(to.path) : ok(entry)
    } catch (error) {
      return moveFailure(error, { from, to })
    }
  })
}

/** To the system's trash, out of every pipeline that uses it. */
export const deleteEntry = async (files: FilesContext, { project, file }: Target): Promise<Result<null>> => {
  const refused = refuseClosedFolder(file)
  if (refused !== null) return refused
  if ((await entryOf(project, file.path)) === null) return fileNotThere(file.path)
  const detached = await detach(files, project, file)
  if (!detached.ok) return detached
  const place = await ownPlace(file)
  const bytes = await readSmall(place)
  if (bytes !== null) await keepInHistory(project, file.path, bytes)
  try {
    if (bytes !== null) files.deps.noteOwnWrite(place, null, 'text')
    await files.context.trash(place)
    return ok(null)
  } catch (error) {
    const came = error instanceof Error ? error.message : String(error)
    return fail(
      'write-failed',
      `Expected to move ${file.path} to the trash, but the system answered: ${came}. Delete it in the file manager.`,
      { path: file.path },
    )
  }
}

const detach = async (files: FilesContext, project: ProjectWithFiles, file: ResolvedFile): Promise<Result<unknown>> => {
  for (const [path, pipelines] of await usedBlockFiles(project, file.path)) {
    if (files.deps.detachBlockFile === undefined) return stillUsed(path, pipelines, 'Remove the block from them first.')
    const detached = await files.deps.detachBlockFile(project.id, path)
    if (!detached.ok) return detached
  }
  return ok(null)
}

const refuseUsed = async (project: ProjectWithFiles, path: string): Promise<Result<never> | null> => {
  for (const [file, pipelines] of await usedBlockFiles(project, path)) {
    return stillUsed(file, pipelines, 'Use Rename block on the canvas, which changes the pipelines too.')
  }
  return null
}

const stillUsed = (path: string, pipelines: readonly string[], todo: string) =>
  fail(
    'unsupported',
    `Expected a file that no pipeline uses, but ${path} is the code of a block in ${pipelines.join(', ')}. ${todo}`,
    { path, pipelines: [...pipelines] },
  )

/** New names must work for whoever gets the project from git, on any system. */
const refuseNewName = (file: ResolvedFile): Result<never> | null => {
  const closed = refuseClosedFolder(file)
  if (closed !== null) return closed
  const hasControl = [...file.path].some((character) => (character.codePointAt(0) ?? 0) < 32)
  const wrong = hasControl || /[<>:"|?*\\]/.test(file.path) || file.path.split('/').some((part) => /[. ]$/.test(part))
  if (!wrong) return null
  return fail(
    'invalid-input',
    `Expected a name that works on every system, but ${JSON.stringify(file.path)} holds one of \\ : * ? " < > |, a control character, or ends with a dot or space. Choose another name.`,
    { path: file.path },
  )
}

/** Where the entry itself stands: a link is moved and deleted as the link, not as what it leads to. */
const ownPlace = async (file: ResolvedFile): Promise<string> =>
  join(await realpath(dirname(file.absolute)), basename(file.absolute))

/** True where two names mean one entry: a change of case only, on a disk that does not tell them apart. */
const isSameEntry = async (a: string, b: string): Promise<boolean> => {
  if (a.toLowerCase() !== b.toLowerCase() || a === b) return false
  const [first, second] = await Promise.all([lstat(a), lstat(b).catch(() => null)])
  return second !== null && first.ino === second.ino && first.dev === second.dev
}

const readSmall = async (path: string): Promise<Buffer | null> => {
  const facts = await lstat(path)
  return facts.isFile() && facts.size <= biggestEditable ? readFile(path).catch(() => null) : null
}

const etagOfSmall = async (path: string): Promise<string | null> => {
  const bytes = await readSmall(path)
  return bytes === null ? null : etagOf(bytes)
}

const moveFailure = async (
  error: unknown,
  { from, to }: { readonly from: ResolvedFile; readonly to: ResolvedFile },
): Promise<Result<never>> => {
  const source = await lstat(from.absolute).catch(() => null)
  return source === null ? readFailure(error, from.path) : writeFailure(error, to.path)
}
