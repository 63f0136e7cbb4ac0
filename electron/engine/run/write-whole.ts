import { randomUUID } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
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

let temporaries = 0

/** As `writeWhole`, for the few small files a block waits for: handing each to another thread and back would cost more than writing it. */
export const writeWholeNow = (path: string, content: string | Uint8Array): void => {
  temporaries += 1
  const temporary = `${path}.${process.pid}-${temporaries}.tmp`
  writeFileSync(temporary, content)
  renameSync(temporary, path)
}
