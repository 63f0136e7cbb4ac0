import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { EngineContext } from '#engine/engine-context.ts'
import type { RecentProject } from '#shared/model/project.ts'
import { ok, type Result } from '#shared/result.ts'
import { createDataFile } from './data-file.ts'

const recentSchema = z.array(z.object({ path: z.string(), name: z.string(), openedAt: z.number() }))

const mostRemembered = 30

export type RecentProjects = {
  /** Newest first. */
  list(): Promise<RecentProject[]>
  note(path: string, name: string): Promise<Result<unknown>>
  forget(path: string): Promise<Result<unknown>>
}

/** Projects opened on this machine. Read anew each time, since another window or the terminal may have opened one. */
export const createRecentProjects = (context: EngineContext): RecentProjects => {
  const file = createDataFile({
    path: join(context.dataDirectory, 'recent-projects.json'),
    schema: recentSchema,
    fallback: [],
    shown: 'the list of recent projects',
    logger: context.logger,
  })
  let last: Promise<unknown> = Promise.resolve()
  const change = (next: (entries: z.infer<typeof recentSchema>) => z.infer<typeof recentSchema>) => {
    const changed = last.then(async () => file.write(next(await file.read()).slice(0, mostRemembered)))
    last = changed
    return changed
  }
  return {
    list: async () => {
      await last
      const entries = await file.read()
      return Promise.all(entries.map(async (entry) => ({ ...entry, exists: await isFolder(entry.path) })))
    },
    note: (path, name) =>
      change((entries) => [{ path, name, openedAt: Date.now() }, ...entries.filter((entry) => entry.path !== path)]),
    forget: (path) => change((entries) => entries.filter((entry) => entry.path !== path)),
  }
}

/** A network drive that does not answer must not keep the welcome page from showing. */
const isFolder = (path: string): Promise<boolean> => {
  const looked = stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  )
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), 500)
  })
  return Promise.race([looked, late]).finally(() => clearTimeout(timer))
}

/** The entry was taken out; what is left. */
export const forgetRecent = async (recent: RecentProjects, path: string): Promise<Result<RecentProject[]>> => {
  const forgotten = await recent.forget(path)
  return forgotten.ok ? ok(await recent.list()) : forgotten
}
