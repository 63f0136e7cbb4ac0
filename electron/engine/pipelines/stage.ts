import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type AppError, type ErrorCode, fail } from '#shared/result.ts'

/** An edit that cannot be done, in words for the user; ends the whole request without a trace on disk. */
export class EditRefused extends Error {
  readonly error: AppError
  constructor(error: AppError) {
    super(error.message)
    this.error = error
  }
}

/** Ends the request with these words. */
export const refuse = (code: ErrorCode, message: string, details?: Record<string, unknown>): never => {
  const result = fail(code, message, details)
  throw result.ok ? new Error(message) : new EditRefused(result.error)
}

/** One file's way from one content to another; null = no such file. Paths are project-relative. */
export type FileChange = { readonly path: string; readonly from: Buffer | null; readonly to: Buffer | null }
export type FileMove = { readonly from: string; readonly to: string }
/** All that one edit does to the folder: moves first, then contents (at the new paths). */
export type FolderChange = { readonly files: readonly FileChange[]; readonly moves: readonly FileMove[] }

/**
 * The project folder with changes that are not written yet. Edits read and write here, so that several edits see each other and
 * nothing reaches the disk before all of them have succeeded. Synchronous: an edit touches a handful of small files.
 */
export type Stage = {
  exists(path: string): boolean
  read(path: string): string | null
  write(path: string, text: string): void
  move(from: string, to: string): void
  changes(): FolderChange
}

export const createStage = (projectPath: string): Stage => {
  const written = new Map<string, Buffer>()
  const moves: FileMove[] = []
  const onDisk = (path: string): string => moves.reduceRight((at, move) => (at === move.to ? move.from : at), path)
  const isMovedAway = (path: string): boolean => moves.some((move) => move.from === path) && onDisk(path) === path
  const diskBytes = (path: string): Buffer | null =>
    isMovedAway(path) ? null : bytesOrNull(join(projectPath, onDisk(path)))
  return {
    exists: (path) => written.has(path) || (!isMovedAway(path) && existsSync(join(projectPath, onDisk(path)))),
    read: (path) => (written.get(path) ?? diskBytes(path))?.toString('utf8') ?? null,
    write: (path, text) => void written.set(path, Buffer.from(text, 'utf8')),
    move: (from, to) => {
      const content = written.get(from)
      if (content !== undefined && !existsSync(join(projectPath, onDisk(from)))) {
        // Created in this very request: there is nothing on disk to move yet.
        written.delete(from)
        written.set(to, content)
        return
      }
      moves.push({ from, to })
      if (content === undefined) return
      written.delete(from)
      written.set(to, content)
    },
    changes: () => ({
      moves,
      files: [...written]
        .map(([path, to]) => ({ path, from: diskBytes(path), to }))
        .filter(({ from, to }) => from === null || !from.equals(to)),
    }),
  }
}

/** Content of a file, or null where there is none. */
export const bytesOrNull = (path: string): Buffer | null => {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null
    throw error
  }
}

/** Whether two contents, null being no file, are the same. */
export const sameBytes = (one: Buffer | null, other: Buffer | null): boolean =>
  one === null || other === null ? one === other : one.equals(other)

/** True where both paths are one file: a name that differs only in case on a disk that does not tell them apart. */
export const isSameFile = (one: string, other: string): boolean => {
  const a = statSync(one, { throwIfNoEntry: false })
  const b = statSync(other, { throwIfNoEntry: false })
  if (a === undefined || b === undefined || a.ino !== b.ino || a.dev !== b.dev) return false
  return (
    one.toLowerCase() === other.toLowerCase() && !(lstatSync(one).isSymbolicLink() || lstatSync(other).isSymbolicLink())
  )
}
