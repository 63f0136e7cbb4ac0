import { describe, expect, it } from 'vitest'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { createTempRuns, statesOf } from '#engine/testing/temp-runs.ts'
import type { Run } from '#shared/model/run.ts'

const gives = (value: string, type: TempBlock['type'] = 'data_loader'): TempBlock => ({
  uuid: 'items',
  type,
  code: `@${type}\ndef run(*args, **kwargs):\n    return ${value}\n`,
  configuration: { dynamic: true },
})

/** A block that tells what it received. */
const tells = (uuid: string, upstream: string, configuration: TempBlock['configuration'] = {}): TempBlock => ({
  uuid,
  upstream: [upstream],
  configuration: configuration ?? {},
  code: '@transformer\ndef run(*args, **kwargs):\n    return repr(args)\n',
})

const pipeline = (...blocks: TempBlock[]) => [{ uuid: 'train', blocks }]

const outputOf = (run: Run, blockUuid: string): string => {
  const found = run.blockRuns.find((blockRun) => blockRun.blockUuid === blockUuid)
  return found?.outputs[0]?.summary ?? `${blockUuid}: ${found?.state}`
}

describe('a block below a dynamic one', () => {
  it('runs once per item, each time as a block run of its own, and blocks below it do too', async () => {
    await using temp = await createTempRuns(
      pipeline(
        gives('[[1, 2]]'),
        tells('each', 'items'),
        tells('below', 'each', { reduce_output: true }),
        tells('all', 'below'),
      ),
    )
    const run = await temp.finish('train')
    expect(statesOf(run)).toEqual({
      items: 'completed',
      each: 'completed',
      below: 'completed',
      all: 'completed',
      'each:0': 'completed',
      'each:1': 'completed',
      'below:0': 'completed',
      'below:1': 'completed',
    })
    expect(outputOf(run, 'each:1')).toBe('(2,)')
    expect(run.blockRuns.find(({ blockUuid }) => blockUuid === 'each:1')?.parentBlockUuid).toBe('each')
    expect([run.blocksTotal, run.blocksDone]).toEqual([4, 4])
    expect(outputOf(run, 'all')).toContain('(1,)')
    const stored = await temp.histories.of(temp.project)
    expect(stored.ok && stored.value.run(run.id)).toEqual(run)
  })

  it('fails where one of its children failed, after the others have run; what is below does not run', async () => {
    const picky = {
      ...tells('each', 'items'),
      code: '@transformer\ndef run(item, *args):\n    return 1 / (item - 1)\n',
    }
    await using temp = await createTempRuns(pipeline(gives('[[1, 2, 3]]'), picky, tells('below', 'each')))
    const run = await temp.finish('train')
    expect(statesOf(run)).toMatchObject({
      each: 'failed',
      'each:0': 'failed',
      'each:1': 'completed',
      'each:2': 'completed',
      below: 'upstream-failed',
    })
    expect(run).toMatchObject({ state: 'failed', reason: '"each" failed: 1 of 3 children failed: "each:0".' })
  })

  it('runs nothing below it where the condition of one of its children was not met', async () => {
    const odd: TempBlock = {
      uuid: 'odd',
      type: 'conditional',
      upstream: ['each'],
      code: '@condition\ndef odd(item, **kwargs):\n    return item % 2 == 1\n',
    }
    const each = tells('each', 'items', { reduce_output: true })
    await using temp = await createTempRuns(pipeline(gives('[[1, 2]]'), each, tells('below', 'each'), odd))
    const run = await temp.finish('train')
    expect(statesOf(run)).toMatchObject({
      each: 'completed',
      'each:0': 'completed',
      'each:1': 'condition-failed',
      below: 'condition-failed',
    })
    expect(run.state).toBe('completed')
  })

  it('has one child without the argument where there are no items', async () => {
    await using temp = await createTempRuns(pipeline(gives('[[]]'), tells('each', 'items')))
    const run = await temp.finish('train')
    expect(outputOf(run, 'each:0')).toBe('()')
  })

  it('fails in words where the dynamic block gave no list', async () => {
    await using temp = await createTempRuns(pipeline(gives('[1, 2, 3]'), tells('each', 'items')))
    const run = await temp.finish('train')
    expect(run.blockRuns.find(({ blockUuid }) => blockUuid === 'each')).toMatchObject({ state: 'failed' })
    expect(run.reason).toContain('A dynamic block returns a list of its items')
  })

  it('shows the code and the log of its children', async () => {
    const prints = {
      ...tells('each', 'items'),
      code: '@transformer\ndef run(item, *args):\n    print("item", item)\n',
    }
    await using temp = await createTempRuns(pipeline(gives('[[1, 2]]'), prints))
    const run = await temp.finish('train')
    const place = { projectId: temp.project.id, runId: run.id, blockUuid: 'each' }
    const code = await temp.runs.code({ ...place, attempt: null })
    expect(code.ok && code.value.text).toBe(prints.code)
    const log = await temp.runs.log({ ...place, minimumLevel: null, search: 'item', fromEnd: false, limit: 10 })
    expect(log.ok && log.value.lines.map(({ blockUuid, text }) => [blockUuid, text]).sort()).toEqual([
      ['each:0', 'item 1'],
      ['each:1', 'item 2'],
    ])
  })

  it('is cancelled with all its children', async () => {
    const slow = {
      ...tells('each', 'items'),
      code: '@transformer\ndef run(*args):\n    import time\n    time.sleep(600)\n',
    }
    await using temp = await createTempRuns(pipeline(gives('[list(range(6))]'), slow))
    const runId = await temp.start('train')
    await new Promise<void>((resolve) => {
      temp.context.events.on('run.happened', ({ event }) => {
        if (event.kind === 'block-started' && event.blockUuid === 'each:3') resolve()
      })
    })
    await temp.runs.cancel({ projectId: temp.project.id, runId })
    const ended = await temp.runs.waitFor(temp.project.id, runId)
    expect(ended.ok && new Set(ended.value.blockRuns.slice(1).map(({ state }) => state))).toEqual(
      new Set(['cancelled']),
    )
  })

  it('takes its items from an earlier run where only it is run', async () => {
    await using temp = await createTempRuns(pipeline(gives('[[1, 2]]'), tells('each', 'items'), tells('below', 'each')))
    await temp.finish('train')
    const each = await temp.finish('train', { scope: { kind: 'only', block: 'each' } })
    expect(outputOf(each, 'each:1')).toBe('(2,)')
    const below = await temp.finish('train', { scope: { kind: 'only', block: 'below' } })
    expect(outputOf(below, 'below:0')).toContain('(1,)')
  })

  it('takes its items from an earlier run whose children were reused', async () => {
    await using temp = await createTempRuns(
      pipeline(gives('[[1, 2]]'), tells('each', 'items', { reduce_output: true }), tells('below', 'each')),
    )
    await temp.finish('train')
    const second = await temp.finish('train', { reuse: true })
    expect(statesOf(second)).toMatchObject({ 'each:0': 'reused', 'each:1': 'reused' })
    const below = await temp.finish('train', { scope: { kind: 'only', block: 'below' } })
    expect(outputOf(below, 'below')).toContain('(2,)')
  })
})
