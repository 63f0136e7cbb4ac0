import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as blocks from '#engine/testing/fixture-blocks.ts'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { createTempRuns, given, statesOf, type TempRuns } from '#engine/testing/temp-runs.ts'
import type { Run } from '#shared/model/run.ts'
import { blockRunDirectory } from '../block-run-directory.ts'

const load: TempBlock = {
  uuid: 'load',
  type: 'data_loader',
  code: '@data_loader\ndef load(*args, **kwargs):\n    print("loading")\n    return 20\n',
}
const date: TempBlock = {
  uuid: 'date',
  upstream: ['load'],
  code: '@transformer\ndef f(*args, **kwargs):\n    print("date", kwargs["execution_date"])\n    raise ValueError("no")\n',
}
const below: TempBlock = { uuid: 'below', upstream: ['date'] }
const pipeline = [{ uuid: 'train', blocks: [load, date, below] }]
const mended = date.code?.replace('raise ValueError("no")', 'return args[0] + kwargs["add"]') ?? ''

const resume = async (temp: TempRuns, runId: number): Promise<Run> => {
  const resumed = given(await temp.runs.resume({ projectId: temp.project.id, runId }))
  return given(await temp.runs.waitFor(temp.project.id, resumed.runId))
}

describe('going on from a run', () => {
  it('that failed runs the rest in a new run of the same variables and date; what had finished is reused, loaders too', async () => {
    await using temp = await createTempRuns(pipeline)
    const failed = await temp.finish('train', { variables: { add: 1 } })
    expect(failed.state).toBe('failed')
    await temp.folder.write('transformers/date.py', mended)
    const run = await resume(temp, failed.id)
    expect(run).toMatchObject({ id: 2, state: 'completed', resumedFrom: 1, variables: { add: 1 } })
    expect(statesOf(run)).toEqual({ load: 'reused', date: 'completed', below: 'completed' })
    expect(run.blockRuns[2]?.outputs[0]?.summary).toBe('21')
    expect(run.blockRuns[0]?.reason).toBe('Reused because run 1 had finished it.')
    const said = temp.logged.map(({ text }) => text)
    expect(said.filter((text) => text === 'loading')).toHaveLength(1)
    const dates = said.filter((text) => text.startsWith('date '))
    expect(dates).toEqual([dates[0], dates[0]])
    expect(given(await temp.histories.of(temp.project)).run(2)?.resumedFrom).toBe(1)
  })

  it('takes over a block whose code changed meanwhile, and a later run of what changed still knows that it did', async () => {
    const passes = (value: number): string => `@transformer\ndef f(*args, **kwargs):\n    return ${value}\n`
    await using temp = await createTempRuns([
      {
        uuid: 'train',
        blocks: [
          { uuid: 'passes', code: passes(1) },
          { ...date, upstream: ['passes'] },
        ],
      },
    ])
    const failed = await temp.finish('train', { variables: { add: 1 } })
    await temp.folder.write('transformers/passes.py', passes(2))
    await temp.folder.write('transformers/date.py', mended)
    expect(statesOf(await resume(temp, failed.id))).toEqual({ passes: 'reused', date: 'completed' })
    const changed = await temp.finish('train', { variables: { add: 1 }, reuse: true })
    expect(statesOf(changed)).toEqual({ passes: 'completed', date: 'completed' })
    await temp.folder.write('transformers/passes.py', passes(1))
    const back = await temp.finish('train', { variables: { add: 1 }, reuse: true })
    expect(statesOf(back)).toEqual({ passes: 'reused', date: 'reused' })
  })

  it('that was cancelled runs what was cancelled', async () => {
    await using temp = await createTempRuns([{ uuid: 'train', blocks: [load, { ...date, code: blocks.sleeps(600) }] }])
    const runId = await temp.start('train')
    await expect.poll(() => temp.logged.map(({ text }) => text), { timeout: 10_000 }).toContain('started')
    given(await temp.runs.cancel({ projectId: temp.project.id, runId }))
    expect(given(await temp.runs.waitFor(temp.project.id, runId)).state).toBe('cancelled')
    await temp.folder.write('transformers/date.py', blocks.returns(1))
    expect(statesOf(await resume(temp, runId))).toEqual({ load: 'reused', date: 'completed' })
  })

  it('runs what was damaged since, and all that it feeds', async () => {
    await using temp = await createTempRuns([
      { uuid: 'train', blocks: [load, { uuid: 'passes', upstream: ['load'] }, { ...date, upstream: ['passes'] }] },
    ])
    const failed = await temp.finish('train', { variables: { add: 1 } })
    const directory = blockRunDirectory(temp.project.stateDirectory, {
      runId: failed.id,
      blockUuid: 'load',
      attempt: 1,
    })
    await writeFile(join(directory, 'outputs/output_0/data.pickle'), 'damaged')
    await temp.folder.write('transformers/date.py', mended)
    expect(statesOf(await resume(temp, failed.id))).toEqual({
      load: 'completed',
      passes: 'completed',
      date: 'completed',
    })
  })

  it('runs only the children of a dynamic block that had not finished', async () => {
    const parent: TempBlock = {
      uuid: 'parent',
      configuration: { dynamic: true },
      code: '@transformer\ndef f(*args, **kwargs):\n    return [[1, 2, 3]]\n',
    }
    const child = (code: string): TempBlock => ({ uuid: 'child', upstream: ['parent'], code })
    const wrong = '@transformer\ndef f(n, **kwargs):\n    return 1 / (n - 2)\n'
    await using temp = await createTempRuns([{ uuid: 'train', blocks: [parent, child(wrong)] }])
    const failed = await temp.finish('train')
    expect(failed.state).toBe('failed')
    await temp.folder.write('transformers/child.py', wrong.replace('1 /', '1 +'))
    const run = await resume(temp, failed.id)
    expect(statesOf(run)).toEqual({
      parent: 'reused',
      child: 'completed',
      'child:0': 'reused',
      'child:1': 'completed',
      'child:2': 'reused',
    })
  })

  it('that crashed with its host gives what an undisturbed run gives, and runs nothing twice that had finished', async () => {
    await using temp = await createTempRuns([
      {
        uuid: 'train',
        blocks: [
          load,
          { uuid: 'waits', upstream: ['load'], code: blocks.sleeps(600) },
          { uuid: 'last', upstream: ['waits'] },
        ],
      },
    ])
    const host = spawn(
      process.execPath,
      [join(import.meta.dirname, '../../testing/run-host.ts'), temp.folder.path, 'train'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    let said = ''
    host.stdout.on('data', (chunk) => {
      said += chunk
    })
    await expect.poll(() => said.split('block-started').length, { timeout: 20_000 }).toBe(3)
    host.kill('SIGKILL')
    await once(host, 'close')
    await temp.runs.recover(temp.project)
    await temp.folder.write('transformers/waits.py', '@transformer\ndef f(n, **kwargs):\n    return n + 1\n')
    const run = await resume(temp, 1)
    expect(statesOf(run)).toEqual({ load: 'reused', waits: 'completed', last: 'completed' })
    expect(run.blockRuns[2]?.outputs[0]?.summary).toBe('21')
  })

  it('that completed, or goes on, is refused in words', async () => {
    await using temp = await createTempRuns([
      { uuid: 'train', blocks: [{ ...load, code: blocks.sleeps(600).replace('@transformer', '@data_loader') }] },
    ])
    const input = { projectId: temp.project.id, runId: await temp.start('train') }
    expect(await temp.runs.resume(input)).toMatchObject({ ok: false, error: { code: 'run-active' } })
    given(await temp.runs.cancel(input))
    await temp.runs.waitFor(input.projectId, input.runId)
    await temp.folder.write('data_loaders/load.py', load.code ?? '')
    const run = await temp.finish('train')
    const refused = await temp.runs.resume({ ...input, runId: run.id })
    expect(refused.ok ? '' : refused.error.message).toContain('Run 2 completed')
  })
})
