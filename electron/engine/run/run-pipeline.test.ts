import { describe, expect, it } from 'vitest'
import * as blocks from '#engine/testing/fixture-blocks.ts'
import { createTempRuns, statesOf, valueOf } from '#engine/testing/temp-runs.ts'

describe('a run', () => {
  it('runs its blocks in order and hands on what they return', async () => {
    await using temp = await createTempRuns([
      {
        uuid: 'train',
        blocks: [
          {
            uuid: 'load',
            type: 'data_loader',
            code: '@data_loader\ndef load(*args, **kwargs):\n    print("hello")\n    return 20\n',
          },
          {
            uuid: 'double',
            upstream: ['load'],
            code: '@transformer\ndef double(value, **kwargs):\n    return value * 2\n',
          },
        ],
      },
    ])
    const run = await temp.finish('train')
    expect(run.blockRuns.map(({ reason, error }) => [reason, error?.traceback ?? null])).toEqual([
      [null, null],
      [null, null],
    ])
    expect(statesOf(run)).toEqual({ load: 'completed', double: 'completed' })
    expect(run.state).toBe('completed')
    expect(run.blockRuns[1]?.outputs[0]?.summary).toBe('40')
    const page = valueOf(
      await temp.runs.log({
        projectId: temp.project.id,
        runId: run.id,
        blockUuid: null,
        minimumLevel: null,
        search: null,
        fromEnd: true,
        limit: 100,
      }),
    )
    expect(page.lines.map(({ text }) => text)).toEqual(['hello'])
    expect(temp.logged.map(({ text }) => text)).toEqual(['hello'])
  })
})
