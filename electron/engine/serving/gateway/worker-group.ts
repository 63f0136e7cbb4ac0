import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter } from 'node:path'
import type { Logger } from '#engine/engine-events.ts'
import { readNdjson } from '#engine/run/ndjson.ts'
import { spawnSafely } from '#engine/run/spawn-safely.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { Launch } from '../launch.ts'
import { createModelWorker, type ModelWorker } from './model-worker.ts'
import type { WorkerHub } from './worker-hub.ts'

export type GroupOptions = {
  readonly launch: Launch
  readonly hub: WorkerHub
  readonly logger: Logger
  /** How many workers to fork where the model can be shared. */
  readonly workers: number
  /** Number of the first worker. */
  readonly index: number
  onWorker(worker: ModelWorker): void
  /** The process is gone, and with it all its workers. */
  onEnd(reason: string): void
}

export type Loaded = { readonly isShared: boolean; readonly kind: string; readonly milliseconds: number }

/** A Python process that loaded a version, with its forks. */
export type WorkerGroup = {
  /** Resolves when the model is loaded; fails with why it cannot be, in words. */
  readonly loaded: Promise<Result<Loaded>>
  /** Ends the process and everything below it. */
  dispose(): Promise<void>
}

/** Milliseconds a group may take to end itself before it is killed. */
const goodbyeMs = 3_000
const keptErrorText = 4_000

const spawnGroup = ({ launch }: GroupOptions): ChildProcess =>
  spawn(launch.interpreter, ['-m', 'pipewright_serving'], {
    cwd: launch.pythonDirectory,
    // A session of its own (on Windows a console): Ctrl-C in a terminal reaches the host, which ends in order.
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...launch.environment,
      PYTHONPATH: [launch.pythonDirectory, ...(launch.environment.PYTHONPATH?.split(delimiter) ?? [])].join(delimiter),
    },
  })

const settingsLine = ({ launch, hub, workers, index }: GroupOptions, secret: string): string =>
  `${JSON.stringify({
    name: launch.name,
    version: launch.version,
    directory: launch.directory,
    mlmodel: launch.mlmodel,
    signature: launch.signature,
    example: launch.example,
    project: launch.project,
    predict: launch.predict,
    address: hub.address,
    secret,
    workers,
    index,
  })}\n`

/** Keeps the end of what a process says on stderr, and passes its lines on to the log. */
const keepText = (stream: NodeJS.ReadableStream | null, say: (text: string) => void): (() => string) => {
  let text = ''
  stream?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-keptErrorText)
    say(chunk.toString().trimEnd())
  })
  return () => text.trim()
}

const goneReason = async (child: ChildProcess, errorText: () => string): Promise<string> => {
  try {
    await once(child, 'close')
  } catch (error) {
    return `Python could not be started: ${error instanceof Error ? error.message : String(error)}`
  }
  const how = child.signalCode === null ? `exit code ${child.exitCode}` : `signal ${child.signalCode}`
  const said = errorText().split('\n').at(-1) ?? ''
  return `The process of the model ended with ${how}${said === '' ? '' : `: ${said}`}.`
}

const unstarted = (options: GroupOptions, reason: string): WorkerGroup => {
  queueMicrotask(() => options.onEnd(reason))
  return { loaded: Promise.resolve(fail('environment-missing', reason)), dispose: () => Promise.resolve() }
}

/** Kills one worker by its number: also one that hangs in C code and reads no connection. */
const killer = (child: ChildProcess, index: number) => () => {
  child.stdin?.write(`${JSON.stringify({ command: 'kill', index })}\n`)
}

const listen = (child: ChildProcess, options: GroupOptions, gone: Promise<string>): Promise<Result<Loaded>> =>
  new Promise((resolve) => {
    const { name, version } = options.launch
    void gone.then((reason) => resolve(fail('unsupported', reason)))
    if (child.stdout === null) return
    readNdjson(child.stdout, (record) => {
      if (record.event === 'loaded') {
        const milliseconds = Number(record.milliseconds)
        resolve(ok({ isShared: record.shared === true, kind: String(record.kind), milliseconds }))
      } else if (record.event === 'failed') {
        options.logger.warn('a model could not be served', { name, version, message: record.message })
        resolve(fail('unsupported', String(record.message), { traceback: String(record.traceback ?? '') }))
      } else if (record.event === 'worker-ended') {
        options.logger.warn('a worker ended and was replaced', { name, version, code: record.code })
      }
    })
  })

/** Starts the Python side of one version. It never throws: `loaded` tells where it cannot be. */
export const createWorkerGroup = (options: GroupOptions): WorkerGroup => {
  const { launch, hub, logger } = options
  const child = spawnSafely(launch.interpreter, () => spawnGroup(options))
  if (typeof child === 'string') return unstarted(options, child)
  const secret = hub.expect((connection) => {
    const { warning, index } = connection.hello
    if (warning !== null) logger.warn('the input example could not be predicted', { name: launch.name, warning })
    options.onWorker(createModelWorker(connection, killer(child, index)))
  })
  const errorText = keepText(child.stderr, (text) => logger.info(`${launch.name} v${launch.version}: ${text}`))
  const gone = goneReason(child, errorText).then((reason) => {
    hub.forget(secret)
    options.onEnd(reason)
    return reason
  })
  // Writing to a process that just died is no failure of its own; `gone` tells.
  child.stdin?.on('error', () => undefined)
  const loaded = listen(child, options, gone)
  child.stdin?.write(settingsLine(options, secret))
  return {
    loaded,
    dispose: async () => {
      child.stdin?.end()
      const timer = setTimeout(() => child.kill('SIGKILL'), goodbyeMs)
      await gone
      clearTimeout(timer)
    },
  }
}
