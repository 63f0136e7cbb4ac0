import { describe, expect, it } from 'vitest'
import { fails, returns } from '#engine/testing/fixture-blocks.ts'
import { createTempRuns, given } from '#engine/testing/temp-runs.ts'
import { createOverview } from './overview.ts'
import { blockStatistics, dayBefore, pipelineStatistics, runsPerDay } from './run-statistics.ts'

const run = (changes: Partial<Parameters<typeof pipelineStatistics>[0][number]>) => ({
  runId: 1,
  pipelineUuid: 'train',
  state: 'completed' as const,
  queuedAt: 1000,
  startedAt: 1000,
  endedAt: 2000,
  isWhole: true,
  ...changes,
})

describe('statistics over runs', () => {
  it('count completed and failed runs, and take durations of completed ones only', () => {
    const runs = [
      run({ runId: 4, state: 'running', endedAt: null }),
      run({ runId: 3, state: 'failed', endedAt: 1001 }),
      run({ runId: 2, endedAt: 4000 }),
      run({ runId: 1 }),
    ]
    expect(pipelineStatistics(runs)).toEqual([
      {
        pipelineUuid: 'train',
        runs: 3,
        completed: 2,
        failed: 1,
        p50: 2000,
        p95: 2900,
        recent: [
          { runId: 1, state: 'completed', durationMs: 1000 },
          { runId: 2, state: 'completed', durationMs: 3000 },
          { runId: 3, state: 'failed', durationMs: 1 },
        ],
      },
    ])
  })

  it('name the slowest blocks with their part of the time', () => {
    const block = (blockUuid: string, durationMs: number) => ({
      pipelineUuid: 'train',
      blockUuid,
      state: 'completed' as const,
      durationMs,
    })
    const stats = blockStatistics([block('fit', 300), block('load', 50), block('load', 50)])
    expect(stats.map(({ blockUuid, runs, p50, share }) => [blockUuid, runs, p50, share])).toEqual([
      ['fit', 1, 300, 0.75],
      ['load', 2, 50, 0.25],
    ])
  })

  it('put each run on its local day, days without runs included', () => {
    const now = new Date(2026, 10, 24, 0, 30).getTime()
    const days = runsPerDay([run({ queuedAt: now }), run({ queuedAt: now - 3_600_000, state: 'failed' })], now, 3)
    expect(days.map(({ states }) => states)).toEqual([{}, { failed: 1 }, { completed: 1 }])
    expect(days[2]?.day).toBe(dayBefore(now, 0))
  })
})

describe('statistics over runs that go on from others', () => {
  it('count no block run twice, and no time of a run that took over what others had made', async () => {
    const each = '@transformer\ndef f(n, **kwargs):\n    return 1 / (n - 2)\n'
    await using temp = await createTempRuns([
      {
        uuid: 'train',
        blocks: [
          { uuid: 'items', code: returns([[1, 2, 3]]), configuration: { dynamic: true } },
          { uuid: 'each', upstream: ['items'], code: each },
        ],
      },
    ])
    const { deps, histories, runs, project, folder } = temp
    const overview = createOverview({ ...deps, histories, runs })
    const statistics = async () => given(await overview.get({ projectId: project.id, days: 7 }))
    const ofBlocks = async () =>
      Object.fromEntries((await statistics()).blocks.map((block) => [block.blockUuid, [block.runs, block.failed]]))
    const failed = await temp.finish('train')
    expect(await ofBlocks()).toEqual({ items: [1, 0], each: [3, 1] })
    const resume = async (again?: string[]) => {
      const asked = { projectId: project.id, runId: failed.id, ...(again === undefined ? {} : { again }) }
      return given(await runs.waitFor(project.id, given(await runs.resume(asked)).runId))
    }
    expect((await resume(['each:0'])).state).toBe('failed')
    // The failure that was left as it was is none of this run.
    expect(await ofBlocks()).toEqual({ items: [1, 0], each: [4, 1] })
    await folder.write('transformers/each.py', each.replace('1 /', '1 +'))
    expect((await resume()).state).toBe('completed')
    expect(await ofBlocks()).toEqual({ items: [1, 0], each: [5, 1] })
    expect((await statistics()).pipelines).toMatchObject([{ runs: 3, completed: 1, failed: 2, p50: null }])
    const whole = await temp.finish('train')
    await temp.finish('train', { reuse: true })
    await temp.finish('train', { scope: { kind: 'only', block: 'items' } })
    const took = (whole.endedAt ?? 0) - (whole.startedAt ?? 0)
    expect((await statistics()).pipelines).toMatchObject([{ runs: 6, completed: 4, p50: took, p95: took }])
  })
})

describe('two runs side by side', () => {
  it('differ by variables, code, outputs and outcome', async () => {
    await using temp = await createTempRuns([
      {
        uuid: 'train',
        blocks: [
          { uuid: 'one', code: returns(1) },
          { uuid: 'two', code: returns(2), upstream: ['one'] },
        ],
      },
    ])
    const { deps, histories, runs, project } = temp
    const overview = createOverview({ ...deps, histories, runs })
    const left = await temp.finish('train', { variables: { threshold: 0.5, target: 'churn' } })
    await temp.folder.write('transformers/one.py', returns(3))
    await temp.folder.write('transformers/two.py', fails('no rows'))
    const right = await temp.finish('train', { variables: { threshold: 0.6, target: 'churn' } })
    const compared = given(await overview.compare({ projectId: project.id, left: left.id, right: right.id }))
    expect(compared.variables).toEqual([
      { name: 'target', left: 'churn', right: 'churn' },
      { name: 'threshold', left: 0.5, right: 0.6 },
    ])
    expect(compared.blocks.map(({ blockUuid, code, outputs }) => [blockUuid, code, outputs])).toEqual([
      ['one', 'changed', 'changed'],
      ['two', 'changed', 'unknown'],
    ])
    expect(compared.blocks[1]?.right?.state).toBe('failed')
    expect(compared.environment.left).toMatch(/^3\./)
    expect(compared.environment.packages).toEqual([])
    const { days, pipelines } = given(await overview.get({ projectId: project.id, days: 7 }))
    expect(days).toHaveLength(7)
    expect(days[6]?.states).toEqual({ completed: 1, failed: 1 })
    expect(pipelines).toMatchObject([{ pipelineUuid: 'train', runs: 2, completed: 1, failed: 1 }])
  })
})
