import { expect, test } from 'vitest'
import {
  formatAge,
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatPlural,
  formatTimeWithZone,
  formatWhen,
} from './format.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

test.each([
  [0, '0 ms'],
  [12.4, '12 ms'],
  [410, '0.41 s'],
  [1080, '1.08 s'],
  [9999, '10.0 s'],
  [41_200, '41.2 s'],
  [59_960, '1 min'],
  [124_000, '2 min 4 s'],
  [119_800, '2 min'],
  [3 * hour + 12 * minute, '3 h 12 min'],
  [2 * day + 4 * hour, '2 d 4 h'],
  [-5, '0 ms'],
])('%d ms is shown as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})

test.each([
  [12_000, '00:12'],
  [124_999, '02:04'],
  [hour + 2 * minute + 3 * second, '1:02:03'],
])('a clock at %d ms shows %s', (ms, text) => {
  expect(formatClock(ms)).toBe(text)
})

test('counts have separators and their noun', () => {
  expect(formatCount(7043)).toBe('7,043')
  expect(formatPlural(1, 'file')).toBe('1 file')
  expect(formatPlural(7043, 'file')).toBe('7,043 files')
  expect(formatPlural(2, 'run is', 'runs are')).toBe('2 runs are')
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1200, '1.2 KB'],
  [612_000_000, '612 MB'],
  [999_950, '1.0 MB'],
])('%d bytes are shown as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})

test.each([
  [10 * second, 'now'],
  [5 * minute, '5 min'],
  [2 * hour + 50 * minute, '2 h'],
  [27 * hour, '1 d'],
  [15 * day, '2 w'],
])('an age of %d ms is shown as %s', (age, text) => {
  const now = Date.UTC(2026, 10, 24, 12)
  expect(formatAge(now - age, now)).toBe(text)
})

test('a time of this week is said by its day', () => {
  const now = new Date(2026, 10, 24, 14, 2).getTime()
  expect(formatWhen(now, now)).toBe('today 14:02')
  expect(formatWhen(now - day, now)).toBe('yesterday 14:02')
  expect(formatWhen(new Date(2026, 10, 14, 2, 0).getTime(), now)).toBe('2026-11-14 02:00')
})

test('the whole time names its zone', () => {
  expect(formatTimeWithZone(new Date(2026, 10, 24, 14, 2, 7).getTime())).toMatch(
    /^2026-11-24 14:02:07 \S+ \(UTC[+-]\d\d:\d\d\)$/,
  )
})
