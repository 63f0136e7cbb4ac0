/**
 * Rows between rising edges: interval i holds edge i up to, not with, edge i + 1; the last one holds its upper edge too. What lies outside is
 * counted in the outer intervals, so that no row is lost where new data are wider than old.
 */
export const countsBetween = (edges: readonly number[], values: readonly number[]): number[] => {
  const intervals = Math.max(edges.length - 1, 0)
  const counts = new Array<number>(intervals).fill(0)
  if (intervals === 0) return counts
  for (const value of values) {
    let low = 0
    let high = intervals - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (value >= (edges[middle] ?? 0)) low = middle
      else high = middle - 1
    }
    counts[low] = (counts[low] ?? 0) + 1
  }
  return counts
}

/** How often each value comes, in the order of their first time. */
export const tally = (values: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

/** Share of rows without a value, 0 to 1; null where there are no rows. */
export const missingShare = (missing: number, rows: number): number | null => (rows === 0 ? null : missing / rows)

/** Share of the values that are none of the known ones, 0 to 1; null where there are no values. */
export const unseenShare = (values: readonly string[], known: ReadonlySet<string>): number | null =>
  values.length === 0 ? null : values.filter((value) => !known.has(value)).length / values.length
