import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TempBlock, TempPipeline } from '#engine/testing/temp-project.ts'
import { createTempRuns, given, statesOf, type TempRuns } from '#engine/testing/temp-runs.ts'
import type { Run } from '#shared/model/run.ts'
import { blockRunDirectory } from './block-run-directory.ts'

/** Notes in a file that the block ran: what is reused leaves no line. */
const notes = (name: string): string => `    with open("ran.txt", "a") as ran:\n        ran.write(${name} + "\\n")\n`

const items: TempBlock = {
  uuid: 'items',
  type: 'data_loader',
  configuration: { dynamic: true },
  code: `@data_loader\ndef run(*args, **kwargs):\n${notes('"items"')}    return [[1, 2, 3, 4]]\n`,
}
const each = (gives: string, configuration: TempBlock['configuration'] = { reduce_output: true }): TempBlock => ({
  uuid: 'each',
  upstream: ['items'],
  configuration: configuration ?? {},
  code: `@transformer\ndef run(item, **kwargs):\n${notes('f"each {item}"')}    return ${gives}\n`,
})
const sum: TempBlock = {
  uuid: 'sum',
  upstream: ['each'],
  code: `@transformer\ndef run(values, **kwargs):\n${notes('"sum"')}    return sum(values)\n`,
}
const beside: TempBlock = {
  uuid: 'beside',
  type: 'data_loader',
  code: `@data_loader\ndef run(*args, **kwargs):\n${notes('"beside"')}    return 1\n`,
}

const train = (...blocks: TempBlock[]): TempPipeline[] => [{ uuid: 'train', blocks }]

/** What ran since it was last asked, sorted. */
const ran = (temp: TempRuns): string[] => {
  const path = join(dirname(temp.folder.path), 'ran.txt')
  appendFileSync(path, '')
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  writeFileSync(path, '')
  return lines.sort()
}

const again = async (temp: TempRuns, runId: number, keys: readonly string[]): Promise<Run> => {
  const resumed = given(await temp.runs.resume({ projectId: temp.project.id, runId, again: [...keys] }))
  return given(await temp.runs.waitFor(temp.project.id, resumed.runId))
}

const explained = async (temp: TempRuns, runId: number, keys: readonly string[]) => {
  const decisions = given(await temp.runs.explainResume({ projectId: temp.project.id, runId, again: [...keys] }))
  return decisions.map(({ blockUuid, kind, reason }) => `${blockUuid} ${kind}: ${reason}`)
}

const refused = async (temp: TempRuns, runId: number, keys: readonly string[]): Promise<string> => {
  const answer = await temp.runs.resume({ projectId: temp.project.id, runId, again: [...keys] })
  return answer.ok ? `run ${answer.value.runId}` : `${answer.error.code}: ${answer.error.message}`
}

const outputOf = (run: Run, key: string) =>
  run.blockRuns.find(({ blockUuid }) => blockUuid === key)?.outputs[0]?.summary

const directoryOf = (temp: TempRuns, runId: number, blockUuid: string): string =>
  blockRunDirectory(temp.project.stateDirectory, { runId, blockUuid, attempt: 1 })

describe('running block runs of an earlier run again', () => {
  it('runs one child and what it feeds; its siblings, what is above and what is beside are taken over', async () => {
    await using temp = await createTempRuns(train(items, each('item * 10'), sum, beside))
    const first = await temp.finish('train')
    expect(outputOf(first, 'sum')).toBe('100')
    ran(temp)
    await temp.folder.write('transformers/each.py', each('item * 10 + 5').code ?? '')
    expect(await explained(temp, first.id, ['each:2'])).toEqual([
      'items reused: Reused because run 1 had finished it.',
      'beside reused: Reused because run 1 had finished it.',
      'each runs: Will run because 1 of its 4 children runs; 3 of run 1 are reused.',
      'each:2 runs: Will run because it was chosen.',
      'sum runs: Will run because "each:2", which feeds it, runs.',
    ])
    expect(ran(temp)).toEqual([])
    const run = await again(temp, first.id, ['each:2'])
    expect(ran(temp)).toEqual(['each 3', 'sum'])
    expect(run).toMatchObject({ id: 2, state: 'completed', resumedFrom: 1 })
    expect(statesOf(run)).toEqual({
      items: 'reused',
      beside: 'reused',
      each: 'completed',
      'each:0': 'reused',
      'each:1': 'reused',
      'each:2': 'completed',
      'each:3': 'reused',
      sum: 'completed',
    })
    expect(outputOf(run, 'sum')).toBe('105')
    given(await temp.runs.delete({ projectId: temp.project.id, runId: first.id }))
    expect(outputOf(await again(temp, run.id, ['each:0']), 'sum')).toBe('110')
  })

  it('leaves other failed children as they were; with all of them chosen, what is below them runs at last', async () => {
    const picky = each('item if item % 2 else 1 / 0')
    await using temp = await createTempRuns(train(items, picky, sum))
    const failed = await temp.finish('train')
    expect(statesOf(failed)).toMatchObject({ 'each:1': 'failed', 'each:3': 'failed', sum: 'upstream-failed' })
    ran(temp)
    await temp.folder.write('transformers/each.py', each('item').code ?? '')
    expect(await explained(temp, failed.id, ['each:1'])).toEqual([
      'items reused: Reused because run 1 had finished it.',
      'each runs: Will run because 1 of its 4 children runs; 2 of run 1 are reused, 1 stays as it was.',
      'each:1 runs: Will run because it was chosen.',
      'each:3 left: Left as it was: it failed in run 1 (ZeroDivisionError) and was not chosen to run again.',
      'sum left: Will not run because "each", which feeds it, will not be complete.',
    ])
    const one = await again(temp, failed.id, ['each:1'])
    expect(ran(temp)).toEqual(['each 2'])
    expect(one.state).toBe('failed')
    expect(statesOf(one)).toMatchObject({
      'each:0': 'reused',
      'each:1': 'completed',
      'each:3': 'failed',
      sum: 'upstream-failed',
    })
    const left = one.blockRuns.find(({ blockUuid }) => blockUuid === 'each:3')
    expect(left).toMatchObject({ reusedFrom: 1, attempt: 1, error: { type: 'ZeroDivisionError' } })
    const code = await temp.runs.code({ projectId: temp.project.id, runId: one.id, blockUuid: 'each:3', attempt: null })
    expect(given(code).text).toContain('1 / 0')
    const both = await again(temp, failed.id, ['each:1', 'each:3'])
    expect(ran(temp)).toEqual(['each 2', 'each 4', 'sum'])
    expect([both.state, outputOf(both, 'sum')]).toEqual(['completed', '10'])
    expect(given(await temp.histories.of(temp.project)).run(both.id)).toEqual(both)
  })

  it('runs only the children of children that are fed by the one that ran, and none by mistake where there are more of them now', async () => {
    const inner = each('[list(range(item))]', { dynamic: true })
    const leaf: TempBlock = {
      uuid: 'leaf',
      upstream: ['each'],
      configuration: { reduce_output: true },
      code: `@transformer\ndef run(n, **kwargs):\n${notes('f"leaf {n}"')}    return n\n`,
    }
    await using temp = await createTempRuns(train(items, inner, leaf, { ...sum, upstream: ['leaf'] }))
    const first = await temp.finish('train')
    expect(first.blockRuns.filter(({ parentBlockUuid }) => parentBlockUuid === 'leaf')).toHaveLength(10)
    ran(temp)
    const leafAgain = await again(temp, first.id, ['leaf:9'])
    expect(ran(temp)).toEqual(['leaf 3', 'sum'])
    expect(outputOf(leafAgain, 'sum')).toBe('10')
    const words = await explained(temp, first.id, ['each:3'])
    expect(words).toContain('leaf:9 runs: Will run because "each:3", which feeds it, runs.')
    expect(words).toContain('leaf:5 depends: Reused if "each" gives as many items as before.')
    const same = await again(temp, first.id, ['each:3'])
    expect(ran(temp)).toEqual(['each 4', 'leaf 0', 'leaf 1', 'leaf 2', 'leaf 3', 'sum'])
    expect(outputOf(same, 'sum')).toBe('10')
    await temp.folder.write('transformers/each.py', each('[[7] + list(range(item))]').code ?? '')
    const shifted = await again(temp, first.id, ['each:2'])
    expect(ran(temp)).toEqual([
      'each 3',
      ...['leaf 0', 'leaf 0', 'leaf 1', 'leaf 1', 'leaf 2', 'leaf 2', 'leaf 3', 'leaf 7'],
      'sum',
    ])
    expect(statesOf(shifted)).toMatchObject({ 'leaf:0': 'reused', 'leaf:2': 'reused', 'leaf:3': 'completed' })
    expect(outputOf(shifted, 'sum')).toBe('17')
  })

  it('of a run that took its items from outside takes them from there again, though there are newer ones', async () => {
    await using temp = await createTempRuns(train(items, each('item * 10'), sum))
    await temp.finish('train')
    const below = await temp.finish('train', { scope: { kind: 'from', block: 'each' } })
    await temp.folder.write('data_loaders/items.py', (items.code ?? '').replace('[1, 2, 3, 4]', '[7]'))
    await temp.finish('train', { scope: { kind: 'only', block: 'items' } })
    const run = await again(temp, below.id, ['each:3'])
    expect(outputOf(run, 'sum')).toBe('100')
    await rm(directoryOf(temp, 1, 'items'), { recursive: true })
    expect(await refused(temp, below.id, ['each:3'])).toContain('its files of run 1 are gone')
  })

  it('leaves what was cancelled before its turn, and says so', async () => {
    const slow = each('__import__("time").sleep(600) if item > 2 else item')
    await using temp = await createTempRuns(train(items, slow, sum))
    const runId = await temp.start('train')
    const completed = () => temp.happened.filter(({ event }) => event.kind === 'block-ended').length
    await expect.poll(completed, { timeout: 10_000 }).toBe(3)
    given(await temp.runs.cancel({ projectId: temp.project.id, runId }))
    given(await temp.runs.waitFor(temp.project.id, runId))
    ran(temp)
    const run = await again(temp, runId, ['each:0'])
    expect(ran(temp)).toEqual(['each 1'])
    expect(statesOf(run)).toMatchObject({
      'each:0': 'completed',
      'each:1': 'reused',
      'each:2': 'cancelled',
      sum: 'cancelled',
    })
    expect(run).toMatchObject({ state: 'cancelled', reason: expect.stringContaining('Go on from this run') })
    await temp.folder.write('transformers/each.py', each('item').code ?? '')
    const rest = given(await temp.runs.resume({ projectId: temp.project.id, runId: run.id })).runId
    expect(outputOf(given(await temp.runs.waitFor(temp.project.id, rest)), 'sum')).toBe('10')
    expect(ran(temp)).toEqual(['each 3', 'each 4', 'sum'])
  })

  it('says what feeds the child where that was deleted or damaged, and makes nothing anew behind the back', async () => {
    await using temp = await createTempRuns(train(items, each('item'), sum))
    const first = await temp.finish('train')
    await writeFile(join(directoryOf(temp, first.id, 'each:0'), 'outputs/output_0/data.pickle'), 'damaged')
    ran(temp)
    expect(await explained(temp, first.id, ['each:1'])).toContain(
      'each:0 runs: Will run because its output_0 of run 1 was damaged since.',
    )
    await again(temp, first.id, ['each:1'])
    expect(ran(temp)).toEqual(['each 1', 'each 2', 'sum'])

    await writeFile(join(directoryOf(temp, first.id, 'items'), 'outputs/output_0/data.pickle'), 'damaged')
    const why = await temp.runs.explainResume({ projectId: temp.project.id, runId: first.id, again: ['each:1'] })
    expect(why.ok ? '' : why.error.message).toContain('run from "items" instead')
    const damaged = await again(temp, first.id, ['each:1'])
    expect(ran(temp)).toEqual([])
    expect(damaged).toMatchObject({ state: 'failed', reason: expect.stringContaining('run from "items" instead') })
    await rm(directoryOf(temp, first.id, 'items'), { recursive: true })
    expect(await refused(temp, first.id, ['each:1'])).toBe(
      'invalid-input: "each:1" cannot run again by itself: what "items", which feeds it, gave in run 1 was deleted. Run from "items" instead.',
    )
  })

  it('says which children there are where the one asked for is none, and refuses what cannot be', async () => {
    await using temp = await createTempRuns(train(items, each('item'), sum))
    const first = await temp.finish('train')
    expect(await refused(temp, first.id, ['each:9'])).toBe(
      'not-found: Run 1 has no "each:9": "each" has 4 children there, "each:0" to "each:3".',
    )
    expect(await refused(temp, first.id, ['sum:0'])).toBe(
      'not-found: Run 1 has no "sum:0": "sum" has no children there.',
    )
    expect(await refused(temp, first.id, ['none:0'])).toBe(
      'not-found: Run 1 has no block "none". Its blocks are "items", "each", "sum".',
    )
    expect(await refused(temp, 7, ['each:0'])).toContain('not-found: There is no run 7')
    await temp.folder.write('transformers/each.py', each('1 / 0').code ?? '')
    const failed = await temp.finish('train')
    expect(await refused(temp, failed.id, ['sum'])).toContain('"each", which feeds it, has not completed in run 2')
    await temp.folder.write('transformers/each.py', each('__import__("time").sleep(600)').code ?? '')
    const runId = await temp.start('train')
    expect(await refused(temp, runId, ['each:0'])).toContain('run-active: Run 3 is going on')
    given(await temp.runs.cancel({ projectId: temp.project.id, runId }))
  })
})
