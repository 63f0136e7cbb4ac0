import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '#engine/project/durable-write.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { RequestOutput } from '#shared/contract/requests.ts'
import { etagSchema } from '#shared/model/ids.ts'
import { ok, type Result } from '#shared/result.ts'

const entrySchema = z.object({ path: z.string(), text: z.string(), etag: etagSchema.nullable(), time: z.number() })
type Entry = z.infer<typeof entrySchema>

const folderOf = (project: OpenProject): string => join(project.stateDirectory, 'journal')

/** One file per edited path; the name is a hash, since paths may be longer than names can be. */
const fileOf = (project: OpenProject, path: string): string =>
  join(folderOf(project), `${createHash('sha256').update(path).digest('hex').slice(0, 32)}.json`)

/** Keeps unsaved text so that it survives a crash: on disk when this resolves. */
export const writeJournal = async (project: OpenProject, entry: Omit<Entry, 'time'>): Promise<Result<null>> => {
  const ready = await project.ensureStateDirectory()
  if (!ready.ok) return ready
  const text = JSON.stringify({ ...entry, time: Date.now() } satisfies Entry)
  const shownPath = `the unsaved text of ${entry.path}`
  const written = await writeDurably(fileOf(project, entry.path), text, { makeFolders: true, mode: 0o600, shownPath })
  return written.ok ? ok(null) : written
}

/** Forgets unsaved text: it was saved or given up. */
export const clearJournal = async (project: OpenProject, path: string): Promise<void> => {
  await rm(fileOf(project, path), { force: true }).catch(() => undefined)
}

/** Forgets unsaved text that is saved now; text typed since then stays. */
export const forgetSavedText = async (project: OpenProject, path: string, text: string): Promise<void> => {
  const entry = await readEntry(fileOf(project, path))
  if (entry?.text === text) await clearJournal(project, path)
}

/** All unsaved text that was kept, newest first. A damaged entry is passed over. */
export const readJournal = async (project: OpenProject): Promise<RequestOutput<'file.journalled'>> => {
  const names = await readdir(folderOf(project)).catch(() => [])
  const entries = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readEntry(join(folderOf(project), name))),
  )
  return entries.filter((entry) => entry !== null).sort((a, b) => b.time - a.time)
}

const readEntry = async (path: string): Promise<Entry | null> => {
  try {
    return entrySchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}
