import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { triggerOf } from '#engine/testing/temp-triggers.ts'
import type { Trigger } from '#shared/model/trigger.ts'
import { nextFires } from '#shared/triggers/fires.ts'
import { type ClaimFacts, planClaims } from './plan-claims.ts'

const hourMs = 3_600_000
const enabledAt = Date.UTC(2026, 10, 24, 9, 10)
const halfHourly = { kind: 'cron', expression: '*/30 * * * *', timeZone: 'UTC' } as const

const plan = (missed: Trigger['missed'], facts: Partial<ClaimFacts> = {}) =>
  planClaims({
    trigger: triggerOf({ when: halfHourly, missed }),
    mark: { enabledAt },
    newestDate: null,
    isPaused: false,
    // Asleep from 9:10 to 17:10, while 16 runs were due.
    now: enabledAt + 8 * hourMs,
    ...facts,
  })

describe('after eight hours of sleep over sixteen due runs', () => {
  it('skip claims none, and says how many', () => {
    expect(plan('skip')).toMatchObject([{ state: 'skipped', reason: expect.stringContaining('16 fires were missed') }])
  })

  it('once claims the newest, which stands for all', () => {
    expect(plan('once')).toMatchObject([
      { state: 'due', executionDate: Date.UTC(2026, 10, 24, 17), reason: expect.stringContaining('16') },
    ])
  })

  it('all claims each, oldest first', () => {
    const dates = plan('all').map(({ executionDate }) => executionDate)
    expect(dates).toHaveLength(16)
    expect(dates[0]).toBe(Date.UTC(2026, 10, 24, 9, 30))
    expect(dates).toEqual([...dates].sort((a, b) => a - b))
  })

  it('ask claims one question with all dates', () => {
    const [asked, ...others] = plan('ask')
    expect(others).toEqual([])
    expect(asked).toMatchObject({ state: 'asked' })
    expect(asked?.event.missed).toHaveLength(16)
  })

  it('a fire that is on time comes besides', () => {
    const now = Date.UTC(2026, 10, 24, 17, 0, 5)
    expect(plan('skip', { now }).map(({ state }) => state)).toEqual(['skipped', 'due'])
    expect(plan('once', { now }).map(({ state }) => state)).toEqual(['skipped', 'due'])
    expect(plan('all', { now })).toHaveLength(16)
  })
})

describe('what is due', () => {
  it('is nothing from before the trigger was switched on', () => {
    expect(plan('all', { now: enabledAt + 60_000 })).toEqual([])
  })

  it('is the period that goes on, where the trigger begins with it', () => {
    const trigger = triggerOf({ when: halfHourly, createInitialRun: true })
    const first = plan('once', { trigger, now: enabledAt })
    expect(first).toMatchObject([{ state: 'due', executionDate: Date.UTC(2026, 10, 24, 9) }])
    expect(plan('once', { trigger, now: enabledAt + 1, newestDate: Date.UTC(2026, 10, 24, 9) })).toEqual([])
  })

  it('is nothing after the end and nothing before the start', () => {
    const ended = triggerOf({ when: halfHourly, missed: 'all', endTime: Date.UTC(2026, 10, 24, 10) })
    expect(plan('all', { trigger: ended })).toHaveLength(2)
    const later = triggerOf({ when: halfHourly, missed: 'all', startTime: Date.UTC(2026, 10, 24, 17) })
    expect(plan('all', { trigger: later })).toHaveLength(1)
  })

  it('is skipped while triggers are paused', () => {
    expect(plan('all', { isPaused: true })).toMatchObject([
      { state: 'skipped', reason: expect.stringContaining('paused') },
    ])
  })

  it('is bounded, however far a clock was set ahead', () => {
    const trigger = triggerOf({ when: { ...halfHourly, expression: '* * * * *' }, missed: 'all' })
    expect(plan('all', { trigger, now: enabledAt + 30 * 24 * hourMs })).toHaveLength(1_000)
  })

  it('is what the preview showed, whenever the host looks', () => {
    const trigger = triggerOf({ when: halfHourly, missed: 'all' })
    const waits = fc.array(fc.integer({ min: 1_000, max: 3 * hourMs }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(waits, (steps) => {
        const claimed: number[] = []
        let now = enabledAt
        for (const step of steps) {
          now += step
          claimed.push(
            ...planClaims({
              trigger,
              mark: { enabledAt },
              newestDate: claimed.at(-1) ?? null,
              isPaused: false,
              now,
            }).map(({ executionDate }) => executionDate),
          )
        }
        expect(claimed).toEqual(
          nextFires(halfHourly, { after: enabledAt, limit: 1_000, until: now }).map(({ at }) => at),
        )
      }),
      { numRuns: 100 },
    )
  })
})
