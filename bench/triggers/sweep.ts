import { nextFires } from '#shared/triggers/fires.ts'
import { clockChanges, expectedFires, knownPatterns, minutesAround } from './clock-oracle.ts'

/** A case in which the rules and the clocks disagree. */
export type Disagreement = {
  readonly zone: string
  readonly pattern: string
  readonly change: string
  readonly missing: readonly string[]
  readonly tooMuch: readonly string[]
}

export type SweepResult = { readonly cases: number; readonly changes: number; readonly disagreements: Disagreement[] }

const from = Date.UTC(2024, 0, 1)
const to = Date.UTC(2031, 0, 1)
const iso = (instant: number) => new Date(instant).toISOString()

const compareAround = (zone: string, change: number): Disagreement[] => {
  const minutes = minutesAround(zone, change)
  const first = minutes[0]?.at ?? change
  const last = minutes.at(-1)?.at ?? change
  return knownPatterns.flatMap((pattern) => {
    const timetable = { kind: 'cron', expression: pattern.text, timeZone: zone } as const
    const got = nextFires(timetable, { after: first - 1, until: last, limit: 100_000 }).map(({ at }) => at)
    const expected = expectedFires(pattern, minutes)
    if (got.length === expected.length && got.every((at, index) => at === expected[index])) return []
    const missing = expected.filter((at) => !got.includes(at)).map(iso)
    const tooMuch = got.filter((at, index) => !expected.includes(at) || got.indexOf(at) !== index).map(iso)
    return [{ zone, pattern: pattern.text, change: iso(change), missing, tooMuch }]
  })
}

/** Compares every pattern around every change of clocks of the zones, or around new year where a zone has none. */
export const sweepZones = (zones: readonly string[]): SweepResult => {
  const result = { cases: 0, changes: 0, disagreements: [] as Disagreement[] }
  for (const zone of zones) {
    const changes = clockChanges(zone, from, to)
    result.changes += changes.length
    for (const change of changes.length === 0 ? [Date.UTC(2027, 0, 1)] : changes) {
      result.cases += knownPatterns.length
      result.disagreements.push(...compareAround(zone, change))
    }
  }
  return result
}
