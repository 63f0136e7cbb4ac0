import { readFile, rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import * as blocks from '#engine/testing/fixture-blocks.ts'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { createTempRuns, given, statesOf } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import type { Run } from '#shared/model/run.ts'
import { applyRunEvent } from '#shared/run/apply-run-event.ts'
import { blockRunDirectory } from './block-run-directory.ts'

const pipeline = (...list: TempBlock[]) => [{ uuid: 'train', blocks: list }]
const load: TempBlock = {
  uuid: 'load',
  type: 'data_loader',
  code: '@data_loader\ndef load(*args, **kwargs):\n    print("hello")\n    return 20\n',
}
const double: TempBlock = {
  uuid: 'double',
  upstream: ['load'],
  code: '@transformer\ndef double(value, **kwargs):\n    return value * 2\n',
}

describe('a run', () => {
  it('runs its blocks in order and hands on what they return', async () => {
    await using temp = await createTempRuns(pipeline(load, double))
    const run = await temp.finish('train')
    expect(statesOf(run)).toEqual({ load: 'completed', double: 'completed' })
    expect(run.state).toBe('completed')
    expect(run.blockRuns[1]?.outputs[0]?.summary).toBe('40')
    expect(temp.logged.map(({ text }) => text)).toEqual(['hello'])
  })

  it('stores what the events fold to, under the same numbers', async () => {
    await using temp = await createTempRuns(pipeline(load, double))
    const run = await temp.finish('train')
    let folded: Run | null = null
    for (const { event, seq } of temp.happened) folded = applyRunEvent(folded, event, seq)
    expect(folded).toEqual(run)
    const history = given(await temp.histories.of(temp.project))
    expect(history.run(run.id)).toEqual(run)
    expect(temp.happened.map(({ seq }) => seq)).toEqual(temp.happened.map((_, index) => index + 1))
  })

  it('gives a block with several outputs to the next one as a list', async () => {
    await using temp = await createTempRuns(
      pipeline(
        { uuid: 'many', code: '@transformer\ndef many(*args, **kwargs):\n    return [1, 2, 3]\n' },
        { uuid: 'sum', upstream: ['many'], code: '@transformer\ndef run(values, **kwargs):\n    return sum(values)\n' },
      ),
    )
    const run = await temp.finish('train')
    expect(run.blockRuns.map(({ outputs }) => outputs.map(({ name }) => name))).toEqual([
      ['output_0', 'output_1', 'output_2'],
      ['output_0'],
    ])
    expect(run.blockRuns[1]?.outputs[0]?.summary).toBe('6')
  })

  it('stops only what lies downstream of a failure, and says whose fault it is', async () => {
    await using temp = await createTempRuns(
      pipeline(
        { uuid: 'bad', code: blocks.fails('no such column') },
        { uuid: 'after', upstream: ['bad'] },
        { uuid: 'far', upstream: ['after'] },
        { uuid: 'good' },
        { uuid: 'after_good', upstream: ['good'] },
      ),
    )
    const run = await temp.finish('train')
    expect(statesOf(run)).toEqual({
      bad: 'failed',
      after: 'upstream-failed',
      far: 'upstream-failed',
      good: 'completed',
      after_good: 'completed',
    })
    expect(run).toMatchObject({ state: 'failed', reason: '"bad" failed: ValueError: no such column', blocksFailed: 1 })
    const byUuid = new Map(run.blockRuns.map((blockRun) => [blockRun.blockUuid, blockRun]))
    expect(byUuid.get('far')?.reason).toContain('because "bad" failed')
    expect(byUuid.get('bad')?.error?.frames.at(-1)).toMatchObject({ file: 'transformers/bad.py', inProject: true })
    const engineLines = temp.logged.filter(({ stream }) => stream === 'engine').map(({ text }) => text)
    expect(engineLines).toEqual(['Not run because of this: "after", "far".'])
  })

  it('runs branches at once, but no more blocks than there are places', async () => {
    const gate = (name: string) => `@transformer
def run(*args, **kwargs):
    import os, time
    folder = kwargs['repo_path']
    open(folder + '/${name}.started', 'w').close()
    while not os.path.exists(folder + '/go'):
        time.sleep(0.005)
`
    await using temp = await createTempRuns(
      pipeline({ uuid: 'a', code: gate('a') }, { uuid: 'b', code: gate('b') }, { uuid: 'c', code: gate('c') }),
      { deps: { settings: () => ({ maxParallelBlocks: 2, warmInterpreter: true }) } },
    )
    const runId = await temp.start('train')
    await waitFor(() => readFile(temp.folder.at('a.started')).catch(() => null), 'block a to start')
    await waitFor(() => readFile(temp.folder.at('b.started')).catch(() => null), 'block b to start')
    const live = given(await temp.runs.get({ projectId: temp.project.id, runId }))
    expect(statesOf(live)).toEqual({ a: 'running', b: 'running', c: 'queued' })
    await temp.folder.write('go', '')
    const run = given(await temp.runs.waitFor(temp.project.id, runId))
    expect(run.state).toBe('completed')
  })

  it('gives the place of a block on when its process is gone, not before', async () => {
    const counts = `
import atexit, os, time
@transformer
def count(*args, **kwargs):
    repo_path = kwargs['repo_path']
    mine = os.path.join(repo_path, f'lives-{os.getpid()}')
    open(mine, 'w').close()
    atexit.register(lambda: (time.sleep(0.02), os.unlink(mine)))
    return sum(name.startswith('lives-') for name in os.listdir(repo_path))
`
    const names = Array.from({ length: 12 }, (_, index) => `b${index}`)
    await using temp = await createTempRuns(pipeline(...names.map((uuid) => ({ uuid, code: counts }))), {
      deps: { settings: () => ({ maxParallelBlocks: 2, warmInterpreter: true }) },
    })
    const run = await temp.finish('train')
    const seen = run.blockRuns.map(({ outputs }) => Number(outputs[0]?.summary))
    expect(seen).toHaveLength(12)
    expect(Math.max(...seen)).toBe(2)
  })

  it('takes inputs from outside its scope from the newest run that completed them', async () => {
    await using temp = await createTempRuns(pipeline(load, double))
    await temp.finish('train')
    await temp.folder.write('data_loaders/load.py', '@data_loader\ndef load(*args, **kwargs):\n    return 50\n')
    await temp.finish('train', { scope: { kind: 'only', block: 'load' } })
    const run = await temp.finish('train', { scope: { kind: 'only', block: 'double' } })
    expect(run.blockRuns.map(({ blockUuid, outputs }) => [blockUuid, outputs[0]?.summary])).toEqual([['double', '100']])
  })

  it('tells of each block the newest run in which it ran', async () => {
    await using temp = await createTempRuns(pipeline(load, double))
    const of = { projectId: temp.project.id, pipelineUuid: 'train', blocks: ['load', 'double', 'nobody'] }
    expect(given(await temp.runs.newestOfBlocks(of))).toEqual([])
    const whole = await temp.finish('train')
    await temp.folder.write('data_loaders/load.py', '@data_loader\ndef load(*args, **kwargs):\n    return 1 / 0\n')
    const failed = await temp.finish('train')
    expect(statesOf(failed)).toEqual({ load: 'failed', double: 'upstream-failed' })
    expect(given(await temp.runs.newestOfBlocks(of))).toEqual([
      { blockUuid: 'load', runId: failed.id },
      { blockUuid: 'double', runId: whole.id },
    ])
  })

  it('says what to run first where an input was never made or its files are gone', async () => {
    await using temp = await createTempRuns(pipeline(load, double))
    const scope = { kind: 'only', block: 'double' } as const
    const input = { projectId: temp.project.id, pipelineUuid: 'train', scope, variables: {} }
    const never = await temp.runs.start(input)
    expect(never).toMatchObject({ ok: false, error: { code: 'invalid-input', details: { runFirst: ['load'] } } })
    const run = await temp.finish('train')
    const attempt = { runId: run.id, blockUuid: 'load', attempt: 1 }
    await rm(blockRunDirectory(temp.project.stateDirectory, attempt), { recursive: true })
    const gone = await temp.runs.start(input)
    expect(gone.ok ? '' : gone.error.message).toContain(`"load", but its files of run ${run.id} are gone`)
    expect(
      given(
        await temp.runs.list({ projectId: temp.project.id, pipelineUuid: null, states: null, before: null, limit: 9 }),
      ),
    ).toHaveLength(1)
  })

  it('gives variables in the order of Mage and remembers those given', async () => {
    const code = `@transformer
def run(*args, **kwargs):
    print(kwargs['a'], kwargs['b'], kwargs['env'], kwargs['retry'], kwargs['pipeline_run_id'], kwargs['ds'] == kwargs['execution_date'].date().isoformat())
`
    await using temp = await createTempRuns([
      { uuid: 'train', blocks: [{ uuid: 'show', code }], variables: { a: 1, b: 2, env: 'file' } },
    ])
    await temp.finish('train', { variables: { b: 3 } })
    expect(temp.logged.map(({ text }) => text)).toEqual(["1 3 prod {'attempts': 1} 1 True"])
    const remembered = await temp.runs.rememberedVariables({ projectId: temp.project.id, pipelineUuid: 'train' })
    expect(given(remembered)).toEqual({ b: 3 })
  })
})
