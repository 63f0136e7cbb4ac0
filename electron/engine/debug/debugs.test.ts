import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { markedProcesses } from '#engine/run/process-marks.ts'
import { debuggerPython } from '#engine/testing/debugger-python.ts'
import { createTempRuns, given, type TempRuns, testInterpreter } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import type { Breakpoints, DebugSession } from '#shared/model/debug.ts'
import { ok } from '#shared/result.ts'
import { createMessageReader } from './dap-client.ts'
import { createDebugs, type DebugsCapability } from './debugs.ts'

const file = 'transformers/breaks.py'
const code = `print('executed')
def inner(total):
    rows = [total, {'a': 1}]
    return rows[5]

@transformer
def change(data, *args, **kwargs):
    total = sum(data)
    print('total', total)
    return inner(total)
`
const loader = '@data_loader\ndef load(*args, **kwargs):\n    return [1, 2, kwargs["n"]]\n'
const python = await debuggerPython()

type Setup = { temp: TempRuns; debugs: DebugsCapability; told: DebugSession[]; printed: () => string }
let setup: Setup | null = null

const open = async (interpreter: string): Promise<Setup> => {
  const blocks = [
    { uuid: 'load', type: 'data_loader', code: loader },
    { uuid: 'breaks', upstream: ['load'], code },
  ] as const
  const interpreterFor = async () => ok({ path: interpreter, version: null })
  const temp = await createTempRuns([{ uuid: 'fails', variables: { n: 4 }, blocks }], { deps: { interpreterFor } })
  const told: DebugSession[] = []
  let printed = ''
  temp.context.events.on('debug.changed', ({ session }) => told.push(session))
  temp.context.events.on('debug.printed', ({ text }) => {
    printed += text
  })
  const installPackages = async () => ok({ operationId: 'unused' })
  const debugs = createDebugs(temp.context, { ...temp.deps, installPackages })
  setup = { temp, debugs, told, printed: () => printed }
  return setup
}

const start = async ({ temp, debugs }: Setup, breakpoints: Breakpoints = {}) => {
  const { id: runId } = await temp.finish('fails')
  return debugs.start({ projectId: temp.project.id, runId, blockUuid: 'breaks', attempt: null, breakpoints })
}

const stopped = ({ told }: Setup, line: number) =>
  waitFor(
    () => {
      const session = told.at(-1)
      return session?.state === 'stopped' && session.stop?.frames[0]?.line === line && session.stop
    },
    `a stop at line ${line}`,
    30_000,
  )

const processes = async ({ temp }: Setup) =>
  (await markedProcesses(temp.project.id)).filter(({ mark }) => mark.includes(':session/'))

afterEach(async () => {
  await setup?.debugs[Symbol.asyncDispose]()
  await setup?.temp[Symbol.asyncDispose]()
  setup = null
})

describe('the words of the debug protocol', () => {
  it('are read whole, however they are cut', () => {
    const messages = [
      { type: 'event', event: 'ä' },
      { type: 'event', event: 'second' },
    ]
    const bytes = Buffer.concat(
      messages.map((message) => {
        const text = Buffer.from(JSON.stringify(message))
        return Buffer.concat([Buffer.from(`Content-Length: ${text.length}\r\n\r\n`), text])
      }),
    )
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const read: unknown[] = []
      const take = createMessageReader((message) => read.push(message))
      take(bytes.subarray(0, cut))
      take(bytes.subarray(cut))
      expect(read).toEqual(messages)
    }
  })
})

describe('without a debugger in the environment', () => {
  it('says what is missing and how to get it', async () => {
    const opened = await open(testInterpreter())
    const refused = await start(opened)
    expect(refused).toMatchObject({ ok: false, error: { code: 'requirements-missing' } })
    if (!refused.ok) expect(refused.error.message).toContain('pip install debugpy')
    expect(opened.told).toEqual([])
    expect(await processes(opened)).toEqual([])
  })
})

describe.skipIf(python === null)('a block under the debugger', () => {
  it('stops at a breakpoint with its inputs, steps, evaluates, and stops where it fails', async () => {
    const opened = await open(python ?? '')
    const { temp, debugs } = opened
    const { id: projectId } = temp.project
    const runsBefore = temp.happened.length
    given(await start(opened, { [file]: [8] }))
    const first = await stopped(opened, 8)
    expect(first).toMatchObject({ reason: 'breakpoint', frames: [{ file, inProject: true, function: 'change' }] })
    const frameId = first.frames[0]?.id ?? 0
    const [locals] = given(await debugs.scopes({ projectId, frameId }))
    const variables = given(await debugs.variables({ projectId, reference: locals?.reference ?? 0 }))
    expect(variables.find(({ name }) => name === 'data')).toMatchObject({ value: '[1, 2, 4]', type: 'list' })
    expect(given(await debugs.evaluate({ projectId, frameId, expression: "kwargs['n'] * 2" }))).toMatchObject({
      value: '8',
    })
    const wrong = await debugs.evaluate({ projectId, frameId, expression: 'nothing_here' })
    expect(wrong).toMatchObject({ ok: false, error: { code: 'invalid-input' } })

    given(await debugs.move({ projectId, move: 'step-over' }))
    await stopped(opened, 9)
    given(await debugs.breakpoints({ projectId, breakpoints: { [file]: [3] } }))
    given(await debugs.move({ projectId, move: 'continue' }))
    expect((await stopped(opened, 3)).frames.map((frame) => frame.function)).toEqual(['inner', 'change'])
    given(await debugs.move({ projectId, move: 'continue' }))
    const failed = await stopped(opened, 4)
    expect(failed).toMatchObject({ reason: 'exception', text: 'IndexError: list index out of range' })

    given(await debugs.move({ projectId, move: 'continue' }))
    await waitFor(() => opened.told.at(-1)?.state === 'ended', 'the end')
    expect(opened.printed()).toContain('total 7')
    expect(await processes(opened)).toEqual([])
    // The history knows of the run alone, and nothing is left of the session.
    expect(temp.happened.slice(runsBefore).filter(({ event }) => event.kind === 'run-queued')).toHaveLength(1)
    await waitFor(() => !existsSync(join(temp.project.stateDirectory, 'debug', opened.told[0]?.id ?? '')), 'no folder')
  })

  it('debugs the code of now, and says that it is another than that of the run', async () => {
    const opened = await open(python ?? '')
    const { temp, debugs } = opened
    const { id: runId } = await temp.finish('fails')
    await temp.folder.write(file, code.replace('rows[5]', 'rows[0]'))
    const input = { projectId: temp.project.id, runId, blockUuid: 'breaks', attempt: 1, breakpoints: {} }
    const session = given(await debugs.start(input))
    expect(session.message).toContain('has changed since')
    await waitFor(() => opened.told.at(-1)?.state === 'ended', 'the end', 30_000)
    expect(opened.printed()).toContain('breaks completed and returned int 7')
  })

  it('leaves no process when the project is closed while it stands still', async () => {
    const opened = await open(python ?? '')
    given(await start(opened, { [file]: [8] }))
    await stopped(opened, 8)
    expect((await processes(opened)).length).toBeGreaterThanOrEqual(2)
    await opened.debugs.closeProject(opened.temp.project.id)
    expect(await processes(opened)).toEqual([])
    expect(opened.told.at(-1)?.state).toBe('ended')
  })
})
