import { type FileHandle, link, lstat, mkdir, open, readlink, realpath, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fail, ok, type Result } from '#shared/result.ts'
import { etagOf } from './etag.ts'
import { systemCode, writeFailure } from './file-errors.ts'
import { temporaryFileName } from './project-folders.ts'

export type DurableWriteOptions = {
  /** The path as the user knows it, for messages; the base name where left out. */
  readonly shownPath?: string
  /** Fail with `already-exists` instead of replacing a file. */
  readonly exclusive?: boolean
  /** Make missing folders above the file. */
  readonly makeFolders?: boolean
  /** Mode of a new file; an existing file keeps its own. */
  readonly mode?: number
  /** Runs before anything on disk changes (a journal, say); where it fails, nothing is written. */
  readonly before?: () => Promise<Result<unknown>>
  /** Told the real path and new etag just before the file changes, so that the watcher recognises it. */
  readonly noteOwnWrite?: (absolutePath: string, etag: string) => void
}

type Target = {
  readonly path: string
  readonly old: { mode: number; links: number; uid: number; gid: number } | null
}

/**
 * Writes a file so that a crash at any moment leaves the old or the new content, whole: temporary file in the same folder, fsync, rename,
 * fsync of the folder. Symbolic links are followed and stay links; mode and owner stay. Where a rename would cut a hard link or change
 * the owner, or is not possible (a mounted file), the content is kept safe beside it first and then written in place.
 */
export const writeDurably = async (
  absolutePath: string,
  content: string | Uint8Array,
  options: DurableWriteOptions = {},
): Promise<Result<{ etag: string }>> => {
  const shown = options.shownPath ?? basename(absolutePath)
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
  try {
    if (options.makeFolders === true) await mkdir(dirname(absolutePath), { recursive: true })
    const target = await resolveTarget(absolutePath)
    const refused = refusal(target, shown, options)
    if (refused !== null) return refused
    const before = await options.before?.()
    if (before !== undefined && !before.ok) return before
    const etag = etagOf(bytes)
    options.noteOwnWrite?.(target.path, etag)
    await replace(target, bytes, options)
    return ok({ etag })
  } catch (error) {
    if (systemCode(error) === 'EEXIST' && options.exclusive === true) return existsAlready(shown)
    return writeFailure(error, shown)
  }
}

const existsAlready = (shown: string) =>
  fail('already-exists', `Expected ${shown} to be new, but a file of that name is there. Choose another name.`)

const refusal = (target: Target, shown: string, options: DurableWriteOptions): Result<never> | null => {
  if (target.old === null) return null
  if (options.exclusive === true) return existsAlready(shown)
  // A rename would replace it all the same; whoever took the write bit away meant it.
  if ((target.old.mode & 0o222) !== 0) return null
  return fail(
    'read-only',
    `Expected to write ${shown}, but the file is marked as read-only. Allow writing to it (chmod u+w), then save again.`,
    { path: shown },
  )
}

/** Where the bytes belong: links resolved, also one whose target does not exist yet. */
const resolveTarget = async (path: string): Promise<Target> => {
  const real = await realTarget(path, 0)
  try {
    const facts = await stat(real)
    if (facts.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' })
    return { path: real, old: { mode: facts.mode & 0o7777, links: facts.nlink, uid: facts.uid, gid: facts.gid } }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { path: real, old: null }
    throw error
  }
}

const realTarget = async (path: string, depth: number): Promise<string> => {
  try {
    return await realpath(path)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
  const folder = await realpath(dirname(path))
  const direct = join(folder, basename(path))
  const facts = await lstat(direct).catch(() => null)
  if (facts?.isSymbolicLink() !== true) return direct
  if (depth > 40) throw Object.assign(new Error('too many links'), { code: 'ELOOP' })
  return realTarget(resolve(folder, await readlink(direct)), depth + 1)
}

const inPlaceCodes: ReadonlySet<string | null> = new Set(['EACCES', 'EPERM', 'EBUSY', 'EXDEV'])

const replace = async (target: Target, bytes: Uint8Array, options: DurableWriteOptions): Promise<void> => {
  const temporary = join(dirname(target.path), temporaryFileName())
  try {
    const owned = await writeTemporary(temporary, bytes, { target, mode: options.mode ?? 0o666 })
    if (target.old !== null && (target.old.links > 1 || !owned)) {
      // The temporary file is the safe copy until the bytes are on disk under their own name.
      await syncFolder(dirname(target.path))
      await writeInPlace(target.path, bytes)
    } else {
      await moveOver(temporary, target.path, options.exclusive === true)
    }
    await syncFolder(dirname(target.path))
  } catch (error) {
    if (target.old === null || !inPlaceCodes.has(systemCode(error))) throw error
    await writeInPlace(target.path, bytes)
  } finally {
    await unlink(temporary).catch(() => undefined)
  }
}

/** True where the temporary file could be given the owner of the old one. */
const writeTemporary = async (
  path: string,
  bytes: Uint8Array,
  want: { target: Target; mode: number },
): Promise<boolean> => {
  const { old } = want.target
  const handle = await open(path, 'wx', old === null ? want.mode : 0o600)
  try {
    await handle.writeFile(bytes)
    if (old === null) {
      await handle.sync()
      return true
    }
    const owned = await takeOwner(handle, old)
    // After chown, which takes the set-id bits away.
    await handle.chmod(old.mode)
    await handle.sync()
    return owned
  } finally {
    await handle.close()
  }
}

const takeOwner = async (handle: FileHandle, old: { uid: number; gid: number }): Promise<boolean> => {
  if (process.platform === 'win32') return true
  const mine = await handle.stat()
  if (mine.uid === old.uid && mine.gid === old.gid) return true
  return handle.chown(old.uid, old.gid).then(
    () => true,
    () => false,
  )
}

const writeInPlace = async (path: string, bytes: Uint8Array): Promise<void> => {
  const handle = await open(path, 'r+')
  try {
    await handle.writeFile(bytes)
    await handle.truncate(bytes.byteLength)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const moveOver = async (temporary: string, path: string, exclusive: boolean): Promise<void> => {
  if (!exclusive) return renamePatiently(temporary, path)
  try {
    // A link fails where the name is taken; a rename would not.
    await link(temporary, path)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw error
    if ((await lstat(path).catch(() => null)) !== null) throw Object.assign(new Error('exists'), { code: 'EEXIST' })
    await renamePatiently(temporary, path)
  }
}

/** Virus scanners and indexers on Windows hold a fresh file for a moment; elsewhere the first try decides. */
const renamePatiently = async (from: string, to: string): Promise<void> => {
  for (let wait = 10; ; wait *= 2) {
    try {
      return await rename(from, to)
    } catch (error) {
      const held = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error) ?? '')
      if (!held || wait > 640) throw error
      await new Promise((done) => setTimeout(done, wait))
    }
  }
}

/** Makes a rename or a new name in the folder durable. Windows and some network disks cannot; there the rename itself has to do. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => null)
  if (handle === null) return
  await handle.sync().catch(() => undefined)
  await handle.close()
}
