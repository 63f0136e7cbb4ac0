import type { Json } from '#shared/model/json.ts'
import type { DataProfile, FeatureProfile } from '#shared/model/profile.ts'
import { countsBetween, tally } from '#shared/statistics/histogram.ts'
import { meanOf, quantileOf, risingOf, sumOf } from '#shared/statistics/quantiles.ts'
import { predictionPartsOf } from './prediction-parts.ts'
import type { ServedRow } from './served-rows.ts'

/** Bins of a profile that is made here, as `profile.py` makes them. */
const bins = 10
const sampleSize = 1000
const mostCategories = 100

/** A missing value of a column: nothing was sent, or what Python and JavaScript have for it. */
export const isMissing = (value: Json | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'number' && Number.isNaN(value))

/** The name of a value of a category, as profiles have it. */
export const categoryOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** A number, or text that is one (how CSV readers send them); null for anything else. */
export const numberOf = (value: Json | undefined): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || value.trim() === '') return null
  const read = Number(value)
  return Number.isFinite(read) ? read : null
}

const regularSample = (rising: readonly number[]): number[] => {
  if (rising.length <= sampleSize) return [...rising]
  return Array.from(
    { length: sampleSize },
    (_, index) => rising[Math.floor((index * (rising.length - 1)) / (sampleSize - 1))] ?? 0,
  )
}

const numberProfile = (name: string, values: readonly number[], missing: number): FeatureProfile => {
  const rising = risingOf(values)
  const at = (share: number) => quantileOf(rising, share)
  const mean = meanOf(values)
  const edges = [...new Set(Array.from({ length: bins + 1 }, (_, index) => at(index / bins) ?? 0))]
  const spread = mean === null ? null : sumOf(values.map((value) => (value - mean) ** 2))
  return {
    name,
    kind: 'number',
    missing,
    min: rising[0] ?? null,
    max: rising.at(-1) ?? null,
    mean,
    std: spread === null || values.length < 2 ? null : Math.sqrt(spread / (values.length - 1)),
    edges: values.length === 0 ? [] : edges,
    counts: countsBetween(edges, values),
    quantiles: values.length === 0 ? [] : Array.from({ length: 101 }, (_, index) => at(index / 100) ?? 0),
    sample: regularSample(rising),
  }
}

const categoryProfile = (name: string, values: readonly string[], missing: number): FeatureProfile => {
  const sorted = [...tally(values)].sort((left, right) => right[1] - left[1])
  return {
    name,
    kind: 'category',
    missing,
    categories: sorted.slice(0, mostCategories).map(([value, count]) => ({ value, count })),
    other: sumOf(sorted.slice(mostCategories).map(([, count]) => count)),
  }
}

/** Profile of one column. Where most values are numbers it is one of numbers; what is none then counts as missing. */
const columnProfile = (name: string, values: readonly (Json | undefined)[]): FeatureProfile => {
  const present = values.filter((value): value is Json => !isMissing(value))
  const numbers = present.flatMap((value) => (typeof value === 'number' ? [value] : []))
  const isNumber = present.length > 0 && numbers.length * 2 > present.length
  if (isNumber) return numberProfile(name, numbers, values.length - numbers.length)
  return categoryProfile(name, present.map(categoryOf), values.length - present.length)
}

const columnNames = (rows: readonly ServedRow[]): string[] => [
  ...new Set(rows.flatMap(({ features }) => Object.keys(features ?? {}))),
]

/** Profile of a window of traffic, in the form of a training profile: what the window after it is compared with. */
export const profileOfRows = (rows: readonly ServedRow[], now: number): DataProfile => {
  const withFeatures = rows.filter(({ features }) => features !== null)
  const parts = rows.map(({ prediction }) => predictionPartsOf(prediction, null))
  const told = [
    columnProfile(
      'prediction',
      parts.map(({ value }) => value),
    ),
  ]
  if (parts.some(({ probability }) => probability !== null))
    told.push(
      columnProfile(
        'probability',
        parts.map(({ probability }) => probability),
      ),
    )
  return {
    format: 1,
    rows: rows.length,
    created_at: now,
    features: columnNames(withFeatures).map((name) =>
      columnProfile(
        name,
        withFeatures.map(({ features }) => features?.[name]),
      ),
    ),
    predictions: told,
    target: null,
  }
}
