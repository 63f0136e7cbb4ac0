import { randomBytes } from 'node:crypto'
import { readFile, rename, unlink } from 'node:fs/promises'
import { isHostAlive } from './process-identity.ts'

/** Files that a host holds by their being there, with its identity in them: they die with it, since who finds one asks whether it lives. */

export const readOr = async (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null)

/** Whether the host named in such a file lives. True for what is no identity: its holder is just writing it. */
export const isHeld = async (content: string): Promise<boolean> => {
  try {
    const { pid, started } = JSON.parse(content) as Record<string, unknown>
    return typeof pid === 'number' && typeof started === 'string' && (await isHostAlive({ pid, started }))
  } catch {
    return true
  }
}

/** Moved aside first: of two hosts that find it abandoned only one moves it, and looks at what it moved. */
export const removeAbandoned = async (path: string, content: string): Promise<void> => {
  const aside = `${path}.${randomBytes(4).toString('hex')}`
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  )
  if (!moved) return
  if ((await readOr(aside)) === content) await unlink(aside)
  else await rename(aside, path)
}
