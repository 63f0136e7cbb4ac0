import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as blocks from '#engine/testing/fixture-blocks.ts'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { createTempRuns, given, statesOf } from '#engine/testing/temp-runs.ts'

const pipeline = (...list: TempBlock[]) => [{ uuid: 'train', blocks: list }]
const load: TempBlock = {
  uuid: 'load',
  type: 'data_loader',
  code: '@data_loader\ndef load(*args, **kwargs):\n    print("hello")\n    return 20\n',
}

const notes: TempBlock = {
  uuid: 'notes',
  code: `import os

@transformer
def write(*args, **kwargs):
    for name in ('notes.txt', 'params.json', 'report.html', 'rows.csv'):
        open(os.path.join(os.environ['PIPEWRIGHT_ARTIFACTS'], name), 'w').write('x')
`,
}

describe('a run', () => {
  it('keeps files of any kind that a block leaves as artifacts', async () => {
    await using temp = await createTempRuns(pipeline(notes))
    const run = await temp.finish('train')
    expect(run.state).toBe('completed')
    expect(run.blockRuns[0]?.artifacts.map(({ name, kind }) => [name, kind]).sort()).toEqual([
      ['notes.txt', 'file'],
      ['params.json', 'file'],
      ['report.html', 'html'],
      ['rows.csv', 'table'],
    ])
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

  it('refuses to run all of a pipeline some of whose blocks it cannot read', async () => {
    await using temp = await createTempRuns(pipeline(load, { uuid: 'strange', entry: { type: 'ai' } }))
    const start = { projectId: temp.project.id, pipelineUuid: 'train', variables: {} }
    const refused = await temp.runs.start({ ...start, scope: { kind: 'all' } })
    expect(refused).toMatchObject({ ok: false, error: { code: 'unsupported' } })
    expect(refused.ok || refused.error.message).toContain('"strange"')
    expect(statesOf(await temp.finish('train', { scope: { kind: 'only', block: 'load' } }))).toEqual({
      load: 'completed',
    })
  })

  it('fails a block whose file is missing, with the name of the file', async () => {
    await using temp = await createTempRuns(pipeline({ uuid: 'ghost', code: null }))
    const run = await temp.finish('train')
    expect(run.blockRuns[0]).toMatchObject({ state: 'failed' })
    expect(run.blockRuns[0]?.reason).toContain('transformers/ghost.py')
  })

  it('fails a block in a language it cannot run yet in words, and the others go on', async () => {
    await using temp = await createTempRuns(pipeline({ uuid: 'sync', language: 'yaml', code: 'connector: x' }, load))
    const run = await temp.finish('train')
    expect(statesOf(run)).toEqual({ sync: 'failed', load: 'completed' })
    expect(run.blockRuns[0]?.reason).toContain('which only Mage runs')
  })

  it('runs SQL and shell blocks between Python ones', async () => {
    await using temp = await createTempRuns(
      pipeline(
        { uuid: 'rows', type: 'data_loader', code: '@data_loader\ndef load():\n    return [[{"a": 2}, {"a": 3}]]\n' },
        { uuid: 'query', language: 'sql', code: 'SELECT sum(a) AS total FROM {{ df_1 }}', upstream: ['rows'] },
        {
          uuid: 'script',
          type: 'custom',
          language: 'shell',
          code: 'wc -c < "$PIPEWRIGHT_INPUT_1" > "$PIPEWRIGHT_OUTPUTS/size.txt"',
          upstream: ['query'],
        },
      ),
    )
    const run = await temp.finish('train')
    expect(statesOf(run)).toEqual({ rows: 'completed', query: 'completed', script: 'completed' })
    expect(run.blockRuns.map(({ outputs }) => outputs.length)).toEqual([1, 1, 1])
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
    if attempts < 3:
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
      [1, 'attempt 1'],
      [1, 'Attempt 1 of 4 failed (ValueError: not yet); the next one starts in 0.05 s.'],
      [2, 'attempt 2'],
      [2, 'Attempt 2 of 4 failed (ValueError: not yet); the next one starts in 0.1 s.'],
      [3, 'attempt 3'],
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
