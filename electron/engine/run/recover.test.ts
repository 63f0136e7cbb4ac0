import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as blocks from '#engine/testing/fixture-blocks.ts'
import { nextEvent } from '#engine/testing/temp-engine-context.ts'
import { createTempRuns, given, statesOf, type TempRuns } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import { isFinalBlockRunState } from '#shared/run/apply-run-event.ts'
import { blockRunDirectory } from './block-run-directory.ts'
import { ownIdentity } from './process-identity.ts'
import { markedProcesses } from './process-marks.ts'

const hostScript = fileURLToPath(new URL('../testing/run-host.ts', import.meta.url))

/** The same Node as the tests: Node 20 strips no types. */
const canRunTypeScript = Number(process.versions.node.split('.')[0]) >= 23

/** Killed at the end of its test, whatever came of it. */
type Host = AsyncDisposable & { readonly child: ChildProcess; readonly said: () => string }

const startHost = (temp: TempRuns, pipeline: string): Host => {
  const child = spawn(process.execPath, [hostScript, temp.folder.path, pipeline], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout?.on('data', (data) => {
    text += data
  })
  const host: Host = { child, said: () => text, [Symbol.asyncDispose]: () => kill(host) }
  return host
}

const kill = async ({ child }: Pick<Host, 'child'>): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
}

const pipelines = [
  {
    uuid: 'train',
    blocks: [
      { uuid: 'first', code: '@transformer\ndef run(*args, **kwargs):\n    return 1\n' },
      { uuid: 'slow', upstream: ['first'], code: blocks.sleeps(600) },
      { uuid: 'last', upstream: ['slow'] },
    ],
  },
  {
    uuid: 'chain',
    blocks: Array.from({ length: 40 }, (_, index) => ({
      uuid: `b${index}`,
      ...(index === 0 ? {} : { upstream: [`b${index - 1}`] }),
    })),
  },
]

describe('processes that a killed host left behind', () => {
  it('are found by their mark and ended, those of live hosts are not', async () => {
    await using temp = await createTempRuns([{ uuid: 'train', blocks: [{ uuid: 'slow', code: blocks.sleeps(600) }] }])
    const runId = await temp.start('train')
    await waitFor(() => temp.logged.some(({ text }) => text === 'started'), 'the block')
    const leftOver = (mark: string) =>
      spawn('sleep', ['600'], { env: { ...process.env, PIPEWRIGHT_BLOCK_RUN: `${temp.project.id}:${mark}` } })
    const marks = ['99/load/1', 'supervisor/4194305/gone:1', 'session/4194305/gone:1/2']
    const orphans = marks.map(leftOver)
    const { pid, started } = await ownIdentity()
    const living = leftOver(`session/${pid}/${started}/1`)
    await waitFor(async () => (await markedProcesses(temp.project.id)).length >= 6, 'the left-over processes')
    await temp.runs.recover(temp.project)
    await waitFor(() => orphans.every(({ signalCode }) => signalCode === 'SIGKILL'), 'their end')
    expect(living.signalCode).toBeNull()
    living.kill('SIGKILL')
    const input = { projectId: temp.project.id, runId }
    expect(given(await temp.runs.get(input)).state).toBe('running')
    given(await temp.runs.cancel(input))
    expect(given(await temp.runs.waitFor(temp.project.id, runId)).state).toBe('cancelled')
  })
})

describe('a history that is a moment behind the folders', () => {
  it('is set right by what the folders say: what has a result completed, what has none was running', async () => {
    await using temp = await createTempRuns(pipelines)
    const first = await temp.finish('chain')
    const { database } = given(await temp.histories.of(temp.project))
    // As a host leaves it that is killed before it stored what it had done: it says so of three blocks and of the run.
    database.exec("UPDATE runs SET state = 'running', ended_at = NULL, host_pid = 4194305, host_started = 'gone:1'")
    database.exec("UPDATE block_runs SET state = 'queued', attempt = 0, details = '{}' WHERE position >= 37")
    const folder = (uuid: string) =>
      blockRunDirectory(temp.project.stateDirectory, { runId: first.id, blockUuid: uuid, attempt: 1 })
    await rm(join(folder('b38'), 'result.json'))
    await rm(dirname(folder('b39')), { recursive: true })
    await temp.runs.recover(temp.project)
    const run = given(await temp.runs.get({ projectId: temp.project.id, runId: first.id }))
    expect(run.blockRuns.slice(36).map(({ state, attempt }) => [state, attempt])).toEqual([
      ['completed', 1],
      ['completed', 1],
      ['crashed', 1],
      ['cancelled', 0],
    ])
    expect(run.blockRuns[37]?.outputs).toEqual(first.blockRuns[37]?.outputs)
    expect(run.state).toBe('crashed')
  })
})

describe.runIf(canRunTypeScript)('after a host was killed', () => {
  it('its run has crashed, what had finished is kept, and no process of it is left', async () => {
    await using temp = await createTempRuns(pipelines)
    await using host = startHost(temp, 'train')
    await waitFor(() => host.said().split('block-started').length === 3, 'the second block')
    await kill(host)
    await temp.runs.recover(temp.project)
    const run = given(await temp.runs.get({ projectId: temp.project.id, runId: 1 }))
    expect(run.state).toBe('crashed')
    expect(statesOf(run)).toEqual({ first: 'completed', slow: 'crashed', last: 'cancelled' })
    expect(run.blockRuns.every(({ reason, state }) => state === 'completed' || reason !== null)).toBe(true)
    expect(await markedProcesses(temp.project.id)).toEqual([])
    const again = await temp.start('train', { scope: { kind: 'only', block: 'slow' } })
    await temp.runs.cancel({ projectId: temp.project.id, runId: again })
    await temp.runs.waitFor(temp.project.id, again)
  })

  it('the history is true whatever the moment was', async () => {
    await using temp = await createTempRuns(pipelines)
    for (let round = 1; round <= 3; round += 1) {
      await using host = startHost(temp, 'chain')
      const events = Math.floor(Math.random() * 80)
      await waitFor(
        () => host.said().split('\n').length > events || host.child.exitCode !== null,
        `event ${events} of the host`,
      )
      await kill(host)
      await temp.runs.recover(temp.project)
      expect(await markedProcesses(temp.project.id)).toEqual([])
      const list = { projectId: temp.project.id, pipelineUuid: null, states: null, before: null, limit: 50 }
      for (const { id } of given(await temp.runs.list(list))) {
        const run = given(await temp.runs.get({ projectId: temp.project.id, runId: id }))
        expect(['crashed', 'completed']).toContain(run.state)
        expect(run.blockRuns.every(({ state }) => isFinalBlockRunState(state))).toBe(true)
        const order = run.blockRuns.map(({ state }) => state === 'completed')
        expect(order).toEqual([...order].sort((left, right) => Number(right) - Number(left)))
      }
    }
  })

  it('a run of a host that lives stays running, and its end is noticed', async () => {
    await using temp = await createTempRuns([])
    const code = blocks.waitsForFile(temp.folder.at('go'))
    await temp.folder.pipeline({ uuid: 'train', blocks: [{ uuid: 'gate', code }] })
    given(await temp.histories.of(temp.project))
    const noticed = nextEvent(temp.context, 'history.changed')
    await using host = startHost(temp, 'train')
    await waitFor(() => host.said().includes('block-started'), 'the block')
    await noticed
    await temp.runs.recover(temp.project)
    const input = { projectId: temp.project.id, runId: 1 }
    expect(given(await temp.runs.get(input)).state).toBe('running')
    expect(await temp.runs.cancel(input)).toMatchObject({ ok: false, error: { code: 'unsupported' } })
    const ended = nextEvent(temp.context, 'history.changed')
    await temp.folder.write('go', '')
    await ended
    await waitFor(() => host.child.exitCode !== null, 'the end of the host', 25_000)
    expect(given(await temp.runs.get(input)).state).toBe('completed')
  })
})
