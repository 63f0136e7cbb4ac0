import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { endMarkedProcesses } from '#engine/run/process-marks.ts'
import { spawnSafely } from '#engine/run/spawn-safely.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { createDapClient, type DapClient } from './dap-client.ts'

export type AdapterStart = {
  readonly interpreter: string
  readonly environment: Readonly<Record<string, string>>
  readonly cwd: string
  readonly projectId: string
  readonly mark: string
}

/** A running debug adapter of Python. */
export type Adapter = {
  readonly client: DapClient
  /** Resolves with what it said on stderr, once its process is gone. */
  readonly ended: Promise<string>
  /** Ends it, the block and all its descendants. */
  dispose(): Promise<void>
}

const keptErrorText = 8_000
/** Milliseconds the adapter has to end the block in order. */
const goodbyeMs = 1_500

const errorText = (child: ChildProcess): (() => string) => {
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-keptErrorText)
  })
  return () => text
}

const killTree = (child: ChildProcess): void => {
  if (child.pid === undefined) return
  // Windows tells no environment of others: the tree is ended from above.
  if (process.platform === 'win32')
    execFile('taskkill', ['/PID', String(child.pid), '/T', '/F'], { windowsHide: true }, () => undefined)
  else child.kill('SIGKILL')
}

const within = async (promise: Promise<unknown>, milliseconds: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([promise, late])
  clearTimeout(timer)
}

/** Starts debugpy's adapter. It speaks over its own pipes: no port is open to other users of the machine. */
export const startAdapter = (start: AdapterStart): Result<Adapter> => {
  const child = spawnSafely(start.interpreter, () =>
    spawn(start.interpreter, ['-m', 'debugpy.adapter'], {
      cwd: start.cwd,
      env: start.environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    }),
  )
  if (typeof child === 'string' || child.stdout === null || child.stdin === null)
    return fail('environment-missing', typeof child === 'string' ? child : 'The debugger could not be started.')
  const stderr = errorText(child)
  const ended = once(child, 'close').then(stderr, String)
  const client = createDapClient(child.stdout, child.stdin)
  return ok({
    client,
    ended,
    dispose: async () => {
      await within(client.request('disconnect', { terminateDebuggee: true }), goodbyeMs)
      killTree(child)
      await endMarkedProcesses(start.projectId, (mark) => mark === start.mark)
      await ended
    },
  })
}
