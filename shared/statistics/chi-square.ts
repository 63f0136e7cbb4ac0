import { sumOf } from './quantiles.ts'
import { igamc } from './special-functions.ts'

export type ChiSquareTest = { readonly statistic: number; readonly degrees: number; readonly pValue: number }

/** Natural logarithm below which a probability is told as 0: smaller ones are no doubles. */
const smallestLogarithm = -690

/**
 * Pr(X ≥ statistic) of the chi-square distribution: the regularized upper incomplete gamma function Q(degrees / 2, statistic / 2)
 * (NIST Digital Library of Mathematical Functions, 8.2.4), from the library Cephes. Where either tail is below 1e-299 (by Chernoff's
 * bound) it is 0 or 1: Cephes throws an underflow there.
 */
export const chiSquareSurvival = (statistic: number, degrees: number): number => {
  const [shape, value] = [degrees / 2, statistic / 2]
  if (value <= 0) return 1
  const bound = shape - value + shape * Math.log(value / shape)
  if (bound < smallestLogarithm) return value > shape ? 0 : 1
  return igamc(shape, value)
}

/**
 * Pearson's chi-square test of independence over a table of counts, without Yates' correction: Pearson, Philosophical Magazine 50 (1900).
 * Equals SciPy's `chi2_contingency(table, correction=False)`. Right only where the expected counts are not small: see `pooledCounts`.
 *
 * @param table one row per sample, one column per category
 * @returns null where fewer than two rows or columns have a count
 */
export const chiSquareContingency = (table: readonly (readonly number[])[]): ChiSquareTest | null => {
  const rows = table.filter((row) => row.some((count) => count > 0))
  const width = Math.max(0, ...rows.map((row) => row.length))
  const columns = Array.from({ length: width }, (_, column) => column).filter((column) =>
    rows.some((row) => (row[column] ?? 0) > 0),
  )
  const columnTotals = columns.map((column) => sumOf(rows.map((row) => row[column] ?? 0)))
  const total = sumOf(columnTotals)
  if (rows.length < 2 || columns.length < 2) return null
  const terms = rows.flatMap((row) => {
    const rowTotal = sumOf(columns.map((column) => row[column] ?? 0))
    return columns.map((column, index) => {
      const expected = (rowTotal * (columnTotals[index] ?? 0)) / total
      return ((row[column] ?? 0) - expected) ** 2 / expected
    })
  })
  const statistic = sumOf(terms)
  const degrees = (rows.length - 1) * (columns.length - 1)
  return { statistic, degrees, pValue: chiSquareSurvival(statistic, degrees) }
}

/**
 * Pearson's chi-square test of counts against expected counts of the same sum. Equals SciPy's `chisquare(observed, expected)`.
 *
 * @returns null where there are fewer than two categories
 */
export const chiSquareGoodness = (observed: readonly number[], expected: readonly number[]): ChiSquareTest | null => {
  if (observed.length < 2) return null
  const statistic = sumOf(
    observed.map((count, index) => (count - (expected[index] ?? 0)) ** 2 / (expected[index] ?? 0)),
  )
  const degrees = observed.length - 1
  return { statistic, degrees, pValue: chiSquareSurvival(statistic, degrees) }
}

/** Smallest expected count of a cell: Cochran, "Some Methods for Strengthening the Common χ² Tests", Biometrics 10 (1954). */
const smallestExpected = 5

/**
 * Two rows of counts made fit for a chi-square test: categories whose expected count is below 5 in either row are put together, the rarest
 * first, until every cell has 5. What cannot get there (too few rows in all) ends as one column, of which there is no test.
 */
export const pooledCounts = (
  first: readonly number[],
  second: readonly number[],
): { readonly first: number[]; readonly second: number[] } => {
  const [firstTotal, secondTotal] = [sumOf(first), sumOf(second)]
  const smallerShare = Math.min(firstTotal, secondTotal) / (firstTotal + secondTotal)
  const columns = first
    .map((count, index) => ({ first: count, second: second[index] ?? 0 }))
    .sort((left, right) => left.first + left.second - right.first - right.second)
  const isFit = (column: { first: number; second: number }) =>
    (column.first + column.second) * smallerShare >= smallestExpected
  const pool = { first: 0, second: 0 }
  const rest = [...columns]
  while (rest.length > 0 && (!isFit(rest[0] ?? pool) || (pool.first + pool.second > 0 && !isFit(pool)))) {
    const rarest = rest.shift()
    pool.first += rarest?.first ?? 0
    pool.second += rarest?.second ?? 0
  }
  const kept = pool.first + pool.second > 0 ? [pool, ...rest] : rest
  return { first: kept.map((column) => column.first), second: kept.map((column) => column.second) }
}
