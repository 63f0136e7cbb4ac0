import { chiSquareSurvival } from './chi-square.ts'
import { sumOf } from './quantiles.ts'

/** Jeffreys' half a row per bin: an empty bin is rare, not impossible, and gives no infinity. */
const halfARow = 0.5

const sharesOf = (counts: readonly number[], added: number): number[] => {
  const total = sumOf(counts) + added * counts.length
  return counts.map((count) => (count + added) / total)
}

/**
 * Population stability index Σ (a − e) · ln(a / e) over the shares of two histograms with the same bins: Lewis, "An Introduction to Credit
 * Scoring" (1994); the symmetric divergence of Jeffreys (1946). Every bin gets half a row more, so that empty ones give no infinity; with
 * `added` 0 it is the textbook's. For few rows it is too large by about (bins − 1) · (1/n + 1/m): see `stabilityLimit`.
 *
 * @returns null where a histogram is empty
 */
export const stabilityIndex = (
  expected: readonly number[],
  actual: readonly number[],
  added = halfARow,
): number | null => {
  if (sumOf(expected) === 0 || sumOf(actual) === 0) return null
  const expectedShares = sharesOf(expected, added)
  const actualShares = sharesOf(actual, added)
  return sumOf(
    actualShares.map((share, index) => {
      const other = expectedShares[index] ?? 0
      return share === other ? 0 : (share - other) * Math.log(share / other)
    }),
  )
}

/**
 * How often two samples of one population have a stability index at least as large: n · m / (n + m) · PSI is about chi-square with
 * bins − 1 degrees: Yurdakul and Naranjo, "Statistical properties of the population stability index", Journal of Risk Model Validation 14
 * (2020). So an index is told as drift only where chance does not explain it: a fixed limit of 0.25 would cry wolf on 50 rows.
 */
export const stabilityPValue = (
  index: number,
  sizes: { readonly expected: number; readonly actual: number; readonly bins: number },
): number => {
  const { expected, actual, bins } = sizes
  return bins < 2 ? 1 : chiSquareSurvival((index * expected * actual) / (expected + actual), bins - 1)
}

/**
 * Jensen-Shannon distance of two histograms with the same bins, base 2, so 0 (equal) to 1 (nothing in common): Endres and Schindelin, IEEE
 * Transactions on Information Theory 49 (2003). Equals SciPy's `jensenshannon(first, second, base=2)`.
 *
 * @returns null where a histogram is empty
 */
export const jensenShannonDistance = (first: readonly number[], second: readonly number[]): number | null => {
  if (sumOf(first) === 0 || sumOf(second) === 0) return null
  const shares = [sharesOf(first, 0), sharesOf(second, 0)] as const
  const terms = shares[0].map((left, index) => {
    const right = shares[1][index] ?? 0
    const middle = (left + right) / 2
    const part = (share: number) => (share === 0 ? 0 : share * Math.log2(share / middle))
    return (part(left) + part(right)) / 2
  })
  return Math.sqrt(Math.max(sumOf(terms), 0))
}
