import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { basename, join } from 'node:path'
import type { Terminals } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import type { BlockRunInput } from '#engine/outputs/stored-output.ts'
import { endMarkedProcesses } from '#engine/run/process-marks.ts'
import type { RequestInput } from '#shared/contract/requests.ts'
import type { Terminal } from '#shared/model/terminal.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import {
  directoryOfAttempt,
  runnerEnvironment,
  type SessionPlace,
  type SessionsDependencies,
  sessionPlace,
} from './session-place.ts'
import { type Command, shellCommand } from './shell-command.ts'
import { startTerminal, type TerminalProcess } from './terminal-process.ts'

export type TerminalsCapability = Terminals &
  AsyncDisposable & {
    /** Ends all of a project, with their descendants. */
    closeProject(projectId: string): Promise<void>
  }

type Entry = {
  readonly projectId: string
  terminal: Terminal
  readonly process: TerminalProcess
  /** The end of what it has shown. */
  readonly text: () => string
}

type Prepared = { readonly command: Command; readonly title: string; readonly place: SessionPlace }

/** Characters kept for a page that is loaded anew. */
const keptCharacters = 200_000
/** More are a mistake. */
const mostTerminals = 20

type Parts = { readonly context: EngineContext; readonly deps: SessionsDependencies }

const replCommand = async ({ context, deps }: Parts, input: BlockRunInput): Promise<Result<Prepared>> => {
  const place = await sessionPlace(deps, input.projectId)
  if (!place.ok) return place
  const found = await directoryOfAttempt(deps, input)
  if (!found.ok) return found
  const args = ['-m', 'pipewright_runner.repl', found.value.directory]
  const environment = runnerEnvironment(context, place.value)
  const title = `${input.blockUuid} · run ${input.runId}`
  return ok({ command: { file: place.value.interpreter, args, environment }, title, place: place.value })
}

const prepare = async (parts: Parts, { projectId, what }: RequestInput<'terminal.open'>): Promise<Result<Prepared>> => {
  if (what.kind === 'repl') return replCommand(parts, { ...what, projectId })
  const place = await sessionPlace(parts.deps, projectId)
  if (!place.ok) return place
  const { project, environment } = place.value
  const command = await shellCommand(join(parts.context.dataDirectory, 'shell'), environment)
  const title = basename(command.file).replace(/\.exe$/i, '')
  return ok({ command, title, place: { ...place.value, cwd: project.path } })
}

const noTerminal = fail('not-found', 'This terminal is closed.')

/** Runs a prompt in the terminal this process itself has; its code, once nothing of it is left. */
const attach = async (parts: Parts, input: BlockRunInput): Promise<Result<number>> => {
  const prepared = await replCommand(parts, input)
  if (!prepared.ok) return prepared
  const { command, place } = prepared.value
  // Ctrl+C is for the prompt, which is in the same terminal.
  const ignore = () => undefined
  process.on('SIGINT', ignore)
  const child = spawn(command.file, command.args, { env: command.environment, cwd: place.cwd, stdio: 'inherit' })
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (exitCode) => resolve(exitCode ?? 1))
  })
  process.off('SIGINT', ignore)
  await endMarkedProcesses(input.projectId, (mark) => mark === place.mark)
  return ok(code)
}

type Named = { readonly projectId: string; readonly terminalId: string }

/** The terminals that are open, by id. */
const createEntries = () => {
  const entries = new Map<string, Entry>()
  const find = ({ projectId, terminalId }: Named): Entry | undefined => {
    const entry = entries.get(terminalId)
    return entry?.projectId === projectId ? entry : undefined
  }
  return {
    find,
    add: (entry: Entry) => void entries.set(entry.terminal.id, entry),
    of: (projectId: string) => [...entries.values()].filter((entry) => entry.projectId === projectId),
    act: (named: Named, perform: (entry: Entry) => void): Result<null> => {
      const entry = find(named)
      if (entry === undefined) return noTerminal
      perform(entry)
      return ok(null)
    },
    close: async (isWanted: (entry: Entry) => boolean) => {
      const wanted = [...entries.values()].filter(isWanted)
      for (const { terminal } of wanted) entries.delete(terminal.id)
      await Promise.all(wanted.map((entry) => entry.process.close()))
    },
  }
}

/** Starts the program of a terminal and tells what it shows. */
const startEntry = (
  { events }: EngineContext,
  { projectId, what, size }: RequestInput<'terminal.open'>,
  { command, title, place }: Prepared,
): Result<Entry> => {
  const terminal: Terminal = { id: randomUUID(), title, what, exitCode: null }
  const terminalId = terminal.id
  let text = ''
  const said = (more: string) => {
    text = (text + more).slice(-keptCharacters)
    events.emit('terminal.wrote', { projectId, terminalId, text: more })
  }
  const started = startTerminal({ command, cwd: place.cwd, size, projectId, mark: place.mark, said })
  if (!started.ok) return started
  const entry: Entry = { projectId, terminal, process: started.value, text: () => text }
  void started.value.ended.then((exitCode) => {
    entry.terminal = { ...terminal, exitCode }
    events.emit('terminal.ended', { projectId, terminalId, exitCode })
  })
  return ok(entry)
}

/** The terminals of an engine. */
export const createTerminals = (context: EngineContext, deps: SessionsDependencies): TerminalsCapability => {
  const parts: Parts = { context, deps }
  const entries = createEntries()
  return {
    list: async ({ projectId }) =>
      ok(entries.of(projectId).map((entry) => ({ terminal: entry.terminal, text: entry.text() }))),
    open: async (input) => {
      if (entries.of(input.projectId).length >= mostTerminals)
        return fail('unsupported', `${mostTerminals} terminals are open. Close one first.`)
      const prepared = await prepare(parts, input)
      if (!prepared.ok) return prepared
      const entry = startEntry(context, input, prepared.value)
      if (!entry.ok) return entry
      entries.add(entry.value)
      return ok(entry.value.terminal)
    },
    write: async (input) => entries.act(input, (entry) => entry.process.write(input.text)),
    resize: async (input) => entries.act(input, (entry) => entry.process.resize(input.size)),
    drawn: async (input) => entries.act(input, (entry) => entry.process.drawn(input.characters)),
    close: async (input) => {
      const closed = entries.find(input)
      await entries.close((entry) => entry === closed)
      return ok(null)
    },
    attach: (input) => attach(parts, input),
    closeProject: (projectId) => entries.close((entry) => entry.projectId === projectId),
    [Symbol.asyncDispose]: () => entries.close(() => true),
  }
}
