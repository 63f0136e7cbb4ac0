/** The values in rising order, as numbers and not as text. */
export const risingOf = (values: readonly number[]): number[] => [...values].sort((left, right) => left - right)

/**
 * Quantile of values in rising order, by linear interpolation between the two closest ranks: method 7 of Hyndman and Fan, "Sample
 * Quantiles in Statistical Packages", The American Statistician 50 (1996), what NumPy and R do unless told otherwise.
 *
 * @param share 0 to 1
 * @returns null where there are no values
 */
export const quantileOf = (rising: readonly number[], share: number): number | null => {
  if (rising.length === 0) return null
  const rank = Math.min(Math.max(share, 0), 1) * (rising.length - 1)
  const below = rising[Math.floor(rank)] ?? 0
  const above = rising[Math.ceil(rank)] ?? below
  return below + (above - below) * (rank - Math.floor(rank))
}

/** Arithmetic mean; null where there are no values. */
export const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sumOf(values) / values.length

/** Neumaier's compensated sum (ZAMM 54, 1974): what is lost to rounding is kept and added at the end. */
export const sumOf = (values: readonly number[]): number => {
  let sum = 0
  let lost = 0
  for (const value of values) {
    const next = sum + value
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
  }
  return sum + lost
}
