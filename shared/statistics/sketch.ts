/**
 * Quantiles of a stream without its values: DDSketch (Masson, Rim and Lee, Proceedings of the VLDB Endowment 12, 2019). A value is counted in
 * the bucket of its logarithm; any quantile is told with at most 1 % relative error, sketches are added by adding their counts.
 * Bucket number (as text, for JSON) -> count. Values at or below the smallest are counted as that.
 */
export type Sketch = Record<string, number>

const relativeError = 0.01
const logGamma = Math.log((1 + relativeError) / (1 - relativeError))
/** A microsecond, where values are milliseconds. */
const smallest = 0.001

/** Counts a value. */
export const addToSketch = (sketch: Sketch, value: number): void => {
  const bucket = Math.ceil(Math.log(Math.max(value, smallest)) / logGamma)
  sketch[bucket] = (sketch[bucket] ?? 0) + 1
}

/** Adds the counts of another sketch. */
export const mergeSketch = (sketch: Sketch, other: Sketch): void => {
  for (const [bucket, count] of Object.entries(other)) sketch[bucket] = (sketch[bucket] ?? 0) + count
}

/**
 * Quantile of what was counted, within 1 % of the value at that rank (the lower one of two).
 *
 * @param share 0 to 1
 * @returns null where nothing was counted
 */
export const sketchQuantile = (sketch: Sketch, share: number): number | null => {
  const buckets = Object.entries(sketch)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .sort((left, right) => left.bucket - right.bucket)
  const total = buckets.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return null
  const rank = Math.floor(share * (total - 1))
  let seen = 0
  for (const { bucket, count } of buckets) {
    seen += count
    if (seen > rank) return (2 * Math.exp(bucket * logGamma)) / (Math.exp(logGamma) + 1)
  }
  return null
}
