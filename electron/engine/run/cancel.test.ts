import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import * as blocks from '#engine/testing/fixture-blocks.ts'
import { createTempRuns, given, statesOf, type TempRuns, testInterpreter } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import { fail } from '#shared/result.ts'
import { projectEnvironment } from './block-environment.ts'
import type { BlockProcesses } from './block-process.ts'
import { createDirectProcesses } from './direct-process.ts'
import { markedProcesses } from './process-marks.ts'

/** Ignores polite ends, and has a grandchild in a session of its own whose parent is gone. */
const stubborn = `@transformer
def run(*args, **kwargs):
    import os, signal, subprocess, sys, time
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            subprocess.Popen([sys.executable, '-c', 'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)'], start_new_session=True)
            time.sleep(600)
        os._exit(0)
    print('ready', flush=True)
    while True:
        time.sleep(600)
`

/** Processes of block runs; the supervisor itself is none. */
const blockProcesses = async (projectId: string) =>
  (await markedProcesses(projectId)).filter(({ mark }) => !mark.includes(':supervisor/'))

const untilReady = (temp: TempRuns) =>
  waitFor(() => temp.logged.some(({ text }) => text === 'ready' || text === 'started'), 'the block to be ready')

describe('cancelling', () => {
  it('ends a block that ignores SIGTERM down to its last detached grandchild before it says cancelled', async () => {
    await using temp = await createTempRuns([
      {
        uuid: 'train',
        blocks: [
          { uuid: 'stubborn', code: stubborn },
          { uuid: 'after', upstream: ['stubborn'] },
        ],
      },
    ])
    const runId = await temp.start('train')
    await untilReady(temp)
    await waitFor(async () => (await blockProcesses(temp.project.id)).length >= 3, 'the detached processes')
    let leftWhenTold: Promise<unknown[]> | null = null
    temp.context.events.on('run.happened', ({ event }) => {
      if (event.kind === 'block-ended' && event.blockUuid === 'stubborn') leftWhenTold = blockProcesses(temp.project.id)
    })
    given(await temp.runs.cancel({ projectId: temp.project.id, runId }))
    const run = given(await temp.runs.waitFor(temp.project.id, runId))
    expect(await leftWhenTold).toEqual([])
    expect(run.state).toBe('cancelled')
    expect(statesOf(run)).toEqual({ stubborn: 'cancelled', after: 'cancelled' })
  })

  it('cancels all runs of a host at once', async () => {
    await using temp = await createTempRuns([{ uuid: 'train', blocks: [{ uuid: 'slow', code: blocks.sleeps(600) }] }])
    const runIds = [await temp.start('train'), await temp.start('train')]
    await waitFor(() => temp.logged.filter(({ text }) => text === 'started').length === 2, 'both blocks')
    expect(temp.runs.activeCount(null)).toBe(2)
    await temp.runs.cancelAll(null)
    expect(temp.runs.activeCount(temp.project.id)).toBe(0)
    for (const runId of runIds)
      expect(given(await temp.runs.get({ projectId: temp.project.id, runId })).state).toBe('cancelled')
    expect(await blockProcesses(temp.project.id)).toEqual([])
  })

  it('leaves no process when the host closes during a run', async () => {
    const temp = await createTempRuns([{ uuid: 'train', blocks: [{ uuid: 'slow', code: stubborn }] }])
    await temp.start('train')
    await untilReady(temp)
    await temp[Symbol.asyncDispose]()
    expect(await markedProcesses(temp.project.id)).toEqual([])
  })
})

describe('a block process that goes wrong', () => {
  it('is told as crashed with its exit code where it ends without a result', async () => {
    await using temp = await createTempRuns([
      {
        uuid: 'train',
        blocks: [
          { uuid: 'silent', code: blocks.diesSilently() },
          { uuid: 'after', upstream: ['silent'] },
        ],
      },
    ])
    const run = await temp.finish('train')
    expect(statesOf(run)).toEqual({ silent: 'crashed', after: 'upstream-failed' })
    expect(run.blockRuns[0]?.reason).toContain('exit code 139')
    expect(run.state).toBe('failed')
  })

  it('is told as crashed where its supervisor dies, and the next run gets a new one', async () => {
    await using temp = await createTempRuns([
      { uuid: 'train', blocks: [{ uuid: 'slow', code: stubborn }] },
      { uuid: 'next', blocks: [{ uuid: 'quick' }] },
    ])
    const runId = await temp.start('train')
    await untilReady(temp)
    const [child] = await blockProcesses(temp.project.id)
    const parent = await parentOf(child?.pid ?? 0)
    process.kill(parent, 'SIGKILL')
    const run = given(await temp.runs.waitFor(temp.project.id, runId))
    expect(run.blockRuns[0]).toMatchObject({ state: 'crashed' })
    expect(run.blockRuns[0]?.reason).toContain('SIGKILL')
    expect(await markedProcesses(temp.project.id)).toEqual([])
    expect((await temp.finish('next')).state).toBe('completed')
  })

  it('never starts where the project has no interpreter: the run is refused in words', async () => {
    await using temp = await createTempRuns([{ uuid: 'train', blocks: [{ uuid: 'quick' }] }], {
      deps: { interpreterFor: async () => fail('environment-missing', 'There is no Python here.') },
    })
    const scope = { kind: 'all' } as const
    const refused = await temp.runs.start({ projectId: temp.project.id, pipelineUuid: 'train', scope, variables: {} })
    expect(refused).toMatchObject({ ok: false, error: { code: 'environment-missing' } })
    expect(given(await temp.runs.latest({ projectId: temp.project.id, pipelineUuid: 'train' }))).toBeNull()
  })

  it('is told as crashed with the name of the interpreter where that cannot be started', async () => {
    await using temp = await createTempRuns([{ uuid: 'train', blocks: [{ uuid: 'quick' }] }], {
      deps: { interpreterFor: async () => ({ ok: true, value: { path: '/nowhere/python', version: null } }) },
    })
    const run = await temp.finish('train')
    expect(run.blockRuns[0]).toMatchObject({ state: 'crashed' })
    expect(run.blockRuns[0]?.reason).toContain('/nowhere/python')
  })
})

describe('the direct way, without a supervisor', () => {
  const runDirectly = async (code: string, use: (temp: TempRuns, processes: BlockProcesses) => Promise<void>) => {
    await using temp = await createTempRuns([{ uuid: 'train', blocks: [{ uuid: 'quick' }] }])
    await temp.finish('train')
    const directory = `${temp.project.stateDirectory}/runs/1/quick/1`
    await temp.folder.write('.pipewright/runs/1/quick/1/code.py', code)
    const processes = createDirectProcesses({
      interpreter: testInterpreter(),
      projectId: temp.project.id,
      pythonDirectory: `${temp.context.resourcesDirectory}/python`,
    })
    await promisify(execFile)('rm', ['-f', `${directory}/result.json`])
    await use(temp, processes)
    await processes.dispose()
  }
  const startIn = async (temp: TempRuns, processes: BlockProcesses, onText: (text: string) => void) => {
    const id = '1/quick/1'
    return processes.start(
      {
        id,
        directory: `${temp.project.stateDirectory}/runs/1/quick/1`,
        cwd: temp.project.path,
        environment: {
          ...(await projectEnvironment(testInterpreter())),
          PIPEWRIGHT_BLOCK_RUN: `${temp.project.id}:${id}`,
        },
        pythonPath: [],
        limits: { memoryBytes: null, cpuSeconds: null, wallSeconds: null, openFiles: null },
      },
      { channel: (channel, stream) => stream.on('data', (data) => channel === 'stdout' && onText(String(data))) },
    )
  }

  it('gives the same results', async () => {
    await runDirectly(
      '@transformer\ndef run(*args, **kwargs):\n    print("direct")\n    return 7\n',
      async (temp, processes) => {
        let text = ''
        const end = await (await startIn(temp, processes, (more) => (text += more))).ended
        expect(end).toMatchObject({ code: 0, signal: null, lost: null })
        expect(text).toContain('direct')
        const result = JSON.parse(await readFile(`${temp.project.stateDirectory}/runs/1/quick/1/result.json`, 'utf8'))
        expect(result).toMatchObject({ state: 'completed', outputs: [{ summary: '7' }] })
      },
    )
  })

  it('ends detached grandchildren too', async () => {
    await runDirectly(stubborn, async (temp, processes) => {
      let text = ''
      const blockProcess = await startIn(temp, processes, (more) => (text += more))
      await waitFor(() => text.includes('ready'), 'the block to be ready')
      blockProcess.cancel(50)
      expect((await blockProcess.ended).signal).toBe('SIGKILL')
      expect(await blockProcesses(temp.project.id)).toEqual([])
    })
  })
})

const parentOf = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}
