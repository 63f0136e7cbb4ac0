import { describe, expect, it } from 'vitest'
import type { TempBlock, TempPipeline } from '#engine/testing/temp-project.ts'
import { createTempRuns, given, type TempRuns } from '#engine/testing/temp-runs.ts'
import { createPlaces } from '../places.ts'
import { createRuns } from '../runs.ts'
import { blockRunLimit } from './concurrency.ts'
import { limitPlaces } from './limited-places.ts'
import { createPoolSlots } from './pool-slots.ts'

/** Notes when it starts and ends, so that overlaps can be counted. */
const noted = (uuid: string, configuration: TempBlock['configuration'] = {}): TempBlock => ({
  uuid,
  configuration,
  code: `import time

@transformer
def f(*args, **kwargs):
    print('start', time.time(), flush=True)
    time.sleep(0.25)
    print('end', time.time(), flush=True)
    return 1
`,
})

const three = ['a', 'b', 'c']

/** The most block runs of all that went on at once, and the order in which they started. */
const overlapOf = (temp: TempRuns) => {
  const marks = temp.logged.flatMap(({ text, blockUuid }) => {
    const [kind, time] = text.split(' ')
    return kind === 'start' || kind === 'end' ? [{ kind, time: Number(time), blockUuid }] : []
  })
  marks.sort((left, right) => left.time - right.time)
  let now = 0
  let most = 0
  for (const { kind } of marks) {
    now += kind === 'start' ? 1 : -1
    most = Math.max(most, now)
  }
  return { most, started: marks.filter(({ kind }) => kind === 'start').map(({ blockUuid }) => blockUuid) }
}

const runOnce = async (pipeline: TempPipeline, metadata: Record<string, unknown> = {}) => {
  const temp = await createTempRuns([pipeline], { project: { metadata: async () => metadata } })
  expect((await temp.finish(pipeline.uuid)).state).toBe('completed')
  return temp
}

describe('blocks that run at once', () => {
  it('are as many as the pipeline says', async () => {
    const entry = { concurrency_config: { block_run_limit: 1 } }
    await using temp = await runOnce({ uuid: 'train', blocks: three.map((uuid) => noted(uuid)), entry })
    expect(overlapOf(temp).most).toBe(1)
  })

  it('are as many as the project says', async () => {
    const blocks = three.map((uuid) => noted(uuid))
    await using temp = await runOnce({ uuid: 'train', blocks }, { queue_config: { concurrency: 1 } })
    expect(overlapOf(temp).most).toBe(1)
  })

  it('are as many of a pool as the project says, across runs; others do not wait for them', async () => {
    const blocks = [noted('free'), ...three.map((uuid) => noted(uuid, { pool: 'gpu' }))]
    await using temp = await createTempRuns(
      [
        { uuid: 'train', blocks: blocks.slice(0, 2) },
        { uuid: 'other', blocks: blocks.slice(2) },
      ],
      {
        project: { metadata: async () => ({ pools: { gpu: 1 } }) },
      },
    )
    await Promise.all([temp.finish('train'), temp.finish('other')])
    expect(overlapOf(temp).most).toBe(2)
  })

  it('are as many of a pool as the project says also where several hosts run them; a host that was killed holds none', async () => {
    const blocks = three.map((uuid) => noted(uuid, { pool: 'gpu' }))
    await using temp = await createTempRuns([{ uuid: 'train', blocks: blocks.slice(0, 2) }])
    createPoolSlots(temp.folder.at('.pipewright/locks'), { pid: 999_999_999, started: 'gone' }).tryTake('gpu', 1)
    await using other = createRuns(temp.context, temp.deps)
    const wish = { projectId: temp.project.id, pipelineUuid: 'train', scope: { kind: 'all' as const }, variables: {} }
    const second = given(await other.start(wish))
    await temp.finish('train')
    expect(given(await other.waitFor(temp.project.id, second.runId)).state).toBe('completed')
    expect(overlapOf(temp).started).toHaveLength(4)
    expect(overlapOf(temp).most).toBe(1)
  })

  it('run while another waits for its next attempt: it leaves its place to them', async () => {
    const code = `import os

@transformer
def f(*args, **kwargs):
    print('start', kwargs['retry']['attempts'], flush=True)
    other = os.path.join(kwargs['repo_path'], 'other')
    assert os.path.exists(other)
`
    const other = `@transformer
def f(*args, **kwargs):
    print('start', flush=True)
    open(kwargs['repo_path'] + '/other', 'w').close()
`
    const retry = { retry_config: { retries: 1, delay: 0.2 } }
    const blocks = [
      { uuid: 'flaky', code, entry: retry, configuration: { priority: 1 } },
      { uuid: 'other', code: other },
    ]
    const entry = { concurrency_config: { block_run_limit: 1 } }
    await using temp = await runOnce({ uuid: 'train', blocks, entry })
    const begun = temp.logged.filter(({ text }) => text.startsWith('start')).map(({ blockUuid }) => blockUuid)
    expect(begun).toEqual(['flaky', 'other', 'flaky'])
  })

  it('are children of other blocks too where those of the first wait for their pool', async () => {
    const items = '@data_loader\ndef f(*args, **kwargs):\n    return [[1, 2]]\n'
    const below = (uuid: string, upstream: string, configuration: TempBlock['configuration']): TempBlock => ({
      ...noted(uuid, configuration),
      upstream: [upstream],
    })
    const source = (uuid: string): TempBlock => ({
      uuid,
      type: 'data_loader',
      code: items,
      configuration: { dynamic: true },
    })
    const blocks = [
      source('items'),
      source('more'),
      below('pooled', 'items', { pool: 'gpu' }),
      below('free', 'more', {}),
    ]
    await using temp = await runOnce({ uuid: 'train', blocks })
    const begun = temp.happened.flatMap(({ event }) => (event.kind === 'block-started' ? [event.blockUuid] : []))
    expect(begun.filter((key) => key.includes(':')).at(-1)).toBe('pooled:1')
  })

  it('are the more urgent first', async () => {
    const blocks = [noted('last'), noted('first', { priority: 5 }), noted('second', { priority: 1 })]
    const entry = { concurrency_config: { block_run_limit: 1 } }
    await using temp = await runOnce({ uuid: 'train', blocks, entry })
    expect(overlapOf(temp).started).toEqual(['first', 'second', 'last'])
  })
})

describe('places of a run', () => {
  it('give back what they took, also to a pool without a size, which holds one', () => {
    const shared = createPlaces(() => 3)
    const concurrency = { perRun: null, perProject: null, pools: {} }
    const gates = new Map<string, number>()
    const places = limitPlaces({ shared, gates, projectId: 'p', concurrency, slots: null })
    const block = { configuration: { pool: 'disk' } }
    expect([places.tryTake(block), places.tryTake(block), places.tryTake()]).toEqual([true, false, true])
    places.release(block)
    expect(places.tryTake(block)).toBe(true)
    places.release(block)
    places.release()
    expect(gates.size).toBe(0)
  })
})

describe('the limit of a pipeline file', () => {
  it('is read in both styles, and only from its own section', () => {
    expect(
      blockRunLimit('name: x\nconcurrency_config:\n  pipeline_run_limit: 2\n  block_run_limit: 3\ntype: python\n'),
    ).toBe(3)
    expect(blockRunLimit('concurrency_config: {block_run_limit: 4}\n')).toBe(4)
    expect(blockRunLimit('concurrency_config: {}\nvariables:\n  block_run_limit: 5\n')).toBeNull()
    expect(blockRunLimit('concurrency_config:\n  block_run_limit: null\n')).toBeNull()
  })
})
