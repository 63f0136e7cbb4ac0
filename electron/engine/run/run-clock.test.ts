import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import * as blocks from '#engine/testing/fixture-blocks.ts'
import { createTempRuns, given } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import { createRunClock } from './run-clock.ts'

const clockOver = (start: number) => {
  const at = { wall: start, elapsed: 0 }
  const now = createRunClock(0, { wall: () => at.wall, elapsed: () => at.elapsed })
  return {
    now,
    pass: (ms: number, jump = 0) => Object.assign(at, { wall: at.wall + ms + jump, elapsed: at.elapsed + ms }),
  }
}

describe('the clock of a run', () => {
  it('follows the clock on the wall', () => {
    const clock = clockOver(5_000)
    clock.pass(1_000)
    expect(clock.now()).toBe(6_000)
    // A machine that slept.
    clock.pass(10, 3_600_000)
    expect(clock.now()).toBe(3_606_010)
  })

  it('goes on by what has passed where that clock is set back, and never back', () => {
    const step = fc.record({ ms: fc.nat(100_000), jump: fc.oneof(fc.constant(0), fc.integer({ min: -1e9, max: 0 })) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const clock = clockOver(1e12)
        let before = clock.now()
        for (const { ms, jump } of steps) {
          clock.pass(ms, jump)
          const now = clock.now()
          expect(now - before).toBeGreaterThanOrEqual(Math.max(0, ms - 50))
          expect(now - before).toBeLessThanOrEqual(ms)
          before = now
        }
      }),
    )
  })
})

describe('a clock that is set back by an hour during a run', () => {
  it('makes no duration negative, and holds up nothing', async () => {
    await using temp = await createTempRuns([])
    const code = blocks.waitsForFile(temp.folder.at('go'))
    await temp.folder.pipeline({
      uuid: 'train',
      blocks: [
        { uuid: 'gate', code },
        { uuid: 'after', upstream: ['gate'] },
      ],
    })
    const runId = await temp.start('train')
    await waitFor(() => temp.logged.some(({ text }) => text === 'started'), 'the block')
    const real = Date.now.bind(Date)
    const hour = 3_600_000
    const setBack = vi.spyOn(Date, 'now').mockImplementation(() => real() - hour)
    try {
      await temp.folder.write('go', '')
      const run = given(await temp.runs.waitFor(temp.project.id, runId))
      expect(run.state).toBe('completed')
      const stored = given(await temp.runs.get({ projectId: temp.project.id, runId }))
      for (const { startedAt, endedAt, queuedAt } of [run, stored, ...run.blockRuns, ...stored.blockRuns]) {
        expect(startedAt).toBeGreaterThanOrEqual(queuedAt)
        expect(endedAt).toBeGreaterThanOrEqual(startedAt ?? Number.NaN)
        expect(Number(endedAt) - Number(startedAt)).toBeLessThan(hour / 2)
      }
    } finally {
      setBack.mockRestore()
    }
  })
})
