import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter } from 'node:path'
import { Readable } from 'node:stream'
import type {
  BlockProcess,
  BlockProcessEnd,
  BlockProcesses,
  BlockProcessListener,
  BlockStart,
} from './block-process.ts'
import { endMarkedProcesses } from './process-marks.ts'
import { spawnSafely } from './spawn-safely.ts'

export type DirectProcessOptions = {
  readonly interpreter: string
  readonly projectId: string
  /** `resources/python`. */
  readonly pythonDirectory: string
}

const controlFd = 3

const spawnBlock = (start: BlockStart, options: DirectProcessOptions): ChildProcess =>
  spawn(options.interpreter, ['-m', 'pipewright_runner', start.directory], {
    cwd: start.cwd,
    // A process group of its own, so that one signal reaches all of it.
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: {
      ...start.environment,
      PYTHONPATH: [options.pythonDirectory, ...start.pythonPath].join(delimiter),
      PYTHONUNBUFFERED: '1',
      PIPEWRIGHT_FRAMES: '1',
      PIPEWRIGHT_CONTROL_FD: String(controlFd),
    },
  })

const signalGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined) return
  if (process.platform === 'win32') {
    // Windows has no polite end for a console process without a window; /T takes the whole tree.
    execFile('taskkill', ['/PID', String(child.pid), '/T', '/F'], { windowsHide: true }, () => undefined)
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group is gone already.
  }
}

const failedStart = (words: string): BlockProcessEnd => ({
  code: null,
  signal: null,
  peakMemoryBytes: null,
  leftovers: 0,
  breach: null,
  lost: words,
})

const endOf = async (
  child: ChildProcess,
  start: BlockStart,
  options: DirectProcessOptions,
): Promise<BlockProcessEnd> => {
  const closed = once(child, 'close')
  try {
    await Promise.race([once(child, 'exit'), closed])
  } catch (error) {
    closed.catch(() => undefined)
    return failedStart(`The interpreter ${options.interpreter} could not be started: ${String(error)}.`)
  }
  // Descendants can outlive the block and hold its pipes open: only without them the channels end.
  const leftovers = await endMarkedProcesses(options.projectId, (id) => id === start.id)
  await closed
  return { code: child.exitCode, signal: child.signalCode, peakMemoryBytes: null, leftovers, breach: null, lost: null }
}

/** Starts every block in an interpreter of its own: where there is no `fork`, and where the supervisor cannot be had. */
export const createDirectProcesses = (options: DirectProcessOptions): BlockProcesses => {
  const running = new Set<BlockProcess>()
  let isDisposed = false

  const start = (blockStart: BlockStart, listener: BlockProcessListener): BlockProcess => {
    const child = spawnSafely(options.interpreter, () => spawnBlock(blockStart, options))
    if (typeof child === 'string')
      return { watchesLimits: false, cancel: () => undefined, ended: Promise.resolve(failedStart(`${child}.`)) }
    const ended = endOf(child, blockStart, options)
    if (child.stdout !== null) listener.channel('stdout', child.stdout)
    if (child.stderr !== null) listener.channel('stderr', child.stderr)
    const control = child.stdio[controlFd]
    if (control instanceof Readable) listener.channel('control', control)
    let killTimer: NodeJS.Timeout | null = null
    const cancel = (graceMs: number) => {
      signalGroup(child, graceMs > 0 ? 'SIGTERM' : 'SIGKILL')
      killTimer ??= setTimeout(() => {
        signalGroup(child, 'SIGKILL')
      }, graceMs)
    }
    const blockProcess: BlockProcess = { watchesLimits: false, cancel, ended }
    running.add(blockProcess)
    void ended.finally(() => {
      if (killTimer !== null) clearTimeout(killTimer)
      running.delete(blockProcess)
    })
    return blockProcess
  }

  return {
    start,
    isUsable: () => !isDisposed,
    // Each block has an interpreter of its own: there is nothing to load into.
    preload: () => undefined,
    idle: async () => {
      await Promise.all([...running].map((blockProcess) => blockProcess.ended))
    },
    dispose: async () => {
      isDisposed = true
      const all = [...running]
      for (const blockProcess of all) blockProcess.cancel(0)
      await Promise.all(all.map((blockProcess) => blockProcess.ended))
    },
  }
}
