import { describe, expect, it } from 'vitest'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { createTempRuns, given, statesOf, type TempRuns } from '#engine/testing/temp-runs.ts'
import type { Run } from '#shared/model/run.ts'

const block = (uuid: string, upstream: string[], body: string): TempBlock => ({
  uuid,
  upstream,
  code: `@transformer\ndef run(*args, **kwargs):\n    ${body}\n`,
})
const pipeline = (blocks: TempBlock[], keeps = false) => [
  { uuid: 'main', entry: { run_pipeline_in_one_process: true, cache_block_output_in_memory: keeps }, blocks },
]
const goOn = async (temp: TempRuns, runId: number, again: string[] | null = null): Promise<Run> => {
  const asked = { projectId: temp.project.id, runId, ...(again === null ? {} : { again }) }
  const explained = given(await temp.runs.explainResume(asked))
  const run = given(await temp.runs.waitFor(temp.project.id, given(await temp.runs.resume(asked)).runId))
  // What was said beforehand is what became of each block that was named.
  for (const { blockUuid, kind } of explained) {
    const state = run.blockRuns.find((blockRun) => blockRun.blockUuid === blockUuid)?.state
    expect([blockUuid, kind === 'reused']).toEqual([blockUuid, state === 'reused'])
  }
  return run
}
const outputOf = (run: Run, uuid: string) =>
  run.blockRuns.find(({ blockUuid }) => blockUuid === uuid)?.outputs[0]?.summary
const failing = (uuid: string, upstream: string[]) => block(uuid, upstream, 'raise ValueError("no")')
const mend = (temp: TempRuns, uuid: string, body: string) =>
  temp.folder.write(`transformers/${uuid}.py`, block(uuid, [], body).code ?? '')

describe.each([false, true])('a run in one process, outputs kept in memory: %s', (keeps) => {
  it('goes on from what another had stored, and single blocks of it run again', async () => {
    const [a, c] = [block('a', [], 'return 2'), block('c', ['a', 'b'], 'return args[0] + args[1]')]
    await using temp = await createTempRuns(pipeline([a, failing('b', ['a']), c], keeps))
    const failed = await temp.finish('main')
    await mend(temp, 'b', 'return args[0] * 10')
    const run = await goOn(temp, failed.id)
    expect(statesOf(run)).toEqual({ a: 'reused', b: 'completed', c: 'completed' })
    expect(outputOf(run, 'c')).toBe('22')
    const again = await goOn(temp, run.id, ['c'])
    expect(statesOf(again)).toEqual({ a: 'reused', b: 'reused', c: 'completed' })
    expect(outputOf(again, 'c')).toBe('22')
    await mend(temp, 'c', 'return args[0] - args[1]')
    const changed = await temp.finish('main', { reuse: true })
    expect(statesOf(changed)).toEqual({ a: 'reused', b: 'reused', c: 'completed' })
    expect(outputOf(changed, 'c')).toBe('-18')
  })

  it('runs a failed child again alone, and what waits for all of them', async () => {
    const items = { ...block('items', [], 'return [[1, 2, 3]]'), configuration: { dynamic: true } }
    const each = { ...block('each', ['items'], 'return 10 // (args[0] - 2)'), configuration: { reduce_output: true } }
    const sum = block('sum', ['each'], 'return sum(args[0])')
    await using temp = await createTempRuns(pipeline([items, each, sum], keeps))
    const failed = await temp.finish('main')
    expect(statesOf(failed)).toMatchObject({ each: 'failed', sum: 'upstream-failed', 'each:1': 'failed' })
    await mend(temp, 'each', 'return args[0] * 100')
    const run = await goOn(temp, failed.id, ['each:1'])
    expect(statesOf(run)).toMatchObject({
      items: 'reused',
      'each:0': 'reused',
      'each:1': 'completed',
      sum: 'completed',
    })
    expect(outputOf(run, 'sum')).toBe('200')
  })

  it('runs those blocks anew that shared the context of their process: no other process has it', async () => {
    const says = block('says', [], "kwargs['context']['word'] = 5; return 1")
    const plain = block('plain', ['says'], "return len(kwargs['context']) > 0")
    const apart = block('apart', [], 'return 7')
    await using temp = await createTempRuns(pipeline([says, plain, apart, failing('hears', ['plain'])], keeps))
    const failed = await temp.finish('main')
    await mend(temp, 'hears', "return kwargs['context']['word']")
    const run = await goOn(temp, failed.id)
    expect(statesOf(run)).toEqual({ says: 'completed', plain: 'completed', apart: 'reused', hears: 'completed' })
    expect(outputOf(run, 'hears')).toBe('5')
    const changed = await temp.finish('main', { reuse: true })
    expect(statesOf(changed)).toMatchObject({ says: 'completed', apart: 'reused', hears: 'completed' })
  })
})
