import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter } from 'node:path'
import type { Logger } from '#engine/engine-events.ts'
import type { BlockLimits } from '#engine/run/limits/block-limits.ts'
import { type Breach, breachSchema } from '#engine/run/limits/breach.ts'
import { readNdjson } from '#engine/run/ndjson.ts'
import { markVariable } from '#engine/run/process-marks.ts'
import { spawnSafely } from '#engine/run/spawn-safely.ts'

export type RunnerHostOptions = {
  readonly interpreter: string
  /** `resources/python`. */
  readonly pythonDirectory: string
  /** Where the runner is kept compiled; the user's own. */
  readonly bytecodeDirectory: string
  readonly projectId: string
  /** Names the host process, so that a later one can tell whether the supervisor is an orphan. */
  readonly owner: string
  /** As in a shell where the interpreter's environment is active; block processes inherit it. */
  readonly environment: Readonly<Record<string, string>>
  readonly logger: Logger
}

export type RunnerCommand =
  | {
      readonly command: 'start'
      readonly id: string
      readonly directory: string
      readonly socket: string
      /** Laid over the environment of the supervisor; null removes a variable. */
      readonly environment: Readonly<Record<string, string | null>>
      readonly cwd: string
      readonly pythonPath: readonly string[]
      readonly limits: BlockLimits
      /** Nobody waits to hear that it was forked. */
      readonly quiet: boolean
    }
  | { readonly command: 'cancel'; readonly id: string; readonly graceMs: number }
  | { readonly command: 'preload'; readonly modules: readonly string[] }

/** What the supervisor says of one block run. */
export type RunnerEvent =
  | {
      readonly event: 'exited'
      readonly id: string
      readonly code: number | null
      readonly signal: string | null
      readonly peakMemoryBytes: number | null
      readonly leftovers: number
      readonly breach: Breach | null
    }
  | { readonly event: 'error'; readonly id: string; readonly message: string }

/** The warm supervisor of one project and interpreter: a Python process outside the host that forks block processes. */
export type RunnerHost = {
  send(command: RunnerCommand): void
  onEvent(listener: (event: RunnerEvent) => void): void
  /** Resolves when it takes commands; true at once where it already does. False where it ended before. */
  readonly ready: Promise<boolean>
  /** Resolves with why, once the process is gone. */
  readonly gone: Promise<string>
  readonly pid: number | undefined
  isAlive(): boolean
  /** Says goodbye: the supervisor ends its descendants and itself. */
  dispose(): Promise<void>
}

/** Milliseconds a supervisor may take to end itself before it is killed. */
const goodbyeMs = 5_000
/** Milliseconds an interpreter may take to start; a file server or a virus scanner can be slow the first time. */
const readyMs = 30_000
const keptErrorText = 4_000

/** Bytes the supervisor wants for marks of its forks; with less it starts itself anew to get them. */
const markRoom = 400

/** The mark of a supervisor, and of forks too young to have their own. */
export const supervisorMark = ({ projectId, owner }: Pick<RunnerHostOptions, 'projectId' | 'owner'>): string =>
  `${projectId}:supervisor/${owner}`

const noteContainment = (record: Record<string, unknown>, logger: Logger): void => {
  if (record.event === 'containment')
    logger.info('blocks with a limit of memory are held by', { way: String(record.way) })
}

/** What the user may say of how blocks are held together. */
const containmentVariables = (): Record<string, string> =>
  Object.fromEntries(
    ['PIPEWRIGHT_CGROUP', 'PIPEWRIGHT_CONTAINMENT'].flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )

const spawnSupervisor = (options: RunnerHostOptions): ChildProcess =>
  spawn(options.interpreter, ['-m', 'pipewright_runner.supervisor'], {
    cwd: options.pythonDirectory,
    // A session of its own: Ctrl-C in a terminal reaches the host, which cancels in order. On Windows a console of its own does that.
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...options.environment,
      ...containmentVariables(),
      PYTHONPATH: [options.pythonDirectory, ...(options.environment.PYTHONPATH?.split(delimiter) ?? [])].join(
        delimiter,
      ),
      PIPEWRIGHT_BYTECODE: options.bytecodeDirectory,
      // Forks show the environment their supervisor was started with, until they write their own mark over it: hence the room.
      [markVariable]: supervisorMark(options).padEnd(markRoom),
    },
  })

const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null)

const runnerEvent = (record: Record<string, unknown>): RunnerEvent | null => {
  const { event, id } = record
  if (typeof id !== 'string') return null
  switch (event) {
    case 'exited':
      return {
        event,
        id,
        code: numberOrNull(record.code),
        signal: record.signal === null || record.signal === undefined ? null : String(record.signal),
        peakMemoryBytes: numberOrNull(record.peakMemoryBytes),
        leftovers: numberOrNull(record.leftovers) ?? 0,
        breach: breachSchema.safeParse(record.breach).data ?? null,
      }
    case 'error':
      return { event, id, message: String(record.message ?? 'no reason given') }
    default:
      return null
  }
}

const keepText = (stream: NodeJS.ReadableStream | null): (() => string) => {
  let text = ''
  stream?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-keptErrorText)
  })
  return () => text.trim()
}

const goneReason = async (child: ChildProcess, errorText: () => string): Promise<string> => {
  try {
    await once(child, 'close')
  } catch (error) {
    return `it could not be started: ${error instanceof Error ? error.message : String(error)}`
  }
  const how = child.signalCode === null ? `exit code ${child.exitCode}` : `signal ${child.signalCode}`
  const said = errorText().split('\n').at(-1) ?? ''
  return said === '' ? how : `${how}: ${said}`
}

const deadHost = (reason: string): RunnerHost => ({
  send: () => undefined,
  onEvent: () => undefined,
  ready: Promise.resolve(false),
  gone: Promise.resolve(reason),
  pid: undefined,
  isAlive: () => false,
  dispose: () => Promise.resolve(),
})

/** Starts a supervisor. It never throws: `gone` tells where the interpreter cannot be started. */
export const createRunnerHost = (options: RunnerHostOptions): RunnerHost => {
  const child = spawnSafely(options.interpreter, () => spawnSupervisor(options))
  if (typeof child === 'string') return deadHost(child)
  const listeners = new Set<(event: RunnerEvent) => void>()
  let isAlive = true
  const gone = goneReason(child, keepText(child.stderr)).then((reason) => {
    isAlive = false
    options.logger.info('a supervisor ended', { interpreter: options.interpreter, reason })
    return reason
  })
  // Writing to a supervisor that just died is no failure of its own; `gone` tells.
  child.stdin?.on('error', () => undefined)
  const ready = new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), readyMs)
    void gone.then(() => resolve(false))
    void gone.then(() => clearTimeout(timer))
    if (child.stdout === null) return
    readNdjson(child.stdout, (record) => {
      if (record.event === 'ready') {
        clearTimeout(timer)
        resolve(true)
      }
      noteContainment(record, options.logger)
      const event = runnerEvent(record)
      if (event !== null) for (const listener of listeners) listener(event)
    })
  })
  return {
    send: (command) => {
      if (isAlive) child.stdin?.write(`${JSON.stringify(command)}\n`)
    },
    onEvent: (listener) => {
      listeners.add(listener)
    },
    ready,
    gone,
    get pid() {
      return child.pid
    },
    isAlive: () => isAlive,
    dispose: async () => {
      child.stdin?.end(`${JSON.stringify({ command: 'exit' })}\n`)
      const timer = setTimeout(() => child.kill('SIGKILL'), goodbyeMs)
      await gone
      clearTimeout(timer)
    },
  }
}
