import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { blockRunDirectory } from '#engine/run/block-run-directory.ts'
import { returns, sleeps } from '#engine/testing/fixture-blocks.ts'
import { createTempRuns, given } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import type { NewBackfill } from '#shared/model/backfill.ts'
import { createBackfills } from './backfills.ts'

const day = 86_400_000
const first = Date.UTC(2026, 0, 30)
const days = (count: number): NewBackfill => ({
  name: 'January again',
  range: { from: first, to: first + (count - 1) * day, unit: 'day', every: 1 },
  parallel: 2,
  variables: { target: 'churn' },
})

const createTempBackfills = async (code: string = returns(1)) => {
  const temp = await createTempRuns([{ uuid: 'train', blocks: [{ uuid: 'one', code }] }])
  const { context, deps, histories, runs, project } = temp
  const backfills = createBackfills(context, { ...deps, histories, runs })
  const projectId = project.id
  const get = async (backfillId: number) => given(await backfills.get({ projectId, backfillId }))
  return {
    temp,
    backfills,
    projectId,
    get,
    create: async (backfill: NewBackfill) =>
      given(await backfills.create({ projectId, pipelineUuid: 'train', backfill })).backfillId,
    change: async (backfillId: number, action: 'pause' | 'resume' | 'cancel' | 'retry') =>
      given(await backfills.change({ projectId, backfillId, action })),
    until: (backfillId: number, state: string) =>
      waitFor(async () => (await get(backfillId)).backfill.state === state, `the backfill to be ${state}`),
    [Symbol.asyncDispose]: async () => {
      await backfills[Symbol.asyncDispose]()
      await temp[Symbol.asyncDispose]()
    },
  }
}

describe('a backfill', () => {
  it('runs each date once, never more at once than wanted, and tells each run its date', async () => {
    await using at = await createTempBackfills()
    let most = 0
    const id = await at.create(days(5))
    await waitFor(async () => {
      const { backfill } = await at.get(id)
      most = Math.max(most, backfill.running)
      return backfill.state === 'completed'
    }, 'the end of the backfill')
    expect(most).toBeLessThanOrEqual(2)
    const { backfill, dates } = await at.get(id)
    expect(backfill).toMatchObject({ total: 5, completed: 5, failed: 0, running: 0 })
    expect(dates.map(({ state, attempt }) => [state, attempt])).toEqual(Array(5).fill(['completed', 1]))
    const runId = dates[2]?.runId ?? 0
    const directory = blockRunDirectory(at.temp.project.stateDirectory, { runId, blockUuid: 'one', attempt: 1 })
    const { reserved, variables } = JSON.parse(await readFile(join(directory, 'request.json'), 'utf8'))
    expect(variables).toMatchObject({ target: 'churn' })
    expect(reserved).toMatchObject({
      ds: '2026-02-01',
      execution_date: '2026-02-01T00:00:00.000+00:00',
      interval_start_datetime_previous: '2026-01-31T00:00:00.000+00:00',
      interval_end_datetime: '2026-02-02T00:00:00.000+00:00',
      interval_seconds: 86_400,
      trigger_name: 'Backfill January again',
    })
    const run = given(await at.temp.runs.get({ projectId: at.projectId, runId }))
    expect(run.origin).toEqual({ kind: 'backfill', name: 'January again' })
  })

  it('is failed where a date failed, and runs only that one again', async () => {
    await using at = await createTempBackfills(
      `import os\n\n@transformer\ndef run(*args, **kwargs):\n    assert kwargs['ds'] == '2026-01-30' or os.path.exists('mended'), 'not yet'\n`,
    )
    const id = await at.create({ ...days(2), parallel: 1 })
    await at.until(id, 'failed')
    await writeFile(join(await at.temp.project.workingDirectory(), 'mended'), '')
    await at.change(id, 'retry')
    await at.until(id, 'completed')
    expect((await at.get(id)).dates.map(({ attempt }) => attempt)).toEqual([1, 2])
  })

  it('that is paused starts nothing more, and goes on when told', async () => {
    await using at = await createTempBackfills(sleeps(0.3))
    const id = await at.create({ ...days(4), parallel: 1 })
    await waitFor(async () => (await at.get(id)).backfill.running === 1, 'its first run')
    await at.change(id, 'pause')
    await waitFor(async () => (await at.get(id)).backfill.running === 0, 'the end of that run')
    expect((await at.get(id)).backfill).toMatchObject({ state: 'paused', completed: 1 })
    await at.change(id, 'resume')
    await at.until(id, 'completed')
  })

  it('that is cancelled ends what runs and can be taken up again', async () => {
    await using at = await createTempBackfills(sleeps(60))
    const id = await at.create(days(4))
    await waitFor(async () => (await at.get(id)).backfill.running === 2, 'two runs')
    await at.change(id, 'cancel')
    await waitFor(async () => (await at.get(id)).backfill.running === 0, 'the end of both')
    const { backfill, dates } = await at.get(id)
    expect(backfill.state).toBe('cancelled')
    expect(dates.map(({ state }) => state)).toEqual(['cancelled', 'cancelled', 'waiting', 'waiting'])
    const refused = await at.backfills.change({ projectId: at.projectId, backfillId: id, action: 'pause' })
    expect(refused.ok ? '' : refused.error.message).toContain('is cancelled')
  })

  it('worked on by two hosts runs no date twice', async () => {
    await using at = await createTempBackfills()
    const { context, deps, histories, runs } = at.temp
    const other = createBackfills(context, { ...deps, histories, runs })
    try {
      const id = await at.create(days(8))
      given(await other.work({ projectId: at.projectId }))
      await at.until(id, 'completed')
      expect((await at.get(id)).dates.map(({ attempt }) => attempt)).toEqual(Array(8).fill(1))
      const history = given(await histories.of(at.temp.project))
      expect(history.runs.list({ pipelineUuid: null, states: null, before: null, limit: 50 })).toHaveLength(8)
    } finally {
      await other[Symbol.asyncDispose]()
    }
  })

  it('says what is wrong with its range', async () => {
    await using at = await createTempBackfills()
    const { projectId } = at
    const backfill = { ...days(1), range: { from: 10, to: 9, unit: 'day', every: 1 } as const }
    const empty = await at.backfills.create({ projectId, pipelineUuid: 'train', backfill })
    expect(empty.ok ? '' : empty.error.message).toContain('no date')
    const long = await at.backfills.preview({ from: 0, to: first, unit: 'minute', every: 1 })
    expect(long.ok ? '' : long.error.message).toContain('10,000')
  })
})
