import { meanOf, sumOf } from './quantiles.ts'

/** Truth and prediction of each row, in the same order. */
export type Numbers = { readonly truth: readonly number[]; readonly predicted: readonly number[] }

const errorsOf = ({ truth, predicted }: Numbers): number[] =>
  truth.map((value, index) => (predicted[index] ?? 0) - value)

/** Mean absolute error, in the unit of the target; null where there are no rows. Equals scikit-learn's `mean_absolute_error`. */
export const meanAbsoluteError = (numbers: Numbers): number | null => meanOf(errorsOf(numbers).map(Math.abs))

/** Root of the mean squared error, in the unit of the target. Equals scikit-learn's `root_mean_squared_error`. */
export const rootMeanSquaredError = (numbers: Numbers): number | null => {
  const mean = meanOf(errorsOf(numbers).map((error) => error ** 2))
  return mean === null ? null : Math.sqrt(mean)
}

/**
 * Coefficient of determination 1 − Σ errors² / Σ (truth − mean)²: Wright, Journal of Agricultural Research 20 (1921). Equals scikit-learn's
 * `r2_score`, where a constant truth gives 1 (predicted exactly) or 0.
 *
 * @returns null below two rows: there is no spread to explain
 */
export const determination = (numbers: Numbers): number | null => {
  const mean = meanOf(numbers.truth)
  if (mean === null || numbers.truth.length < 2) return null
  const unexplained = sumOf(errorsOf(numbers).map((error) => error ** 2))
  const spread = sumOf(numbers.truth.map((value) => (value - mean) ** 2))
  if (spread === 0) return unexplained === 0 ? 1 : 0
  return 1 - unexplained / spread
}
