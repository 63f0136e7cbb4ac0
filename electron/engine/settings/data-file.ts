import { readFile, rename } from 'node:fs/promises'
import { basename } from 'node:path'
import type { z } from 'zod'
import type { Logger } from '#engine/engine-events.ts'
import { writeDurably } from '#engine/project/durable-write.ts'
import { systemCode } from '#engine/project/file-errors.ts'
import type { Result } from '#shared/result.ts'

type DataFile<Value> = {
  /** What the file says; the fallback where there is none. A damaged file is put aside, so that nothing of it is lost. */
  read(): Promise<Value>
  write(value: Value): Promise<Result<unknown>>
}

type DataFileFacts<Value> = {
  readonly path: string
  readonly schema: z.ZodType<Value>
  readonly fallback: Value
  /** As messages name it: `your settings`. */
  readonly shown: string
  readonly logger: Logger
}

/** A small JSON file of the user's data directory, checked on reading and whole after writing. */
export const createDataFile = <Value>(facts: DataFileFacts<Value>): DataFile<Value> => ({
  read: async () => {
    let text: string
    try {
      text = await readFile(facts.path, 'utf8')
    } catch (error) {
      if (systemCode(error) !== 'ENOENT')
        facts.logger.warn(`${facts.shown} could not be read`, { error: String(error) })
      return facts.fallback
    }
    try {
      return facts.schema.parse(JSON.parse(text))
    } catch (error) {
      const backup = `${facts.path}.damaged-${Date.now()}`
      await rename(facts.path, backup).catch(() => undefined)
      facts.logger.warn(`${facts.shown} could not be understood; defaults are used and the file was put aside`, {
        file: basename(backup),
        error: String(error),
      })
      return facts.fallback
    }
  },
  write: (value) =>
    writeDurably(facts.path, `${JSON.stringify(value, null, 2)}\n`, {
      makeFolders: true,
      mode: 0o600,
      shownPath: facts.shown,
    }),
})
