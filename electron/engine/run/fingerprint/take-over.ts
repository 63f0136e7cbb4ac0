import { constants, linkSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { logFileName } from '../block-run-directory.ts'

/** A hard link costs nothing and outlives the deletion of the other run; where the disk has none, a copy. */
const linkOrCopy = async (from: string, to: string): Promise<void> => {
  try {
    linkSync(from, to)
  } catch {
    await copyFile(from, to, constants.COPYFILE_FICLONE)
  }
}

/** Files after which everything else gets its turn. */
const atOnce = 100

/** Of a dynamic block some thousand folders of a few files are taken over: what each call costs counts, and another thread costs more than the call. */
const takeFolder = async (from: string, to: string, without: ReadonlySet<string>): Promise<void> => {
  mkdirSync(to, { recursive: true })
  for (const [index, entry] of readdirSync(from, { withFileTypes: true }).entries()) {
    if (index % atOnce === atOnce - 1) await setImmediate()
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await takeFolder(source, target, new Set())
    else if (entry.isFile() && !without.has(entry.name)) await linkOrCopy(source, target)
  }
}

/**
 * Makes the block run directory of a reused block run out of the one it is taken from, with a log of its own.
 *
 * @returns false where that fails, because the other run is being deleted or the disk is full: nothing is left of it then, so that the
 * block can run there, and no link leads it into the other run's files
 */
export const takeOver = async (from: string, to: string, words: string): Promise<boolean> => {
  try {
    await setImmediate()
    await takeFolder(from, to, new Set([logFileName]))
    const line = { time: Date.now(), stream: 'engine', level: 'info', text: words }
    writeFileSync(join(to, logFileName), `${JSON.stringify(line)}\n`)
    return true
  } catch {
    await rm(to, { recursive: true, force: true })
    return false
  }
}
