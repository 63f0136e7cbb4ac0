import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A small disk of its own, to be full or read-only on. */
export type TempDisk = AsyncDisposable & {
  readonly path: string
  /** From now on nothing can be written. */
  makeReadOnly(): void
}

/** Whether this process may mount: usually only root on Linux may. Tests that need it say so where they are skipped. */
export const canMountDisks = (): boolean => process.platform === 'linux' && process.getuid?.() === 0 && mayMount()

/** Bit 21 of the process's capabilities is the right to mount; containers often lack it, also for root. */
const mayMount = (): boolean => {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return effective !== undefined && ((BigInt(`0x${effective}`) >> 21n) & 1n) === 1n
}

const run = (command: string, ...args: string[]): void => {
  const done = spawnSync(command, args)
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stderr}`)
}

/** Mounts a disk of `size` (as mount understands it: `256k`). */
export const createTempDisk = async (size: string): Promise<TempDisk> => {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'pipewright-disk-')))
  run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path)
  return {
    path,
    makeReadOnly: () => run('mount', '-o', 'remount,ro', path),
    [Symbol.asyncDispose]: async () => {
      run('umount', path)
      await rm(path, { recursive: true })
    },
  }
}
