import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import * as blocks from '#engine/testing/fixture-blocks.ts'
import { createTempRuns, given, statesOf, type TempRuns, testInterpreter } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import type { Run } from '#shared/model/run.ts'
import { isFinalBlockRunState } from '#shared/run/apply-run-event.ts'
import { readWholeResult } from './fingerprint/stored-outputs.ts'

/** A pipeline whose middle block waits: what happens meanwhile happens in the middle of the run. */
const withGate = async (temp: TempRuns): Promise<void> => {
  await temp.folder.pipeline({
    uuid: 'train',
    blocks: [
      { uuid: 'first', code: blocks.returns([1, 2]) },
      { uuid: 'gate', upstream: ['first'], code: blocks.waitsForFile(temp.folder.at('go')) },
      { uuid: 'last', upstream: ['first', 'gate'] },
    ],
  })
}

const startAndWait = async (temp: TempRuns): Promise<number> => {
  const runId = await temp.start('train')
  await waitFor(() => temp.logged.some(({ text }) => text === 'started'), 'the block that waits')
  return runId
}

const openGate = async (temp: TempRuns, runId: number): Promise<Run> => {
  await temp.folder.write('go', '')
  return given(await temp.runs.waitFor(temp.project.id, runId))
}

const reasonOf = (run: Run, uuid: string) => run.blockRuns.find(({ blockUuid }) => blockUuid === uuid)?.reason

describe('what goes away while a run needs it', () => {
  it('the interpreter: what has started goes on; later it is named', async () => {
    await using temp = await createTempRuns([])
    const python = temp.folder.at('python')
    await symlink(testInterpreter(), python)
    const interpreterFor = async () => ({ ok: true, value: { path: python, version: null } }) as const
    await using own = await createTempRuns([], { deps: { interpreterFor } })
    await withGate(own)
    const runId = await startAndWait(own)
    await rm(python)
    expect((await openGate(own, runId)).state).toBe('completed')
    await own.runs.closeProject(own.project.id)
    const run = await own.finish('train')
    expect(statesOf(run)).toEqual({ first: 'crashed', gate: 'upstream-failed', last: 'upstream-failed' })
    expect(reasonOf(run, 'first')).toContain(python)
  })

  it('the output of a block: the blocks that read it fail in words', async () => {
    await using temp = await createTempRuns([])
    await withGate(temp)
    const runId = await startAndWait(temp)
    await rm(temp.folder.at(`.pipewright/runs/${runId}/first`), { recursive: true, maxRetries: 5 })
    const run = await openGate(temp, runId)
    expect(statesOf(run)).toEqual({ first: 'completed', gate: 'completed', last: 'failed' })
    expect(reasonOf(run, 'last')).toContain('Run it again')
    expect((await temp.finish('train')).state).toBe('completed')
  })

  it('the folder of a block that runs: it has one again with what it returns', async () => {
    await using temp = await createTempRuns([])
    await withGate(temp)
    const runId = await startAndWait(temp)
    await rm(temp.folder.at(`.pipewright/runs/${runId}/gate`), { recursive: true, maxRetries: 5 })
    const run = await openGate(temp, runId)
    expect(statesOf(run)).toEqual({ first: 'completed', gate: 'completed', last: 'completed' })
    const directory = temp.folder.at(`.pipewright/runs/${runId}/gate/1`)
    expect(await readWholeResult(directory, runId)).toMatchObject({ kind: 'whole' })
  })

  it('.pipewright as a whole: the run ends in words, and the next one starts a new history', async () => {
    await using temp = await createTempRuns([])
    await withGate(temp)
    const runId = await startAndWait(temp)
    await rm(join(temp.project.stateDirectory), { recursive: true, maxRetries: 5 })
    const run = await openGate(temp, runId)
    expect(run.blockRuns.every(({ state }) => isFinalBlockRunState(state))).toBe(true)
    expect(run.state).toBe('failed')
    const next = await temp.finish('train')
    expect(next.state).toBe('completed')
    const list = { projectId: temp.project.id, pipelineUuid: null, states: null, before: null, limit: 50 }
    const stored = given(await temp.runs.list(list))
    expect(stored.every(({ state }) => state !== 'running' && state !== 'queued')).toBe(true)
    expect(stored.map(({ id }) => id)).toContain(next.id)
  })
})

/** Holds the write lock of the history for some seconds, as another program would. */
const holdHistory = async (temp: TempRuns, seconds: number) => {
  const code = `import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute('BEGIN IMMEDIATE')
print('held', flush=True)
time.sleep(float(sys.argv[2]))
connection.execute('ROLLBACK')`
  const path = join(temp.project.stateDirectory, 'history.db')
  const holder = spawn(testInterpreter(), ['-c', code, path, String(seconds)], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  return once(holder, 'exit')
}

describe('a history that another process holds for seconds', () => {
  it('is true once that lets go of it; meanwhile the run and everything else go on', async () => {
    await using temp = await createTempRuns([])
    await withGate(temp)
    const runId = await startAndWait(temp)
    const letGo = await holdHistory(temp, 2)
    const delays = monitorEventLoopDelay({ resolution: 10 })
    delays.enable()
    const run = await openGate(temp, runId)
    delays.disable()
    expect(delays.max / 1e6).toBeLessThan(1_500)
    await letGo
    expect(run.state).toBe('completed')
    await waitFor(async () => {
      const stored = given(await temp.histories.of(temp.project)).run(runId)
      return stored?.state === 'completed' && stored.blockRuns.every(({ state }) => state === 'completed')
    }, 'the whole run in the history')
    expect((await temp.finish('train')).state).toBe('completed')
  })
})
