import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunHost } from '#engine/history/runs-repository.ts'
import { systemCode } from '#engine/project/file-errors.ts'
import { isHeld, readOr, removeAbandoned } from '../host-files.ts'

/** The places of a project's pools, of all hosts together: a window and a terminal share one graphics processor. */
export type PoolSlots = {
  /** Takes a place of a pool; false where other hosts have them all. */
  tryTake(pool: string, size: number): boolean
  /** Gives one back that was taken here. */
  release(pool: string): void
  /** Frees the places of hosts that are gone. */
  clean(): Promise<void>
}

const nameOfSlot = /^pool-[0-9a-f]{16}-\d+$/

/** A place is a file: who makes it has it. Where no file can be made, the block runs: the other limits still hold. */
const take = (path: string, identity: string): 'taken' | 'held' => {
  try {
    const file = openSync(path, 'wx')
    try {
      writeSync(file, identity)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return 'held'
  }
  return 'taken'
}

const makeFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true })
  } catch {
    // What cannot be made is found out when the place is taken.
  }
}

/** @param folder of the project, shared by its hosts */
export const createPoolSlots = (folder: string, host: RunHost): PoolSlots => {
  const identity = JSON.stringify(host)
  const taken = new Map<string, string[]>()
  const pathOf = (pool: string, slot: number) =>
    join(folder, `pool-${createHash('sha256').update(pool).digest('hex').slice(0, 16)}-${slot}`)
  return {
    tryTake: (pool, size) => {
      makeFolder(folder)
      for (let slot = 0; slot < size; slot += 1) {
        const path = pathOf(pool, slot)
        if (take(path, identity) === 'held') continue
        taken.set(pool, [...(taken.get(pool) ?? []), path])
        return true
      }
      return false
    },
    release: (pool) => {
      const path = taken.get(pool)?.pop()
      if (path !== undefined) rmSync(path, { force: true })
    },
    clean: async () => {
      const names = await readdir(folder).catch(() => [])
      for (const name of names.filter((found) => nameOfSlot.test(found))) {
        const path = join(folder, name)
        const content = await readOr(path)
        if (content !== null && !(await isHeld(content))) await removeAbandoned(path, content)
      }
    },
  }
}
