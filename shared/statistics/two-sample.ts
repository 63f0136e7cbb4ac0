import { kolmogorovSurvival } from './kolmogorov.ts'
import { risingOf } from './quantiles.ts'

export type TwoSampleTest = {
  readonly statistic: number
  readonly pValue: number
  readonly method: 'exact' | 'asymptotic'
}

/** Above this size of the larger sample the p-value is asymptotic, as SciPy's `ks_2samp(method='auto')` has it. */
const largestExact = 10_000

/** Largest distance between the two empirical distributions, ties counted at once. */
const largestDistance = (left: readonly number[], right: readonly number[]): number => {
  let largest = 0
  let leftAt = 0
  let rightAt = 0
  while (leftAt < left.length && rightAt < right.length) {
    const value = Math.min(left[leftAt] ?? 0, right[rightAt] ?? 0)
    while (left[leftAt] === value) leftAt += 1
    while (right[rightAt] === value) rightAt += 1
    largest = Math.max(largest, Math.abs(leftAt / left.length - rightAt / right.length))
  }
  return largest
}

const greatestDivisor = (left: number, right: number): number =>
  right === 0 ? left : greatestDivisor(right, left % right)

const rowOfPaths = (row: Float64Array, x: number, [first, last]: readonly [number, number]): void => {
  for (let y = first; y <= last; y += 1) row[y] = ((row[y] ?? 0) * x + (row[y - 1] ?? 0) * y) / (x + y)
}

/**
 * Share of the lattice paths from (0, 0) to (long, short) that reach the two lines: Hodges, "The Significance Probability of the Smirnov
 * Two-Sample Test", Arkiv för Matematik 3 (1958), in the recursion of Viehmann, arXiv 2102.08037, which cancels nothing and so is right for
 * very small values too.
 */
const pathsOutside = (long: number, short: number, steps: number): number => {
  const divisor = greatestDivisor(long, short)
  const [longStep, shortStep] = [short / divisor, long / divisor]
  const row = new Float64Array(short + 1)
  for (let y = 0; y <= short; y += 1) row[y] = y * shortStep >= steps ? 1 : 0
  for (let x = 1; x <= long; x += 1) {
    const position = x * longStep
    if (position >= steps) row[0] = 1
    const first = Math.max(1, Math.floor((position - steps) / shortStep) + 1)
    const last = Math.min(short, Math.ceil((position + steps) / shortStep) - 1)
    if (first > 1) row[first - 1] = 1
    rowOfPaths(row, x, [first, last])
  }
  return row[short] ?? 1
}

/** The same for samples of one size, by its closed form in steps of `steps` (Gnedenko and Korolyuk 1951), as a Horner scheme. */
const pathsOutsideSquare = (size: number, steps: number): number => {
  let probability = 0
  for (let index = Math.floor(size / steps); index >= 0; index -= 1) {
    let term = 1
    for (let step = 0; step < steps; step += 1)
      term *= (size - index * steps - step) / (size + index * steps + step + 1)
    probability = term * (1 - probability)
  }
  return 2 * probability
}

const exactPValue = (left: number, right: number, distance: number): number => {
  const multiple = (left / greatestDivisor(left, right)) * right
  const steps = Math.round(distance * multiple)
  if (steps === 0) return 1
  if (left === right) return pathsOutsideSquare(left, steps)
  return pathsOutside(Math.max(left, right), Math.min(left, right), steps)
}

/**
 * Two-sample Kolmogorov-Smirnov test, two-sided: how far two samples of numbers are apart, and how often chance alone takes them as far.
 * Exact up to 10,000 values (so there is no smallest sample: for few values the p-value just cannot get small); above, Pr(D_n ≥ d) with
 * n = m·n / (m + n) rounded. Equals SciPy's `ks_2samp(method='auto')`.
 *
 * @returns null where a sample is empty
 */
export const kolmogorovSmirnovTest = (first: readonly number[], second: readonly number[]): TwoSampleTest | null => {
  if (first.length === 0 || second.length === 0) return null
  const statistic = largestDistance(risingOf(first), risingOf(second))
  if (Math.max(first.length, second.length) <= largestExact) {
    const pValue = Math.min(Math.max(exactPValue(first.length, second.length, statistic), 0), 1)
    return { statistic, pValue, method: 'exact' }
  }
  const effective = roundHalfEven((first.length * second.length) / (first.length + second.length))
  return { statistic, pValue: kolmogorovSurvival(effective, statistic), method: 'asymptotic' }
}

const roundHalfEven = (value: number): number => {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}
