import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { OpenProject } from '#engine/project/open-project.ts'
import { markedProcesses } from '#engine/run/process-marks.ts'
import { createTempRuns, given, type TempRuns, testInterpreter } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import type { TerminalKind } from '#shared/model/terminal.ts'
import { ok } from '#shared/result.ts'
import { createTerminals, type TerminalsCapability } from './terminals.ts'

const size = { columns: 100, rows: 30 }
const code = `import os
@transformer
def change(*args, **kwargs):
    total = 6 * 7
    raise ValueError('no ' + str(total))
`

type Setup = {
  temp: TempRuns
  terminals: TerminalsCapability
  text: (id: string) => string
  ended: Map<string, number>
}

let setup: Setup | null = null

const open = async (project: Partial<OpenProject> = {}): Promise<Setup> => {
  const temp = await createTempRuns([{ uuid: 'fails', blocks: [{ uuid: 'breaks', code }] }], { project })
  const texts = new Map<string, string>()
  const ended = new Map<string, number>()
  temp.context.events.on('terminal.wrote', ({ terminalId, text }) =>
    texts.set(terminalId, (texts.get(terminalId) ?? '') + text),
  )
  temp.context.events.on('terminal.ended', ({ terminalId, exitCode }) => ended.set(terminalId, exitCode))
  const terminals = createTerminals(temp.context, temp.deps)
  setup = { temp, terminals, ended, text: (id) => texts.get(id) ?? '' }
  return setup
}

const start = async ({ temp, terminals }: Setup, what: TerminalKind = { kind: 'shell' }) =>
  given(await terminals.open({ projectId: temp.project.id, what, size }))

const type = async ({ temp, terminals }: Setup, terminalId: string, line: string) =>
  given(await terminals.write({ projectId: temp.project.id, terminalId, text: `${line}\r` }))

const sessions = async ({ temp }: Setup) =>
  (await markedProcesses(temp.project.id)).filter(({ mark }) => mark.startsWith(`${temp.project.id}:session/`))

afterEach(async () => {
  await setup?.terminals[Symbol.asyncDispose]()
  await setup?.temp[Symbol.asyncDispose]()
  setup = null
})

describe.skipIf(process.platform === 'win32')('a shell', () => {
  it('starts in the project folder, as large as the window says, and tells its end', async () => {
    const opened = await open()
    const terminal = await start(opened)
    await type(opened, terminal.id, 'stty size; pwd; exit 3')
    await waitFor(() => opened.ended.get(terminal.id) === 3, 'the shell to end with its code')
    expect(opened.text(terminal.id)).toContain('30 100')
    expect(opened.text(terminal.id)).toContain(opened.temp.project.path)
    const [listed] = given(await opened.terminals.list({ projectId: opened.temp.project.id }))
    expect(listed?.terminal.exitCode).toBe(3)
    expect(listed?.text).toContain('30 100')
  })

  it('takes another size while it lives', async () => {
    const opened = await open()
    const terminal = await start(opened)
    const input = { projectId: opened.temp.project.id, terminalId: terminal.id, size: { columns: 61, rows: 17 } }
    given(await opened.terminals.resize(input))
    await type(opened, terminal.id, 'stty size')
    await waitFor(() => opened.text(terminal.id).includes('17 61'), 'the new size')
  })

  it('is closed together with what it started, also what hides from it', async () => {
    const opened = await open()
    const terminal = await start(opened)
    await type(opened, terminal.id, "setsid sh -c 'trap \"\" HUP TERM; sleep 600' & sleep 600 & echo st''arted")
    await waitFor(() => opened.text(terminal.id).includes('started'), 'the shell to answer')
    await waitFor(async () => (await sessions(opened)).length >= 3, 'all processes to be there')
    given(await opened.terminals.close({ projectId: opened.temp.project.id, terminalId: terminal.id }))
    expect(await sessions(opened)).toEqual([])
  })

  it('waits while the window does not draw, and goes on when it does', async () => {
    const opened = await open()
    const terminal = await start(opened)
    await type(opened, terminal.id, 'yes 0123456789012345678901234567890123456789 | head -c 3000000; echo all sh""own')
    await waitFor(() => opened.text(terminal.id).length > 400_000, 'the first part')
    const { length } = opened.text(terminal.id)
    expect(length).toBeLessThan(2_000_000)
    const drawn = { projectId: opened.temp.project.id, terminalId: terminal.id, characters: 3_500_000 }
    await waitFor(async () => {
      given(await opened.terminals.drawn(drawn))
      return opened.text(terminal.id).includes('all shown')
    }, 'the rest')
  })

  it.runIf(existsSync('/bin/bash'))(
    'has the environment of the project before what start-up files put on the PATH',
    async () => {
      const opened = await open()
      const { path } = opened.temp.folder
      await promisify(execFile)(testInterpreter(), ['-m', 'venv', '--without-pip', join(path, '.venv')])
      await opened.temp.folder.write('home/.bashrc', 'export PATH="/usr/bin:$PATH"; export GREETING=hello\n')
      vi.stubEnv('HOME', join(path, 'home'))
      vi.stubEnv('SHELL', '/bin/bash')
      const interpreterFor = async () => ok({ path: join(path, '.venv', 'bin', 'python'), version: null })
      const terminals = createTerminals(opened.temp.context, { ...opened.temp.deps, interpreterFor })
      const terminal = given(await terminals.open({ projectId: opened.temp.project.id, what: { kind: 'shell' }, size }))
      const text = 'echo $GREETING from $(command -v python)\r'
      given(await terminals.write({ projectId: opened.temp.project.id, terminalId: terminal.id, text }))
      const expected = `hello from ${path}/.venv/bin/python`
      await waitFor(
        () =>
          opened
            .text(terminal.id)
            .replaceAll(/[\r\n]/g, '')
            .includes(expected),
        'the environment',
      )
      await terminals[Symbol.asyncDispose]()
      vi.unstubAllEnvs()
    },
  )

  it('is refused where the folder is not trusted', async () => {
    const opened = await open({ isTrusted: () => false })
    const { temp, terminals } = opened
    const refused = await terminals.open({ projectId: temp.project.id, what: { kind: 'shell' }, size })
    expect(refused).toMatchObject({ ok: false, error: { code: 'not-trusted' } })
    expect(await sessions(opened)).toEqual([])
  })
})

describe.skipIf(process.platform === 'win32')('a prompt where a block failed', () => {
  it('has the variables of the frame, and leaves the block run as it was', async () => {
    const opened = await open()
    const run = await opened.temp.finish('fails')
    const directory = join(opened.temp.project.stateDirectory, 'runs', String(run.id), 'breaks', '1')
    const before = await readdir(directory)
    const what = { kind: 'repl', runId: run.id, blockUuid: 'breaks', attempt: null } as const
    const terminal = await start(opened, what)
    expect(terminal.title).toBe(`breaks · run ${run.id}`)
    await waitFor(() => opened.text(terminal.id).includes('>>> '), 'the prompt', 20_000)
    expect(opened.text(terminal.id)).toContain('ValueError: no 42')
    await type(opened, terminal.id, 'total + 1000')
    await waitFor(() => opened.text(terminal.id).includes('1042'), 'the value of a local variable')
    await type(opened, terminal.id, 'raise SystemExit(0)')
    await waitFor(() => opened.ended.get(terminal.id) === 0, 'the prompt to end')
    expect(await readdir(directory)).toEqual(before)
  })

  it('is refused in words where the block did not run', async () => {
    const opened = await open()
    const what = { kind: 'repl', runId: 99, blockUuid: 'breaks', attempt: null } as const
    const refused = await opened.terminals.open({ projectId: opened.temp.project.id, what, size })
    expect(refused).toMatchObject({ ok: false, error: { code: 'not-found' } })
  })
})
