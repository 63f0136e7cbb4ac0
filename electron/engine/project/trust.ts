import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { EngineContext } from '#engine/engine-context.ts'
import type { Result } from '#shared/result.ts'
import { writeDurably } from './durable-write.ts'

const trustedFile = z.object({ version: z.literal(1), folders: z.array(z.string()) })

/** Folders whose code may run, by real path. Kept with the user's data, never in the folder, which could otherwise trust itself. */
export type Trust = {
  isTrusted(realPath: string): boolean
  trust(realPath: string): Promise<Result<unknown>>
  /** Takes up what another window or the terminal trusted meanwhile. */
  reload(): Promise<void>
}

/** Reads `<dataDirectory>/trusted.json` on `reload`; a damaged file means that nothing is trusted. */
export const createTrust = (context: EngineContext): Trust => {
  const path = join(context.dataDirectory, 'trusted.json')
  let folders: ReadonlySet<string> = new Set()
  const reload = async () => {
    folders = await readTrusted(path, context)
  }
  return {
    isTrusted: (realPath) => folders.has(realPath),
    reload,
    trust: async (realPath) => {
      await reload()
      const next = new Set([...folders, realPath])
      const text = `${JSON.stringify({ version: 1, folders: [...next].sort() }, null, 2)}\n`
      const written = await writeDurably(path, text, {
        makeFolders: true,
        mode: 0o600,
        shownPath: 'the list of trusted folders',
      })
      if (written.ok) folders = next
      return written
    },
  }
}

const readTrusted = async (path: string, context: EngineContext): Promise<ReadonlySet<string>> => {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return new Set()
  try {
    return new Set(trustedFile.parse(JSON.parse(text)).folders)
  } catch (error) {
    context.logger.warn('the list of trusted folders could not be read; no folder is trusted', { error: String(error) })
    return new Set()
  }
}
