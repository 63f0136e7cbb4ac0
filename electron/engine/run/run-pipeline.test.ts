import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
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

  it('takes inputs from outside its scope from the newest run that completed them', async () => {
    await using temp = await createTempRuns(pipeline(load, double))
    await temp.finish('train')
    await temp.folder.write('data_loaders/load.py', '@data_loader\ndef load(*args, **kwargs):\n    return 50\n')
    await temp.finish('train', { scope: { kind: 'only', block: 'load' } })
    const run = await temp.finish('train', { scope: { kind: 'only', block: 'double' } })
    expect(run.blockRuns.map(({ blockUuid, outputs }) => [blockUuid, outputs[0]?.summary])).toEqual([['double', '100']])
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
    expect(temp.logged.map(({ text }) => text)).toEqual(["1 3 prod {'attempts': 0} 1 True"])
    const remembered = await temp.runs.rememberedVariables({ projectId: temp.project.id, pipelineUuid: 'train' })
    expect(given(remembered)).toEqual({ b: 3 })
  })

  it('refuses a folder that is not trusted, without a trace on disk', async () => {
    await using temp = await createTempRuns(pipeline(load), { project: { isTrusted: () => false } })
    const refused = await temp.runs.start({
      projectId: temp.project.id,
      pipelineUuid: 'train',
      scope: { kind: 'all' },
      variables: {},
    })
    expect(refused).toMatchObject({ ok: false, error: { code: 'not-trusted' } })
    await expect(readFile(temp.folder.at('.pipewright/history.db'))).rejects.toThrow('ENOENT')
  })

  it('refuses a pipeline in which blocks wait for each other', async () => {
    await using temp = await createTempRuns(pipeline({ uuid: 'a', upstream: ['b'] }, { uuid: 'b', upstream: ['a'] }))
    const refused = await temp.runs.start({
      projectId: temp.project.id,
      pipelineUuid: 'train',
      scope: { kind: 'all' },
      variables: {},
    })
    expect(refused).toMatchObject({ ok: false, error: { code: 'cycle' } })
  })

  it('fails a block whose file is missing, with the name of the file', async () => {
    await using temp = await createTempRuns(pipeline({ uuid: 'ghost', code: null }))
    const run = await temp.finish('train')
    expect(run.blockRuns[0]).toMatchObject({ state: 'failed' })
    expect(run.blockRuns[0]?.reason).toContain('transformers/ghost.py')
  })

  it('keeps what ran, whatever the file says later', async () => {
    await using temp = await createTempRuns(pipeline(load))
    const run = await temp.finish('train')
    await temp.folder.write('data_loaders/load.py', 'changed')
    const code = given(
      await temp.runs.code({ projectId: temp.project.id, runId: run.id, blockUuid: 'load', attempt: null }),
    )
    expect(code).toEqual({ text: load.code, file: 'data_loaders/load.py', current: 'changed' })
  })

  it('runs blocks whose ids no file system would take as a folder name', async () => {
    const uuids = ['deep/er/block', 'ünïcode ✓', 'Capital', `long_${'x'.repeat(180)}`]
    await using temp = await createTempRuns(
      pipeline(...uuids.map((uuid) => ({ uuid, code: '@transformer\ndef run(*args, **kwargs):\n    return 1\n' }))),
    )
    const run = await temp.finish('train')
    expect(Object.values(statesOf(run))).toEqual(uuids.map(() => 'completed'))
  })

  it('tries a failing block again by its rule, each attempt with its own folder and log', async () => {
    await using temp = await createTempRuns(
      pipeline({
        uuid: 'shaky',
        code: `@transformer
def run(*args, **kwargs):
    attempts = kwargs['retry']['attempts']
    print('attempt', attempts)
    if attempts < 2:
        raise ValueError('not yet')
    return attempts
`,
        entry: { retry_config: { retries: 3, delay: 0.05, max_delay: 60, exponential_backoff: true } },
      }),
    )
    const run = await temp.finish('train')
    expect(run.blockRuns[0]).toMatchObject({ state: 'completed', attempt: 3 })
    const page = given(
      await temp.runs.log({
        projectId: temp.project.id,
        runId: run.id,
        blockUuid: 'shaky',
        minimumLevel: null,
        search: 'attempt',
        fromEnd: false,
        limit: 100,
      }),
    )
    const spoken = page.lines.filter(({ stream }) => stream !== 'stderr' && stream !== 'log')
    expect(spoken.map(({ attempt, text }) => [attempt, text])).toEqual([
      [1, 'attempt 0'],
      [1, 'Attempt 1 of 4 failed (ValueError: not yet); the next one starts in 0.05 s.'],
      [2, 'attempt 1'],
      [2, 'Attempt 2 of 4 failed (ValueError: not yet); the next one starts in 0.1 s.'],
      [3, 'attempt 2'],
    ])
  })

  it('ends a block that takes longer than its timeout', async () => {
    await using temp = await createTempRuns(
      pipeline({ uuid: 'slow', code: blocks.sleeps(600), entry: { timeout: 0.3 } }),
    )
    const run = await temp.finish('train')
    expect(run.blockRuns[0]).toMatchObject({ state: 'failed' })
    expect(run.blockRuns[0]?.reason).toContain('timeout of 0.3 s')
  })

  it('runs a block only where its conditionals hold, and its callbacks after it', async () => {
    await using temp = await createTempRuns(
      pipeline(
        load,
        { uuid: 'guarded', upstream: ['load'], code: '@transformer\ndef run(value, **kwargs):\n    return value\n' },
        { uuid: 'below', upstream: ['guarded'] },
        { uuid: 'free', upstream: ['load'] },
        {
          uuid: 'only_small',
          type: 'conditional',
          upstream: ['guarded'],
          code: '@condition\ndef small(value, **kwargs):\n    return value < kwargs["most"]\n',
        },
        {
          uuid: 'tell',
          type: 'callback',
          upstream: ['guarded'],
          code: "@callback('success')\ndef told(value, **kwargs):\n    print('told', value)\n",
        },
      ),
    )
    const unmet = await temp.finish('train', { variables: { most: 10 } })
    expect(unmet.state).toBe('completed')
    expect(statesOf(unmet)).toEqual({
      load: 'completed',
      guarded: 'condition-failed',
      below: 'condition-failed',
      free: 'completed',
    })
    expect(unmet.blockRuns.find(({ blockUuid }) => blockUuid === 'guarded')?.reason).toContain('only_small')
    const met = await temp.finish('train', { variables: { most: 100 } })
    expect(statesOf(met)).toMatchObject({ guarded: 'completed', below: 'completed' })
    expect(temp.logged.map(({ text }) => text)).toContain('told 20')
  })

  it('refuses dynamic blocks, which it cannot run yet, rather than giving other results', async () => {
    await using temp = await createTempRuns(pipeline({ ...load, configuration: { dynamic: true } }))
    const refused = await temp.runs.start({
      projectId: temp.project.id,
      pipelineUuid: 'train',
      scope: { kind: 'all' },
      variables: {},
    })
    expect(refused).toMatchObject({ ok: false, error: { code: 'unsupported' } })
  })

  it('tells metrics and progress while a block runs, and keeps the metrics', async () => {
    const code = `@transformer
def run(*args, **kwargs):
    logger = kwargs['logger']
    for step in range(3):
        logger.metric(step=step, loss=1 / (step + 1))
    logger.progress(3, 3, 'done')
`
    await using temp = await createTempRuns(pipeline({ uuid: 'train', code }))
    const run = await temp.finish('train')
    expect(run.blockRuns[0]?.metrics.map(({ name, step, value }) => [name, step, value])).toEqual([
      ['loss', 0, 1],
      ['loss', 1, 0.5],
      ['loss', 2, 1 / 3],
    ])
    expect(temp.happened.find(({ event }) => event.kind === 'block-progressed')?.event).toMatchObject({
      progress: { done: 3, total: 3, text: 'done' },
    })
    const stored = given(await temp.histories.of(temp.project)).run(run.id)
    expect(stored?.blockRuns[0]?.metrics).toHaveLength(3)
  })

  it('deletes an ended run with its files', async () => {
    await using temp = await createTempRuns(pipeline(load))
    const run = await temp.finish('train')
    const input = { projectId: temp.project.id, runId: run.id }
    given(await temp.runs.delete(input))
    expect(await temp.runs.get(input)).toMatchObject({ ok: false, error: { code: 'not-found' } })
    await expect(readFile(join(temp.project.stateDirectory, 'runs', String(run.id)))).rejects.toThrow('ENOENT')
  })
})
