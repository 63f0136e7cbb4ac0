import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pass } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import type { RunEvent } from '#shared/model/run-event.ts'
import { isFinalBlockRunState } from '#shared/run/apply-run-event.ts'
import { launchApp, type RunningApp } from './support/app.ts'
import { processesMarked } from './support/processes.ts'
import { emptyFolder, mageProject, type SpecProject } from './support/project.ts'
import { type Workbench, workbench } from './support/workbench.ts'

const kills = 10
/** From the start of a run to beyond its end. */
const spanMilliseconds = 2500

const loader = (body: string) => `@data_loader\ndef load(*args, **kwargs):\n${body}`
const transformer = (body: string) => `@transformer\ndef change(data, *args, **kwargs):\n${body}`
const hides = `
    import subprocess, sys, time
    subprocess.Popen([sys.executable, '-c', 'import os, time; os.setsid(); os.fork(); time.sleep(600)'])
    time.sleep(0.3)
    return data + ' middle'
`
const waits = `    import time\n    time.sleep(0.6)\n    return data + ' last'\n`

const blocks = [
  { uuid: 'first', type: 'data_loader', upstream: [], code: loader("    return 'first'\n") },
  { uuid: 'middle', type: 'transformer', upstream: ['first'], code: transformer(hides) },
  { uuid: 'last', type: 'transformer', upstream: ['middle'], code: transformer(waits) },
]
const values: Readonly<Record<string, string>> = { first: 'first', middle: 'first middle', last: 'first middle last' }

/** Ends the whole app at once, as a power cut would. */
const killApp = async (app: RunningApp): Promise<void> => {
  const main = app.electron.process()
  const gone = once(main, 'exit')
  main.kill('SIGKILL')
  await gone
}

/** What the window was told: `run/block` of completed blocks. */
const noteCompleted = async (bench: Workbench): Promise<Set<string>> => {
  const completed = new Set<string>()
  await bench.page.exposeFunction('noteEvent', (runId: number, event: RunEvent) => {
    if (event.kind === 'block-ended' && event.state === 'completed') completed.add(`${runId}/${event.blockUuid}`)
  })
  await bench.page.evaluate(() => {
    const note = Reflect.get(window, 'noteEvent') as (runId: number, event: unknown) => void
    window.bridge?.subscribe('run.happened', ({ runId, event }) => note(runId, event))
  })
  return completed
}

/** Saves one file over and over, all of one letter, so that half a save would show. */
const saveForever = (bench: Workbench, projectId: string): Promise<void> =>
  bench.page.evaluate((id) => {
    const save = async (turn: number, expected: string | null): Promise<void> => {
      const text = (turn % 2 === 0 ? 'a' : 'b').repeat(200_000)
      const saved = await window.bridge?.request('file.save', { projectId: id, path: 'notes.txt', text, expected })
      if (saved?.ok) await save(turn + 1, saved.value.etag)
    }
    void window.bridge
      ?.request('file.read', { projectId: id, path: 'notes.txt' })
      .then((read) => save(0, read.ok ? read.value.etag : null))
  }, projectId)

/** Every run is over, every completed block has its output, and what the window was told is still so. */
const expectHistory = async (bench: Workbench, told: ReadonlySet<string>): Promise<readonly string[]> => {
  const projectId = await bench.projectId()
  const asked = { projectId, pipelineUuid: null, states: null, before: null, limit: 100 }
  const list = await bench.request('run.list', asked)
  const completed: string[] = []
  for (const { id } of list) {
    const run = await bench.request('run.get', { projectId, runId: id })
    expect(['crashed', 'completed']).toContain(run.state)
    for (const blockRun of run.blockRuns) {
      expect(isFinalBlockRunState(blockRun.state)).toBe(true)
      if (blockRun.state !== 'completed') continue
      completed.push(`${id}/${blockRun.blockUuid}`)
      const place = { projectId, runId: id, blockUuid: blockRun.blockUuid, attempt: blockRun.attempt }
      const { preview } = await bench.request('output.preview', { ...place, output: blockRun.outputs[0]?.name ?? '' })
      expect(preview).toMatchObject({ kind: 'text', text: values[blockRun.blockUuid] })
    }
    if (run.state === 'completed') expect(run.blockRuns.every(({ state }) => state === 'completed')).toBe(true)
  }
  for (const one of told) expect(completed).toContain(one)
  return list.map(({ state }) => state)
}

const expectNoTornFile = async (project: SpecProject, pipelineBefore: string): Promise<void> => {
  expect(await project.read('pipelines/hard/metadata.yaml')).toBe(pipelineBefore)
  expect(await project.read('notes.txt').catch(() => '')).toMatch(/^(a{200000}|b{200000})?$/)
  const stored = await readdir(project.at('.pipewright'), { recursive: true, withFileTypes: true })
  const files = stored.filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
  for (const file of files) JSON.parse(await readFile(join(file.parentPath, file.name), 'utf8'))
  const check =
    'import sqlite3; print(sqlite3.connect(".pipewright/history.db").execute("pragma integrity_check").fetchone()[0])'
  const { stdout } = await promisify(execFile)('python3', ['-c', check], { cwd: project.path })
  expect(stdout.trim()).toBe('ok')
}

test('killed ten times during a run: no process is left, history is right and no file is torn', async () => {
  test.setTimeout(150_000)
  await using data = await emptyFolder('data')
  await using project = await mageProject('hard', blocks)
  const pipelineBefore = await project.read('pipelines/hard/metadata.yaml')
  const told = new Set<string>()
  let found = 0
  for (let turn = 0; turn < kills; turn += 1) {
    await using app = await launchApp({ folder: project.path, dataDirectory: data.path })
    const bench = workbench(app.page)
    await expect(bench.block('last')).toBeVisible()
    const projectId = await bench.projectId()
    await expectHistory(bench, told)
    await bench.request('project.trust', { projectId })
    const completed = await noteCompleted(bench)
    await saveForever(bench, projectId)
    await bench.request('run.start', { projectId, pipelineUuid: 'hard', scope: { kind: 'all' }, variables: {} })
    // The only wait that is no fact: the moment of the crash is meant to be any.
    const moment = Math.round(((turn + Math.random()) / kills) * spanMilliseconds)
    await test.step(`kill after ${moment} ms`, () => pass(moment))
    found += (await processesMarked(`PIPEWRIGHT_BLOCK_RUN=${projectId}:${turn + 1}/`)).length
    await killApp(app)
    for (const one of completed) told.add(one)
    await expect.poll(() => processesMarked(`PIPEWRIGHT_BLOCK_RUN=${projectId}:`), { timeout: 8000 }).toEqual([])
    await expectNoTornFile(project, pipelineBefore)
  }
  expect(found).toBeGreaterThan(0)
  await using app = await launchApp({ folder: project.path, dataDirectory: data.path })
  const bench = workbench(app.page)
  await expect(bench.block('last')).toBeVisible()
  const states = await expectHistory(bench, told)
  expect(states).toHaveLength(kills)
  expect(states).toContain('crashed')
  await bench.run()
  await expect(bench.block('last')).toHaveAccessibleName(/completed/, { timeout: 30_000 })
})

test('unsaved text survives a crash', async () => {
  await using data = await emptyFolder('data')
  await using project = await mageProject('hard', blocks)
  {
    await using app = await launchApp({ folder: project.path, dataDirectory: data.path })
    const bench = workbench(app.page)
    await bench.openCode('first')
    await bench.typeAtEnd('# never saved')
    const projectId = await bench.projectId()
    await expect
      .poll(async () => (await bench.request('file.journalled', { projectId })).map(({ text }) => text))
      .toEqual([`${loader("    return 'first'\n")}# never saved`])
    await killApp(app)
  }
  await using app = await launchApp({ folder: project.path, dataDirectory: data.path })
  const bench = workbench(app.page)
  await expect(app.page.getByRole('tab', { name: /first\.py/ })).toBeVisible()
  await expect(bench.code).toContainText('# never saved')
  expect(await project.read('data_loaders/first.py')).toBe(loader("    return 'first'\n"))
  await app.page.keyboard.press('Control+S')
  await expect.poll(() => project.read('data_loaders/first.py')).toContain('# never saved')
})
