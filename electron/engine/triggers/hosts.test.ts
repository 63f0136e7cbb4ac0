import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHistories } from '#engine/history/history.ts'
import { createTempEngineContext } from '#engine/testing/temp-engine-context.ts'
import { createTempProject, type TempProject } from '#engine/testing/temp-project.ts'
import { given, openTempProject } from '#engine/testing/temp-runs.ts'
import { createTempTriggers, triggerOf } from '#engine/testing/temp-triggers.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import { saveTriggerText } from './edit-triggers.ts'

const root = join(import.meta.dirname, '..', '..', '..')
let project: TempProject
let data: TempProject
let hosts: ChildProcess[] = []

beforeEach(async () => {
  project = await createTempProject([{ uuid: 'train', blocks: [{ uuid: 'one', type: 'custom' }] }])
  data = await createTempProject([], 'data')
  const trigger = triggerOf({ when: { kind: 'interval', seconds: 1 }, missed: 'all' })
  const save = { pipelineUuid: 'train', old: null, trigger, now: Date.now() }
  const texts = given(saveTriggerText({ triggers: null, extras: null }, save))
  await project.write('pipelines/train/triggers.yaml', texts.triggers ?? '')
  await project.write('pipelines/train/triggers.pipewright.yaml', texts.extras ?? '')
})
afterEach(async () => {
  for (const host of hosts) host.kill('SIGKILL')
  await Promise.all(
    hosts.map((host) => host.exitCode ?? host.signalCode ?? new Promise((done) => host.once('exit', done))),
  )
  hosts = []
  await project.remove()
  await data.remove()
})

/** `pipewright schedule`, as a person starts it. */
const schedule = () => {
  const child = spawn(process.execPath, [join(root, 'electron', 'cli.ts'), 'schedule', project.path, '--trust'], {
    env: { ...process.env, PIPEWRIGHT_DATA_DIRECTORY: data.path },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  hosts.push(child)
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, ended, output: () => output, fired: () => output.split(' started run ').length - 1 }
}

/** Fires of the whole story, with how many runs each has. */
const readFires = async () => {
  await using context = await createTempEngineContext()
  const histories = createHistories(context)
  const { database } = given(await histories.of(openTempProject(project.path)))
  const fires = database
    .prepare('SELECT execution_date, state, run_id FROM trigger_fires ORDER BY execution_date')
    .all()
    .map((row) => ({ date: Number(row.execution_date), state: String(row.state), runId: Number(row.run_id) }))
  const runs = database.prepare('SELECT count(*) AS count FROM runs').get()?.count
  await histories.dispose()
  return { fires, runs: Number(runs) }
}

const expectEachOnce = ({ fires, runs }: Awaited<ReturnType<typeof readFires>>) => {
  const first = fires[0]?.date ?? 0
  expect(fires.map(({ date }) => (date - first) / 1000)).toEqual(fires.map((_, index) => index))
  const started = fires.filter(({ state }) => state === 'started')
  expect(new Set(started.map(({ runId }) => runId)).size).toBe(started.length)
  expect(runs).toBe(started.length)
}

describe('two hosts on one folder', () => {
  it('never fire twice for the same date, and leave none out', async () => {
    const both = [schedule(), schedule()]
    await waitFor(() => both.reduce((sum, host) => sum + host.fired(), 0) >= 6, 'six fires', 40_000)
    for (const { child } of both) child.kill('SIGINT')
    expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([130, 130])
    const found = await readFires()
    expect(found.fires.length).toBeGreaterThanOrEqual(6)
    expectEachOnce(found)
  }, 60_000)
})

describe('a host that is killed', () => {
  it('at any moment leaves no date without its one run', async () => {
    for (const killAfterMs of [350, 777, 1_234]) {
      const host = schedule()
      await waitFor(() => host.fired() >= 1, `a fire, but it said: ${host.output()}`, 30_000)
      // A moment that nobody chose, relative to the fires: that is the point of this test.
      await new Promise((resolve) => setTimeout(resolve, killAfterMs))
      host.child.kill('SIGKILL')
      await host.ended
    }
    const last = schedule()
    await waitFor(() => last.fired() >= 1, 'a fire', 30_000)
    last.child.kill('SIGINT')
    await last.ended
    expectEachOnce(await readFires())
  }, 120_000)

  it('between due and started has its fire started by the next host, once', async () => {
    await using at = await createTempTriggers()
    const { project: open, histories } = at.temp
    await at.save(triggerOf({ when: { kind: 'event' } }))
    const history = given(await histories.of(open))
    const gone = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    hosts.push(gone)
    const host = { pid: gone.pid ?? 0, started: 'boot:of-a-process-that-is-gone' }
    const exited = new Promise((resolve) => gone.once('exit', resolve))
    gone.kill('SIGKILL')
    await exited
    const fire = { key: 'at:1', executionDate: 1, firedAt: 1, state: 'due', reason: null, event: {}, host } as const
    history.triggerFires.claim({ ...fire, pipelineUuid: 'train', triggerName: 'nightly' })
    await Promise.all([at.look(), at.look()])
    await at.look()
    expect(await at.ended()).toMatchObject([{ state: 'completed', origin: { kind: 'trigger', name: 'nightly' } }])
  })
})
