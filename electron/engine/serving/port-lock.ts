import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '#engine/project/durable-write.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { isHostAlive, ownIdentity } from '#engine/run/process-identity.ts'

const noteSchema = z.object({
  host: z.object({ pid: z.number(), started: z.string() }),
  hostKind: z.enum(['window', 'terminal']),
  model: z.string(),
})

const noteFile = (project: OpenProject, port: number): string =>
  join(project.stateDirectory, 'serving', `port-${port}.json`)

/** Notes who serves on a port, so that another host of this project can say so. */
export const notePort = async (
  project: OpenProject,
  port: number,
  facts: { readonly hostKind: 'window' | 'terminal'; readonly model: string },
): Promise<void> => {
  const path = noteFile(project, port)
  await mkdir(join(project.stateDirectory, 'serving'), { recursive: true })
  await writeDurably(path, `${JSON.stringify({ host: await ownIdentity(), ...facts })}\n`)
}

export const forgetPort = (project: OpenProject, port: number): Promise<void> =>
  rm(noteFile(project, port), { force: true })

const hosts = { window: 'The window of Pipewright', terminal: 'pipewright serve in a terminal' } as const

/** Which other host of this project serves on a port, in words; null where it is none of them. */
export const whoServes = async (project: OpenProject, port: number): Promise<string | null> => {
  try {
    const note = noteSchema.parse(JSON.parse(await readFile(noteFile(project, port), 'utf8')))
    if (note.host.pid === process.pid || !(await isHostAlive(note.host))) return null
    return `${hosts[note.hostKind]} (process ${note.host.pid}) serves "${note.model}" on port ${port} already. Stop it there, or choose another port.`
  } catch {
    return null
  }
}
