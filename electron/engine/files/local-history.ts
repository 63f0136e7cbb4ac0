import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '#engine/project/durable-write.ts'
import { etagOf } from '#engine/project/etag.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { RequestOutput } from '#shared/contract/requests.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { decodeText } from './text-content.ts'

/** Texts kept per file. */
const mostKept = 100

/** `<time>-<first of the etag>.txt`: sorted by name is sorted by time, and the same text is known without reading it. */
const idPattern = /^(\d{13,16})-([0-9a-f]{16})$/

const folderOf = (project: OpenProject, path: string): string =>
  join(project.stateDirectory, 'history-files', createHash('sha256').update(path).digest('hex').slice(0, 32))

/**
 * Keeps a text of a file before it is replaced, unless it is the one kept last. Local history is help, not duty: where it cannot be
 * written, the save goes on, and the caller logs why.
 */
export const keepInHistory = async (project: OpenProject, path: string, bytes: Uint8Array): Promise<Result<null>> => {
  const ready = await project.ensureStateDirectory()
  if (!ready.ok) return ready
  const folder = folderOf(project, path)
  const kept = await listIds(folder)
  const mark = etagOf(bytes).slice(0, 16)
  if (kept[0]?.endsWith(`-${mark}`) === true) return ok(null)
  // Two saves within one millisecond keep their order.
  const time = Math.max(Date.now(), Number(kept[0]?.split('-')[0] ?? 0) + 1)
  const target = join(folder, `${time}-${mark}.txt`)
  const written = await writeDurably(target, bytes, { makeFolders: true, shownPath: `the history of ${path}` })
  if (!written.ok) return written
  await Promise.all(kept.slice(mostKept - 1).map((id) => rm(join(folder, `${id}.txt`), { force: true })))
  return ok(null)
}

/** Earlier texts of a file, newest first. */
export const listHistory = async (project: OpenProject, path: string): Promise<RequestOutput<'file.history'>> => {
  const folder = folderOf(project, path)
  const ids = await listIds(folder)
  return Promise.all(
    ids.map(async (id) => {
      const facts = await stat(join(folder, `${id}.txt`)).catch(() => null)
      return { id, time: Number(id.split('-')[0]), bytes: facts?.size ?? 0 }
    }),
  )
}

/** One earlier text. */
export const readHistory = async (
  project: OpenProject,
  path: string,
  id: string,
): Promise<Result<{ text: string }>> => {
  const gone = () =>
    fail(
      'not-found',
      `Expected an earlier text of ${path}, but it is not kept any more. Choose another one from the list.`,
      { path },
    )
  if (!idPattern.test(id)) return gone()
  const bytes = await readFile(join(folderOf(project, path), `${id}.txt`)).catch(() => null)
  if (bytes === null) return gone()
  const content = decodeText(bytes)
  return content.kind === 'text' ? ok({ text: content.text }) : fail('unreadable-file', content.why, { path })
}

/** A moved file takes its earlier texts along. */
export const moveHistory = async (project: OpenProject, from: string, to: string): Promise<void> => {
  await rename(folderOf(project, from), folderOf(project, to)).catch(() => undefined)
}

const listIds = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder).catch(() => [])
  return names
    .map((name) => name.replace(/\.txt$/, ''))
    .filter((id) => idPattern.test(id))
    .sort()
    .reverse()
}
