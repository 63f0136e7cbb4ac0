import { readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { blockRunDirectory } from '#engine/run/block-run-directory.ts'
import { fails, failsUntil, sleeps, waitsForFile } from '#engine/testing/fixture-blocks.ts'
import { given } from '#engine/testing/temp-runs.ts'
import { createFakeClock, createTempTriggers, triggerOf } from '#engine/testing/temp-triggers.ts'
import { waitFor } from '#engine/testing/wait-for.ts'

const minuteMs = 60_000
const start = Date.UTC(2026, 10, 24, 9, 10)
const everyMinute = { kind: 'cron', expression: '* * * * *', timeZone: 'UTC' } as const
const oneBlock = (code: string) => [{ uuid: 'train', blocks: [{ uuid: 'one', code }] }]

describe('a trigger by the clock', () => {
  it('fires once for each date, and its run knows which', async () => {
    const clock = createFakeClock(start)
    await using at = await createTempTriggers(undefined, clock)
    await at.save(triggerOf({ when: everyMinute, variables: { target: 'churn' } }))
    await at.look()
    for (let minute = 0; minute < 3; minute += 1) {
      clock.advance(minuteMs)
      await at.look()
      await at.look()
    }
    const runs = await at.ended()
    expect(runs.map(({ state, origin, variables }) => ({ state, origin, variables }))).toEqual(
      Array(3).fill({
        state: 'completed',
        origin: { kind: 'trigger', name: 'nightly' },
        variables: { target: 'churn' },
      }),
    )
    const directory = blockRunDirectory(at.temp.project.stateDirectory, { runId: 1, blockUuid: 'one', attempt: 1 })
    const { reserved } = JSON.parse(await readFile(join(directory, 'request.json'), 'utf8'))
    expect(reserved).toMatchObject({
      execution_date: '2026-11-24T09:11:00.000+00:00',
      trigger_name: 'nightly',
      interval_seconds: 60,
      execution_partition: '1/20261124T091100',
    })
  })

  it('does not fire again when the clock is set back, and not less either', async () => {
    const clock = createFakeClock(start)
    await using at = await createTempTriggers(undefined, clock)
    await at.save(triggerOf({ when: everyMinute, missed: 'all' }))
    await at.look()
    for (const minute of [1, 2, 3, 1.5, 2.5, 3.5, 4.5]) {
      clock.set(start + minute * minuteMs)
      await at.look()
    }
    expect(await at.ended()).toHaveLength(4)
  })

  it('set ahead by mistake and back again goes on from where it was', async () => {
    const clock = createFakeClock(start)
    await using at = await createTempTriggers(undefined, clock)
    await at.save(triggerOf({ when: everyMinute }))
    await at.look()
    clock.advance(365 * 24 * 60 * minuteMs + 30_000)
    await at.look()
    clock.set(start + minuteMs)
    await at.look()
    expect(await at.ended()).toHaveLength(2)
  })

  it('that is once fires once and is switched off', async () => {
    const clock = createFakeClock(start)
    await using at = await createTempTriggers(undefined, clock)
    await at.save(triggerOf({ when: { kind: 'once' } }))
    await at.look()
    await at.look()
    expect(await at.ended()).toHaveLength(1)
    expect((await at.status()).trigger.active).toBe(false)
    expect(await at.temp.folder.read('pipelines/train/triggers.yaml')).toContain('status: inactive')
  })

  it('fires by itself with real timers', async () => {
    await using at = await createTempTriggers()
    await at.save(triggerOf({ when: { kind: 'interval', seconds: 1 } }))
    await at.look()
    await waitFor(() => at.temp.happened.filter(({ event }) => event.kind === 'run-queued').length >= 2, 'two runs')
  })

  it('does nothing in a project that is not trusted, and writes nothing into one without active triggers', async () => {
    const clock = createFakeClock(start)
    await using at = await createTempTriggers(undefined, clock)
    await at.save(triggerOf({ when: everyMinute, active: false }))
    await at.look()
    clock.advance(5 * minuteMs)
    await at.look()
    expect(given(await at.temp.histories.existing(at.temp.project))).toBeNull()
  })
})

describe('while an earlier run goes on, a fire', () => {
  const blocked = async (overlap: Parameters<typeof triggerOf>[0]['overlap'], code?: string) => {
    const clock = createFakeClock(start)
    const goOn = join(tmpdir(), `pipewright-trigger-${process.pid}-${Math.random()}`)
    const at = await createTempTriggers(oneBlock(code ?? waitsForFile(goOn)), clock)
    await at.save(triggerOf({ when: everyMinute, ...(overlap === undefined ? {} : { overlap }) }))
    await at.look()
    for (let minute = 0; minute < 2; minute += 1) {
      clock.advance(minuteMs)
      await at.look()
    }
    return { at, clock, goOn }
  }
  const runCount = ({ temp }: Awaited<ReturnType<typeof createTempTriggers>>) =>
    temp.happened.filter(({ event }) => event.kind === 'run-queued').length

  it('is skipped, with the reason', async () => {
    const { at } = await blocked({ kind: 'skip' })
    await using _ = at
    expect((await at.status()).lastFire).toMatchObject({
      state: 'skipped',
      reason: 'Skipped: run 1 was still going on.',
    })
    expect(runCount(at)).toBe(1)
  })

  it('waits in the queue and starts after it', async () => {
    const { at } = await blocked({ kind: 'queue' })
    await using _ = at
    expect((await at.status()).lastFire).toMatchObject({ state: 'waiting', reason: 'Waits until run 1 has ended.' })
    await at.temp.runs.cancel({ projectId: at.temp.project.id, runId: 1 })
    await waitFor(() => runCount(at) === 2, 'the second run')
    expect((await at.status()).lastFire).toMatchObject({ state: 'started', runId: 2 })
  })

  it('cancels it and takes its place', async () => {
    const { at } = await blocked({ kind: 'cancel-old' }, sleeps(600))
    await using _ = at
    await waitFor(() => runCount(at) === 2, 'the second run')
    expect(given(await at.temp.runs.get({ projectId: at.temp.project.id, runId: 1 })).state).toBe('cancelled')
  })

  it('runs beside it up to the limit, or without one', async () => {
    const { at, clock } = await blocked({ kind: 'parallel', limit: 2 })
    await using _ = at
    clock.advance(minuteMs)
    await at.look()
    expect(runCount(at)).toBe(2)
    expect((await at.status()).lastFire?.state).toBe('waiting')
    const free = await blocked(undefined)
    await using __ = free.at
    expect(runCount(free.at)).toBe(2)
  })
})

describe('a run of a trigger', () => {
  it('that fails is tried anew after the delay, with the same date', async () => {
    const clock = createFakeClock(start)
    const counter = join(tmpdir(), `pipewright-retry-${process.pid}-${Math.random()}`)
    await using at = await createTempTriggers(oneBlock(failsUntil(counter, 3)), clock)
    await at.save(triggerOf({ when: { kind: 'once' }, retries: 5, retryDelaySeconds: 30 }))
    await at.look()
    for (let attempt = 1; attempt < 3; attempt += 1) {
      await at.ended()
      await at.look()
      expect((await at.status()).lastFire).toMatchObject({ state: 'waiting', attempt })
      clock.advance(30_000)
      await at.look()
    }
    expect((await at.ended()).map(({ state }) => state)).toEqual(['failed', 'failed', 'completed'])
    expect((await at.status()).lastFire).toMatchObject({ state: 'started', runId: 3, attempt: 3 })
  })

  it('that fails too often stays failed', async () => {
    const clock = createFakeClock(start)
    await using at = await createTempTriggers(oneBlock(fails()), clock)
    await at.save(triggerOf({ when: { kind: 'once' }, retries: 1 }))
    await at.look()
    await at.ended()
    await at.look()
    await at.ended()
    await at.look()
    clock.advance(minuteMs)
    await at.look()
    expect((await at.ended()).map(({ state }) => state)).toEqual(['failed', 'failed'])
  })

  it.each(['failed', 'cancelled'] as const)(
    'that takes too long is ended as %s, and marked late before',
    async (timeoutState) => {
      const clock = createFakeClock(start)
      await using at = await createTempTriggers(oneBlock(sleeps(600)), clock)
      await at.save(triggerOf({ when: { kind: 'once' }, timeoutSeconds: 60, timeoutState, slaSeconds: 30 }))
      await at.look()
      clock.advance(31_000)
      await at.look()
      expect((await at.status()).lastFire).toMatchObject({
        late: true,
        runState: expect.stringMatching(/queued|running/),
      })
      clock.advance(30_000)
      await at.look()
      expect(await at.ended()).toMatchObject([{ state: timeoutState, reason: expect.stringContaining('60 s') }])
    },
  )
})

/** The clock that stamps files ticks every few milliseconds and lags behind; resolves once a file made now counts as later than `time`. */
const diskClockAfter = (
  time: number,
  folder: { at(file: string): string; write(file: string, text: string): Promise<void> },
) =>
  waitFor(async () => {
    await folder.write('probe', '')
    return (await stat(folder.at('probe'))).ctimeMs > time
  }, 'a tick of the clock of the disk')

describe('other triggers', () => {
  it('fire at the end of another pipeline, once for each', async () => {
    const both = [
      { uuid: 'load', blocks: [{ uuid: 'one', type: 'custom' as const }] },
      { uuid: 'train', blocks: [{ uuid: 'two', type: 'custom' as const }] },
    ]
    await using at = await createTempTriggers(both)
    await at.save(triggerOf({ when: { kind: 'pipeline', pipelineUuid: 'load', states: ['completed'] } }))
    await at.look()
    await at.temp.finish('load')
    await waitFor(() => at.temp.happened.some(({ runId }) => runId === 2), 'the run it starts')
    await at.look()
    const runs = await at.ended()
    expect(runs.map(({ pipelineUuid }) => pipelineUuid)).toEqual(['load', 'train'])
    expect(runs[1]?.variables).toMatchObject({ pipeline_uuid: 'load', status: 'completed' })
  })

  it('fire for a file that has arrived and settled, once, and move it aside before', async () => {
    await using at = await createTempTriggers()
    await at.temp.folder.write('inbox/old.csv', 'a')
    const when = { kind: 'file', pattern: 'inbox/*.csv', settleSeconds: 0, moveTo: 'done' } as const
    await at.save(triggerOf({ when }))
    await at.look()
    await diskClockAfter(Date.now(), at.temp.folder)
    await at.temp.folder.write('inbox/new.csv', 'b')
    await at.temp.folder.write('inbox/new.txt', 'b')
    await at.look()
    await at.look()
    const runs = await at.ended()
    expect(runs.map(({ variables }) => variables.file)).toEqual([at.temp.folder.at('done/new.csv')])
    expect(await at.temp.folder.read('done/new.csv')).toBe('b')
    expect(await at.temp.folder.read('inbox/old.csv')).toBe('a')
  })

  it('fire when a person says so, also switched off, and say why they cannot', async () => {
    await using at = await createTempTriggers()
    const where = { projectId: at.temp.project.id, pipelineUuid: 'train', name: 'nightly' }
    await at.save(triggerOf({ when: { kind: 'event' }, active: false }))
    expect(given(await at.triggers.run(where)).runId).toBe(1)
    expect(await at.triggers.run({ ...where, name: 'nobody' })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
  })

  it('are paused all at once: what came due meanwhile is skipped', async () => {
    const clock = createFakeClock(start)
    await using at = await createTempTriggers(undefined, clock)
    const { id: projectId } = at.temp.project
    await at.save(triggerOf({ when: everyMinute, missed: 'all' }))
    await at.look()
    given(await at.triggers.pause({ projectId, isPaused: true }))
    clock.advance(5 * minuteMs)
    await at.look()
    given(await at.triggers.pause({ projectId, isPaused: false }))
    await at.look()
    expect(await at.ended()).toEqual([])
    clock.advance(minuteMs)
    await at.look()
    expect(await at.ended()).toHaveLength(1)
  })

  it('ask what to do about missed fires, and do it', async () => {
    const clock = createFakeClock(start)
    await using at = await createTempTriggers(undefined, clock)
    await at.save(triggerOf({ when: { ...everyMinute, expression: '*/30 * * * *' }, missed: 'ask' }))
    await at.look()
    clock.advance(100 * minuteMs)
    await at.look()
    clock.advance(60 * minuteMs)
    await at.look()
    expect(await at.ended()).toEqual([])
    const { asked } = await at.status()
    given(await at.triggers.answer({ projectId: at.temp.project.id, fireId: asked?.id ?? 0, answer: 'all' }))
    expect(await at.ended()).toHaveLength(5)
    expect((await at.status()).asked).toBeNull()
  })
})
