import { describe, expect, it } from 'vitest'
import { clockChanges } from './clock-oracle.ts'
import { sweepZones } from './sweep.ts'

/** Zones whose clocks behave oddly, and every ninth of all others: `npm run bench:triggers` takes all. */
const odd = ['Australia/Lord_Howe', 'Antarctica/Troll', 'Africa/Casablanca', 'America/New_York', 'Europe/Berlin']
const sampled = Intl.supportedValuesOf('timeZone').filter((zone, index) => index % 9 === 0 || odd.includes(zone))

describe('fires around changes of clocks, 2024 to 2030', () => {
  it('are those of the clocks themselves: none twice, none left out', () => {
    const { cases, disagreements } = sweepZones(sampled)
    expect(disagreements).toEqual([])
    expect(cases).toBeGreaterThan(4_000)
  }, 60_000)

  it('are compared at both changes of a year', () => {
    expect(clockChanges('Europe/Berlin', Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1))).toEqual([
      Date.UTC(2026, 2, 29, 1),
      Date.UTC(2026, 9, 25, 1),
    ])
  })
})
