import type { MetricPoint } from '#shared/model/tracking.ts'

/**
 * Exponential moving average with the bias of its start taken out, as TensorBoard draws its curves: `weight` 0 changes nothing, towards 1 the
 * past counts more. (D. P. Kingma, J. Ba: Adam, section 3: initialization bias correction.) What is no number is left out of the average.
 */
export const smoothed = (values: readonly (number | null)[], weight: number): readonly (number | null)[] => {
  if (weight <= 0) return values
  let mean = 0
  let share = 1
  return values.map((value) => {
    if (value === null) return null
    mean = weight * mean + (1 - weight) * value
    share *= weight
    return mean / (1 - share)
  })
}

export type XAxis = 'step' | 'time' | 'elapsed'

/** Where a point lies: its step, its time, or seconds since the first. */
export const placeOf = (point: MetricPoint, first: MetricPoint | undefined, axis: XAxis): number => {
  if (axis === 'step') return point.step
  return axis === 'time' ? point.time : (point.time - (first?.time ?? point.time)) / 1000
}
