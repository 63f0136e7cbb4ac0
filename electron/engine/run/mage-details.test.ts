import { describe, expect, it } from 'vitest'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { createTempRuns, statesOf } from '#engine/testing/temp-runs.ts'

/** What the real Mage was recorded to do. */
describe('a pipeline written for Mage', () => {
  it('has no argument for an upstream name that no block has', async () => {
    const tells = '@transformer\ndef run(*args, **kwargs):\n    return repr(args)\n'
    await using temp = await createTempRuns([
      {
        uuid: 'main',
        blocks: [
          { uuid: 'load', type: 'data_loader', code: '@data_loader\ndef run():\n    return 1\n' },
          { uuid: 'tell', upstream: ['ghost', 'load'], code: tells },
        ],
      },
    ])
    const run = await temp.finish('main')
    expect(run.blockRuns.find(({ blockUuid }) => blockUuid === 'tell')?.outputs[0]?.summary).toBe('(1,)')
  })

  it('may hold the code of a block in its own file', async () => {
    const content = '@data_loader\ndef run():\n    return 42\n'
    await using temp = await createTempRuns([
      { uuid: 'main', blocks: [{ uuid: 'load', type: 'data_loader', code: null, entry: { content } }] },
    ])
    const run = await temp.finish('main')
    expect(run.blockRuns[0]?.outputs[0]?.summary).toBe('42')
  })

  it('runs the callback of a block in the older form', async () => {
    const load: TempBlock = {
      uuid: 'sub/load',
      type: 'data_loader',
      code: '@data_loader\ndef run():\n    return 1\n',
      entry: { has_callback: true },
    }
    await using temp = await createTempRuns([{ uuid: 'main', blocks: [load] }])
    await temp.folder.write(
      'callbacks/sub_load_callback.py',
      "@on_success\ndef told(**kwargs):\n    print('told', kwargs['block_uuid'], kwargs['parent_block_uuid'])\n",
    )
    await temp.finish('main')
    expect(temp.logged.map(({ text }) => text)).toContain('told sub_load_callback sub/load')
  })

  it('is not run as a whole where an id is used twice, as Mage refuses it', async () => {
    const twice = { uuid: 'load', type: 'data_loader' as const, code: '@data_loader\ndef run():\n    return 1\n' }
    await using temp = await createTempRuns([{ uuid: 'main', blocks: [twice, { ...twice, upstream: ['load'] }] }])
    const input = { projectId: temp.project.id, pipelineUuid: 'main', variables: {} }
    const whole = await temp.runs.start({ ...input, scope: { kind: 'all' } })
    expect(whole.ok || whole.error.message).toContain('their id is used twice')
    expect(statesOf(await temp.finish('main', { scope: { kind: 'only', block: 'load' } }))).toEqual({
      load: 'completed',
    })
  })
})
