import { createRequire } from 'node:module'
import type { IPty } from '@lydell/node-pty'
import { endMarkedProcesses } from '#engine/run/process-marks.ts'
import type { TerminalSize } from '#shared/model/terminal.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { Command } from './shell-command.ts'

export type TerminalStart = {
  readonly command: Command
  readonly cwd: string
  readonly size: TerminalSize
  readonly projectId: string
  /** In the environment of the command; by it all its descendants are found. */
  readonly mark: string
  said(text: string): void
}

export type TerminalProcess = {
  write(text: string): void
  resize(size: TerminalSize): void
  drawn(characters: number): void
  /** Ends it with all its descendants; more than once is fine. */
  close(): Promise<void>
  /** Exit code, once no process of it is left. */
  readonly ended: Promise<number>
}

const require = createRequire(import.meta.url)

/** Milliseconds within which output is put together: a screen shows no more than 60 pictures a second. */
const togetherMs = 12
/** Characters sent and not drawn at which the program has to wait, and at which it goes on. */
const most = 400_000
const enough = 100_000
/** Milliseconds a shell has to write its history. */
const graceMs = 700

/** Puts output together, and stops the program while the window draws slower than it writes. */
const createOutput = (pty: IPty, said: (text: string) => void) => {
  let waiting = ''
  let undrawn = 0
  let isPaused = false
  let timer: NodeJS.Timeout | null = null
  const flush = () => {
    timer = null
    const text = waiting
    waiting = ''
    if (text === '') return
    undrawn += text.length
    said(text)
    if (undrawn > most && !isPaused) {
      isPaused = true
      pty.pause()
    }
  }
  return {
    take: (text: string) => {
      waiting += text
      timer ??= setTimeout(flush, togetherMs)
    },
    drawn: (characters: number) => {
      undrawn = Math.max(0, undrawn - characters)
      if (!isPaused || undrawn > enough) return
      isPaused = false
      pty.resume()
    },
    end: () => {
      if (timer !== null) clearTimeout(timer)
      flush()
    },
  }
}

const spawnPty = ({ command, cwd, size }: TerminalStart): Result<IPty> => {
  try {
    // Required, not imported: packed into the archive of the app it is no ES module. At first use: a machine without its compiled part
    // still runs everything else.
    const { spawn }: typeof import('@lydell/node-pty') = require('@lydell/node-pty')
    const environment = { ...command.environment, TERM: 'xterm-256color', COLORTERM: 'truecolor' }
    const options = { name: 'xterm-256color', cols: size.columns, rows: size.rows, cwd, env: environment }
    return ok(spawn(command.file, [...command.args], options))
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    return fail('unsupported', `No terminal could be started with ${command.file}: ${words}`)
  }
}

const never = () => undefined

/** Calls what may throw because the process has just ended. */
const ifAlive = (call: () => void): void => {
  try {
    call()
  } catch {
    never()
  }
}

/** Starts a program in a pseudo-terminal of its own. */
export const startTerminal = (start: TerminalStart): Result<TerminalProcess> => {
  const spawned = spawnPty(start)
  if (!spawned.ok) return spawned
  const pty = spawned.value
  const output = createOutput(pty, start.said)
  pty.onData(output.take)
  const exited = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)))
  const endDescendants = () => endMarkedProcesses(start.projectId, (mark) => mark === start.mark)
  const ended = exited.then(async (code) => {
    output.end()
    await endDescendants()
    return code
  })
  const close = async () => {
    ifAlive(() => pty.resume())
    ifAlive(() => pty.kill())
    let timer: NodeJS.Timeout | undefined
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, graceMs)
    })
    await Promise.race([exited, late])
    clearTimeout(timer)
    await endDescendants()
    await ended
  }
  return ok({
    write: (text) => ifAlive(() => pty.write(text)),
    resize: ({ columns, rows }) => ifAlive(() => pty.resize(columns, rows)),
    drawn: output.drawn,
    close,
    ended,
  })
}
