import { lazily } from '#shared/lazily.ts'
import type { Json } from '#shared/model/json.ts'
import type { DriftState, FeatureDrift } from '#shared/model/monitoring.ts'
import type { CategoryProfile, FeatureProfile, NumberProfile } from '#shared/model/profile.ts'
import { chiSquareContingency, pooledCounts } from '#shared/statistics/chi-square.ts'
import { jensenShannonDistance, stabilityIndex, stabilityPValue } from '#shared/statistics/divergence.ts'
import { countsBetween, missingShare, tally, unseenShare } from '#shared/statistics/histogram.ts'
import { sumOf } from '#shared/statistics/quantiles.ts'
import { kolmogorovSmirnovTest } from '#shared/statistics/two-sample.ts'
import { categoryOf, isMissing, numberOf } from './profile-rows.ts'

/** Values below which nothing is said of a feature: shares of so few move by chance alone. */
const fewest = 30
/** Siddiqi, "Credit Risk Scorecards" (2006): below 0.1 nothing to speak of, above 0.25 a large shift. */
const someShift = 0.1
const largeShift = 0.25
/** A shift that chance gives more often than this is not told as one. */
const chance = 0.01
/** Bins of a stability index: its usual ten, so that its usual limits hold. */
const stabilityBins = 10

const stateOf = (psi: number | null, pValue: number | null, values: number): DriftState => {
  if (values < fewest || psi === null || pValue === null) return 'few'
  if (psi < someShift) return 'none'
  if (pValue > chance) return 'chance'
  return psi < largeShift ? 'some' : 'large'
}

/** Neighbours put together until about ten bins are left, each of about as many rows of the reference. */
const mergeBins = ({ edges, counts }: Pick<NumberProfile, 'edges' | 'counts'>): number[] => {
  if (counts.length <= stabilityBins) return [...edges]
  // A bin that is nearly full is full: two of them together would be twice as wide as the others.
  const full = (sumOf(counts) / stabilityBins) * 0.75
  const merged: number[] = edges.slice(0, 1)
  let held = 0
  counts.forEach((count, index) => {
    held += count
    const isLast = index === counts.length - 1
    if (held >= full || isLast) {
      merged.push(edges[index + 1] ?? 0)
      held = 0
    }
  })
  return merged
}

const shortNumber = lazily(() => new Intl.NumberFormat('en', { maximumSignificantDigits: 4, useGrouping: false }))

type Counts = { readonly labels: string[]; readonly reference: number[]; readonly current: number[] }

const scoresOf = ({ labels, reference, current }: Counts) => {
  const [expected, actual] = [sumOf(reference), sumOf(current)]
  const psi = stabilityIndex(reference, current)
  return {
    psi,
    psiPValue: psi === null ? null : stabilityPValue(psi, { expected, actual, bins: reference.length }),
    js: jensenShannonDistance(reference, current),
    bins: labels.map((label, index) => ({
      label,
      reference: expected === 0 ? 0 : (reference[index] ?? 0) / expected,
      current: actual === 0 ? 0 : (current[index] ?? 0) / actual,
    })),
  }
}

type Compared = Omit<FeatureDrift, 'name' | 'kind' | 'part' | 'missing' | 'state'>

/** Distinct values up to which a column of numbers is compared value by value: classes, flags and grades have no bins between them. */
const mostDiscrete = 10

/** Both by value; what the reference does not have is `other`. The reference's counts are those of its sample. */
const discreteCounts = (sample: readonly number[], known: readonly number[], values: readonly number[]): Counts => {
  const count = (of: readonly number[]) => known.map((value) => of.filter((one) => one === value).length)
  const current = count(values)
  const other = values.length - sumOf(current)
  const withOther = other > 0 || known.length === 1
  return {
    labels: [...known.map((value) => shortNumber().format(value)), ...(withOther ? ['other'] : [])],
    reference: [...count(sample), ...(withOther ? [0] : [])],
    current: [...current, ...(withOther ? [other] : [])],
  }
}

const numberCounts = (profile: NumberProfile, values: readonly number[]): Counts => {
  const known = [...new Set(profile.sample)]
  if (known.length > 0 && known.length <= mostDiscrete) return discreteCounts(profile.sample, known, values)
  const edges = mergeBins(profile)
  const label = (index: number) =>
    `${shortNumber().format(edges[index] ?? 0)} – ${shortNumber().format(edges[index + 1] ?? 0)}`
  const middles = profile.counts.map((_, index) => ((profile.edges[index] ?? 0) + (profile.edges[index + 1] ?? 0)) / 2)
  const reference = edges.slice(1).map(() => 0)
  // Bins are unions of the profile's: each of those lies in one of them.
  middles.forEach((middle, index) => {
    const at = countsBetween(edges, [middle]).indexOf(1)
    reference[at] = (reference[at] ?? 0) + (profile.counts[index] ?? 0)
  })
  return { labels: reference.map((_, index) => label(index)), reference, current: countsBetween(edges, values) }
}

const compareNumbers = (profile: NumberProfile, values: readonly number[]): Compared => {
  const { min, max } = profile
  const outside = values.filter((value) => (min !== null && value < min) || (max !== null && value > max)).length
  const ks = kolmogorovSmirnovTest(profile.sample, values)
  return {
    values: values.length,
    ...scoresOf(numberCounts(profile, values)),
    ks: ks === null ? null : { statistic: ks.statistic, pValue: ks.pValue },
    chiSquare: null,
    unseen: values.length === 0 ? null : outside / values.length,
  }
}

const compareCategories = (profile: CategoryProfile, values: readonly string[]): Compared => {
  const counts = tally(values)
  const known = profile.categories.map(({ value }) => value)
  const current = known.map((value) => counts.get(value) ?? 0)
  const elsewhere = values.length - sumOf(current)
  const withOther = profile.other > 0 || elsewhere > 0
  const all: Counts = {
    labels: withOther ? [...known, 'other'] : known,
    reference: [...profile.categories.map(({ count }) => count), ...(withOther ? [profile.other] : [])],
    current: [...current, ...(withOther ? [elsewhere] : [])],
  }
  const pooled = pooledCounts(all.reference, all.current)
  const test = chiSquareContingency([pooled.first, pooled.second])
  return {
    values: values.length,
    ...scoresOf(all),
    ks: null,
    chiSquare: test === null ? null : { statistic: test.statistic, pValue: test.pValue },
    // The names of rare categories are not in the profile: of them nothing is unseen.
    unseen: profile.other > 0 ? null : unseenShare(values, new Set(known)),
  }
}

const compare = (profile: FeatureProfile, present: readonly Json[]): Compared => {
  if (profile.kind === 'category') return compareCategories(profile, present.map(categoryOf))
  const numbers = present.flatMap((value) => {
    const number = numberOf(value)
    return number === null ? [] : [number]
  })
  return compareNumbers(profile, numbers)
}

export type DriftInput = {
  readonly profile: FeatureProfile
  readonly part: FeatureDrift['part']
  /** Rows the profile was made of. */
  readonly profileRows: number
  readonly values: readonly (Json | undefined)[]
}

/**
 * How far a column of the traffic is from its reference. What it says of few rows: nothing below 30 values (`few`); a stability index that
 * chance explains (p > 0.01 at these sizes) is `chance` and not drift; chi-square pools categories below five expected rows; Kolmogorov-Smirnov
 * is exact. `statisticsReady` must have been awaited.
 */
export const featureDrift = ({ profile, part, profileRows, values }: DriftInput): FeatureDrift => {
  const present = values.filter((value): value is Json => !isMissing(value))
  const compared = compare(profile, present)
  const { name, kind } = profile
  return {
    name,
    kind,
    part,
    state: stateOf(compared.psi, compared.psiPValue, compared.values),
    ...compared,
    missing: {
      reference: missingShare(profile.missing, profileRows),
      current: missingShare(values.length - present.length, values.length),
    },
  }
}
