/** Middle of the sorted values, mean of the two middle ones where their count is even; NaN of none. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? Number.NaN)) / 2 : upper
}

/** Differences between neighbours. */
export const gaps = (times: readonly number[]): readonly number[] =>
  times.slice(1).map((time, index) => time - (times[index] ?? time))

/** Three significant digits, so that no figure looks more exact than it is. */
export const rounded = (value: number): string => {
  if (!Number.isFinite(value)) return '–'
  const digits = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)))
  return value.toFixed(Math.min(3, Math.max(0, 2 - digits)))
}
