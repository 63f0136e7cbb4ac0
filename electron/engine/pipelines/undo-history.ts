import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { merge } from 'node-diff3'
import { fail, ok, type Result } from '#shared/result.ts'
import { bytesOrNull, type FileChange, type FolderChange, sameBytes } from './stage.ts'
import { loadYaml } from './yaml-load.ts'

/** A change that was made, as the menu names it. */
export type HistoryEntry = { readonly label: string; readonly change: FolderChange }

/** What can be taken back and made again, per pipeline, while the app lives. Newest last. */
export type UndoHistory = {
  labels(key: string): { undoLabel: string | null; redoLabel: string | null }
  /** A new edit: what was taken back before cannot be made again. */
  push(key: string, entry: HistoryEntry): void
  peek(key: string, way: 'undo' | 'redo'): HistoryEntry | null
  /** The newest entry has been reversed; `reversed` is the way back from there. */
  step(key: string, way: 'undo' | 'redo', reversed: FolderChange): void
  forget(key: string): void
}

/** Snapshots of small files; a hundred of them are some megabytes at most. */
const mostEntries = 100

export const createUndoHistory = (): UndoHistory => {
  const stacks = new Map<string, { undo: HistoryEntry[]; redo: HistoryEntry[] }>()
  const stackOf = (key: string) => {
    const stack = stacks.get(key) ?? { undo: [], redo: [] }
    stacks.set(key, stack)
    return stack
  }
  return {
    labels: (key) => ({
      undoLabel: stacks.get(key)?.undo.at(-1)?.label ?? null,
      redoLabel: stacks.get(key)?.redo.at(-1)?.label ?? null,
    }),
    push: (key, entry) => {
      const stack = stackOf(key)
      stack.undo = [...stack.undo, entry].slice(-mostEntries)
      stack.redo = []
    },
    peek: (key, way) => stackOf(key)[way].at(-1) ?? null,
    step: (key, way, reversed) => {
      const stack = stackOf(key)
      const entry = stack[way].pop()
      if (entry !== undefined) stack[way === 'undo' ? 'redo' : 'undo'].push({ label: entry.label, change: reversed })
    },
    forget: (key) => void stacks.delete(key),
  }
}

/**
 * The change that takes `change` back, seen from the folder as it is now. A file that was edited since keeps those edits: both are
 * merged line by line, and where they touch the same lines the answer is `conflict`, in words.
 */
export const reverseChange = (projectPath: string, change: FolderChange): Result<FolderChange> => {
  const moves = [...change.moves].reverse().map(({ from, to }) => ({ from: to, to: from }))
  for (const { from, to } of moves) {
    if (!existsSync(join(projectPath, from)))
      return conflict(`${from} is not there any more, so it cannot get its old name ${to} back.`)
    if (existsSync(join(projectPath, to)) && from.toLowerCase() !== to.toLowerCase())
      return conflict(`Another file is now at ${to}, where ${from} was before.`)
  }
  const files: FileChange[] = []
  for (const file of change.files) {
    const reversed = reverseFile(projectPath, file)
    if (!reversed.ok) return reversed
    if (reversed.value === null) continue
    const path = change.moves.find((move) => move.to === file.path)?.from ?? file.path
    files.push({ ...reversed.value, path })
  }
  return ok({ moves, files })
}

const conflict = (why: string) =>
  fail('conflict', `${why} Nothing was changed. Make the change by hand, or restore the file from its history.`)

/** Null where the file stays as it is. */
const reverseFile = (projectPath: string, { path, from, to }: FileChange): Result<FileChange | null> => {
  const now = bytesOrNull(join(projectPath, path))
  if (sameBytes(now, to)) return ok({ path, from: now, to: from })
  // A block's file that somebody has worked on since it was created is theirs now.
  if (from === null) return ok(null)
  if (sameBytes(now, from)) return ok(null)
  if (now === null || to === null) return conflict(`${path} was deleted or made anew since.`)
  const merged = mergeTexts(now.toString('utf8'), to.toString('utf8'), from.toString('utf8'))
  if (merged === null) return conflict(`${path} was changed since in the very lines that this would change.`)
  if (path.endsWith('.yaml') && !loadYaml(merged).ok)
    return conflict(`${path} was changed since, and both changes together would break it.`)
  return ok({ path, from: now, to: Buffer.from(merged, 'utf8') })
}

/** What two sides made of the same text, together; null where they meet in the same lines. */
const mergeTexts = (ours: string, base: string, theirs: string): string | null => {
  // Split behind line breaks, so that every line keeps its own kind of break.
  const lines = (text: string) => text.split(/(?<=\n)/)
  const { conflict: meets, result } = merge(lines(ours), lines(base), lines(theirs), { excludeFalseConflicts: true })
  return meets ? null : result.join('')
}
