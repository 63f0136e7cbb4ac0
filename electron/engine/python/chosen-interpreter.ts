import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '#engine/project/durable-write.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { ok, type Result } from '#shared/result.ts'

const choiceSchema = z.object({ interpreter: z.string() })

/** The interpreter the user chose for the project; null where none was. A broken file counts as no choice. */
export const readChosenInterpreter = async (project: Pick<OpenProject, 'stateDirectory'>): Promise<string | null> => {
  const text = await readFile(join(project.stateDirectory, 'environment.json'), 'utf8').catch(() => '')
  try {
    return choiceSchema.parse(JSON.parse(text)).interpreter
  } catch {
    return null
  }
}

/** Remembers the choice in the project's state directory. */
export const writeChosenInterpreter = async (project: OpenProject, interpreter: string): Promise<Result<null>> => {
  const ready = await project.ensureStateDirectory()
  if (!ready.ok) return ready
  const written = await writeDurably(join(ready.value, 'environment.json'), `${JSON.stringify({ interpreter })}\n`)
  return written.ok ? ok(null) : written
}
