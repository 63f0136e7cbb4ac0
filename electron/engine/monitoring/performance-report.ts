import { lazily } from '#shared/lazily.ts'
import type { PerformanceReport } from '#shared/model/monitoring.ts'
import { tally } from '#shared/statistics/histogram.ts'
import { quantileOf, risingOf } from '#shared/statistics/quantiles.ts'
import type { MonitoredModel } from './monitored-model.ts'
import { calibrationOf, type LabelledRow, type Reading, readingOf, scoresOf } from './performance.ts'
import { categoryOf, isMissing } from './profile-rows.ts'
import { readServedRows, type ServedRow } from './served-rows.ts'

export type PerformanceQuery = {
  readonly from: number
  readonly until: number
  readonly version: number | null
  readonly buckets: number
}

/** Labelled requests of a window that are read. */
const labelledRequests = 20_000
/** Values of a slice that are shown: the most frequent ones. */
const mostSlices = 12

type Labelled = ServedRow & LabelledRow

/** Rows of a window whose truth is known. */
export const labelledRows = (
  { name, database }: Pick<MonitoredModel, 'name' | 'database'>,
  query: Pick<PerformanceQuery, 'from' | 'until' | 'version'>,
): Labelled[] => {
  const { rows } = readServedRows(database, { model: name, ...query, labelled: true, limit: labelledRequests })
  return rows.flatMap((row) =>
    row.truth === undefined || row.prediction === null ? [] : [{ ...row, truth: row.truth }],
  )
}

/** Buckets over the time that has labelled rows: truth of one afternoon is a line, not a dot in two weeks. */
const bucketsOf = (
  rows: readonly Labelled[],
  { buckets }: PerformanceQuery,
  reading: Reading,
): PerformanceReport['buckets'] => {
  const [first, last] = [rows[0]?.time ?? 0, rows.at(-1)?.time ?? 0]
  const length = Math.max(1, (last - first) / buckets)
  const groups = Array.from({ length: buckets }, (): Labelled[] => [])
  for (const row of rows) groups[Math.min(buckets - 1, Math.floor((row.time - first) / length))]?.push(row)
  return groups.map((group, index) => {
    const time = first + index * length
    return { time, until: time + length, ...scoresOf(group, reading) }
  })
}

const shortNumber = lazily(() => new Intl.NumberFormat('en', { maximumSignificantDigits: 4, useGrouping: false }))

/** Names of the groups of a column: its values, or quarters of its numbers. */
const groupNames = (rows: readonly Labelled[], column: string): ((row: Labelled) => string) => {
  const values = rows.map(({ features }) => features?.[column])
  const numbers = values.flatMap((value) => (typeof value === 'number' ? [value] : []))
  const nameOf = (row: Labelled) => {
    const value = row.features?.[column]
    return value === undefined || isMissing(value) ? 'missing' : categoryOf(value)
  }
  if (new Set(numbers).size <= mostSlices || numbers.length * 2 < values.length) return nameOf
  const rising = risingOf(numbers)
  const edges = [0.25, 0.5, 0.75].map((share) => quantileOf(rising, share) ?? 0)
  const [low, middle, high] = edges.map((edge) => shortNumber().format(edge))
  const names = [`up to ${low}`, `${low} – ${middle}`, `${middle} – ${high}`, `above ${high}`]
  return (row) => {
    const value = row.features?.[column]
    return typeof value === 'number' ? (names[edges.filter((edge) => value > edge).length] ?? '') : nameOf(row)
  }
}

const sliceOf = (rows: readonly Labelled[], column: string, reading: Reading): PerformanceReport['slices'][number] => {
  const name = groupNames(rows, column)
  const frequent = [...tally(rows.map(name))].sort((left, right) => right[1] - left[1]).slice(0, mostSlices)
  const values = frequent.map(([value]) => ({
    value,
    ...scoresOf(
      rows.filter((row) => name(row) === value),
      reading,
    ),
  }))
  return { column, values }
}

/** How good the predictions of a window were, as far as truth has come: over time, by version, by slice. */
export const reportPerformance = (model: MonitoredModel, query: PerformanceQuery): PerformanceReport => {
  const rows = labelledRows(model, query)
  const reading = readingOf(rows, model.settings)
  if (reading === null) {
    const nothing = { rows: 0, scores: {} }
    return { task: null, positive: null, total: nothing, buckets: [], byVersion: [], slices: [], calibration: [] }
  }
  const versions = [...new Set(rows.map(({ version }) => version))].sort((left, right) => right - left)
  return {
    task: reading.task,
    positive: reading.positive,
    total: scoresOf(rows, reading),
    buckets: bucketsOf(rows, query, reading),
    byVersion: versions.map((version) => ({
      version,
      ...scoresOf(
        rows.filter((row) => row.version === version),
        reading,
      ),
    })),
    slices: model.settings.slices.map((column) => sliceOf(rows, column, reading)),
    calibration: calibrationOf(rows, reading),
  }
}
