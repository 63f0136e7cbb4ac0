import { join } from 'node:path'
import type { DebugProtocol } from '@vscode/debugprotocol'
import { deferred } from '#engine/run/deferred.ts'
import type { Breakpoints, DebugMove, DebugSession, DebugVariable } from '#shared/model/debug.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { Adapter } from './adapter.ts'
import { isOwn, readStop, variableOf } from './debug-stop.ts'

export type SessionStart = {
  readonly adapter: Adapter
  readonly session: DebugSession
  readonly projectPath: string
  /** `launch` of the adapter. */
  readonly launch: Readonly<Record<string, unknown>>
  readonly breakpoints: Breakpoints
  changed(session: DebugSession): void
  printed(text: string, stream: 'stdout' | 'stderr'): void
}

export type RunningSession = {
  readonly session: () => DebugSession
  /** Tells the adapter what to run and where to stop; fails in words where it never gets that far. */
  begin(): Promise<Result<null>>
  setBreakpoints(breakpoints: Breakpoints): Promise<void>
  move(move: DebugMove): Promise<Result<null>>
  scopes(frameId: number): Promise<Result<{ name: string; reference: number }[]>>
  variables(reference: number): Promise<Result<DebugVariable[]>>
  evaluate(frameId: number, expression: string): Promise<Result<Omit<DebugVariable, 'name'>>>
  /** Ends everything; the state is `ended` after it. */
  stop(message: string | null): Promise<void>
}

const commands = {
  continue: 'continue',
  pause: 'pause',
  'step-over': 'next',
  'step-into': 'stepIn',
  'step-out': 'stepOut',
} as const satisfies Record<DebugMove, string>

const mostVariables = 500

const missing = (stderr: string): Result<never> =>
  /No module named '?debugpy/.test(stderr)
    ? fail(
        'requirements-missing',
        'The environment of this project has no debugger. Install debugpy there: python -m pip install debugpy',
      )
    : fail('environment-missing', `The debugger ended before it began: ${stderr.trim().split('\n').at(-1) ?? ''}`)

/** What one request after another can be asked of a block that stands still. */
const createQuestions = ({ adapter: { client } }: SessionStart) => ({
  scopes: async (frameId: number) => {
    const answer = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId })
    if (!answer.ok) return answer
    return ok(answer.value.scopes.map(({ name, variablesReference }) => ({ name, reference: variablesReference })))
  },
  variables: async (reference: number) => {
    const args = { variablesReference: reference, count: mostVariables }
    const answer = await client.request<DebugProtocol.VariablesResponse['body']>('variables', args)
    return answer.ok ? ok(answer.value.variables.filter(isOwn).slice(0, mostVariables).map(variableOf)) : answer
  },
  evaluate: async (frameId: number, expression: string) => {
    const args = { frameId, expression, context: 'repl' }
    const answer = await client.request<DebugProtocol.EvaluateResponse['body']>('evaluate', args)
    if (!answer.ok) return answer
    const { result, type, variablesReference } = answer.value
    return ok({ value: result, type: type ?? '', reference: variablesReference })
  },
})

/** The state of a session, told whenever it changes; nothing is told of one that never began. */
const createState = ({ session: first, changed }: SessionStart) => {
  let session = first
  let isTold = false
  return {
    get: () => session,
    change: (next: Partial<DebugSession>) => {
      if (session.state === 'ended') return
      session = { ...session, ...next }
      if (session.state === 'ended' && !isTold) return
      isTold = true
      changed(session)
    },
  }
}

/** Sets the breakpoints of all files; those of files that have none any more are taken away. */
const createBreakpoints = ({ adapter: { client }, projectPath }: SessionStart) => {
  let files: readonly string[] = []
  return async (breakpoints: Breakpoints) => {
    const wanted = Object.keys(breakpoints)
    const all = new Set([...files, ...wanted])
    files = wanted
    const send = (file: string) =>
      client.request('setBreakpoints', {
        source: { path: join(projectPath, file) },
        breakpoints: (breakpoints[file] ?? []).map((line) => ({ line })),
      })
    await Promise.all([...all].map(send))
  }
}

type Heard = {
  initialized(): void
  stopped(body: DebugProtocol.StoppedEvent['body']): void
  continued(): void
  printed(body: DebugProtocol.OutputEvent['body']): void
  terminated(): void
}

const listen = ({ adapter }: SessionStart, heard: Heard): void =>
  adapter.client.onEvent((event, body) => {
    switch (event) {
      case 'initialized':
      case 'continued':
      case 'terminated':
        heard[event]()
        break
      case 'stopped':
        heard.stopped(body as DebugProtocol.StoppedEvent['body'])
        break
      case 'output':
        heard.printed(body as DebugProtocol.OutputEvent['body'])
        break
      default:
        break
    }
  })

/** The order in which debugpy wants to be told: it is ready for breakpoints only once it has begun to launch. */
const introduce = async (
  { adapter, launch, breakpoints }: SessionStart,
  initialized: Promise<void>,
  setBreakpoints: (breakpoints: Breakpoints) => Promise<void>,
): Promise<Result<unknown>> => {
  const { client } = adapter
  const launched = client.request('launch', launch)
  const first = await Promise.race([initialized.then(() => ok(null)), launched])
  if (!first.ok) return first
  await setBreakpoints(breakpoints)
  await client.request('setExceptionBreakpoints', { filters: ['uncaught'] })
  const configured = await client.request('configurationDone')
  return configured.ok ? launched : configured
}

const greeting = {
  adapterID: 'debugpy',
  clientID: 'pipewright',
  pathFormat: 'path',
  supportsVariableType: true,
  linesStartAt1: true,
  columnsStartAt1: true,
}

/** A block under the debugger, from launch to end. */
export const createDebugSession = (start: SessionStart): RunningSession => {
  const { adapter, projectPath } = start
  const { client } = adapter
  const state = createState(start)
  const setBreakpoints = createBreakpoints(start)
  const initialized = deferred<void>()
  // debugpy numbers the main thread 1; one that was never stopped can be paused too.
  let threadId = 1
  let stopping: Promise<void> | null = null

  const stop = (message: string | null): Promise<void> => {
    const end = () => state.change({ state: 'ended', stop: null, message: message ?? state.get().message })
    stopping ??= adapter.dispose().then(end)
    return stopping
  }
  listen(start, {
    initialized: initialized.resolve,
    stopped: (body) => {
      threadId = body.threadId ?? threadId
      const read = readStop(client, projectPath, { reason: body.reason, threadId })
      void read.then((stopped) => state.change({ state: 'stopped', stop: stopped }))
    },
    continued: () => state.change({ state: 'running' }),
    printed: ({ category, output }) => {
      if (category === 'stdout' || category === 'stderr') start.printed(output, category)
    },
    terminated: () => void stop(null),
  })
  // The adapter can end without a word, when somebody kills it.
  void adapter.ended.then(() => stop(null))

  return {
    session: state.get,
    begin: async () => {
      const greeted = await client.request('initialize', greeting)
      if (!greeted.ok) return missing(await adapter.ended)
      state.change({ state: 'starting' })
      const launched = await introduce(start, initialized.promise, setBreakpoints)
      if (!launched.ok) return launched
      if (state.get().state === 'starting') state.change({ state: 'running' })
      return ok(null)
    },
    setBreakpoints,
    move: async (move) => {
      const moved = await client.request(commands[move], { threadId })
      return moved.ok ? ok(null) : moved
    },
    ...createQuestions(start),
    stop,
  }
}
