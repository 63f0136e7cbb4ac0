import { randomUUID } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'

/**
 * Writes a file so that whoever looks, also after a kill, finds all of it or none. Not made durable: for what is written again, or not
 * missed, after a power cut. What must outlive one goes through `writeDurably`.
 */
export const writeWhole = async (path: string, content: string | Uint8Array): Promise<void> => {
  const temporary = `${path}.${randomUUID()}.tmp`
  await writeFile(temporary, content)
  await rename(temporary, path)
}
