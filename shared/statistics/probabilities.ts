import { meanOf, quantileOf, risingOf, sumOf } from './quantiles.ts'

/** Whether each row was positive, and the probability that was told for it. */
export type Scored = { readonly truth: readonly boolean[]; readonly probability: readonly number[] }

/** Ranks from 1; equal values share the mean of theirs. */
const midRanks = (values: readonly number[]): number[] => {
  const order = values.map((_, index) => index).sort((left, right) => (values[left] ?? 0) - (values[right] ?? 0))
  const ranks = new Array<number>(values.length).fill(0)
  for (let start = 0; start < order.length; ) {
    let end = start
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end += 1
    for (const index of order.slice(start, end)) ranks[index] = (start + 1 + end) / 2
    start = end
  }
  return ranks
}

/**
 * Area under the ROC curve, as the Mann-Whitney statistic over the product of the group sizes, ties counted half: Hanley and McNeil,
 * Radiology 143 (1982). Equals scikit-learn's `roc_auc_score`. `probability` may be any score.
 *
 * @returns null where one of the two classes has no row: there is nothing to tell apart
 */
export const rocAuc = ({ truth, probability }: Scored): number | null => {
  const positives = truth.filter(Boolean).length
  const negatives = truth.length - positives
  if (positives === 0 || negatives === 0) return null
  const ranks = midRanks(probability)
  const rankSum = sumOf(ranks.filter((_, index) => truth[index]))
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

/** Smallest distance of a probability from 0 and 1 in a logarithm: the precision of a double, as in scikit-learn. */
const smallest = Number.EPSILON

/** Mean negative log-likelihood (Good, "Rational Decisions", 1952), natural logarithm. Equals scikit-learn's `log_loss`; null where there are no rows. */
export const logLoss = ({ truth, probability }: Scored): number | null =>
  meanOf(
    truth.map((positive, index) => {
      const told = Math.min(Math.max(probability[index] ?? 0, smallest), 1 - smallest)
      return -Math.log(positive ? told : 1 - told)
    }),
  )

/** Mean squared distance of probability and outcome: Brier, Monthly Weather Review 78 (1950). Equals scikit-learn's `brier_score_loss`. */
export const brierScore = ({ truth, probability }: Scored): number | null =>
  meanOf(truth.map((positive, index) => ((probability[index] ?? 0) - Number(positive)) ** 2))

export type CalibrationPoint = {
  /** Mean probability told in the bin. */
  readonly told: number
  /** Share of its rows that were positive. */
  readonly observed: number
  readonly rows: number
}

const binEdges = ({ probability }: Scored, bins: number, strategy: 'uniform' | 'quantile'): number[] => {
  const steps = Array.from({ length: bins + 1 }, (_, index) => index / bins)
  if (strategy === 'uniform') return steps
  const rising = risingOf(probability)
  return steps.map((step) => quantileOf(rising, step) ?? 0)
}

/**
 * Reliability curve: told probability against what came, by bins of the probability; empty bins give no point. Niculescu-Mizil and Caruana,
 * ICML 2005. Equals scikit-learn's `calibration_curve`: a probability on an inner edge belongs to the bin below it.
 */
export const calibrationCurve = (
  scored: Scored,
  { bins = 10, strategy = 'uniform' }: { readonly bins?: number; readonly strategy?: 'uniform' | 'quantile' } = {},
): CalibrationPoint[] => {
  const inner = binEdges(scored, bins, strategy).slice(1, -1)
  const groups = Array.from({ length: bins }, () => ({ told: [] as number[], positives: 0 }))
  scored.probability.forEach((told, index) => {
    const group = groups[inner.filter((edge) => edge < told).length]
    group?.told.push(told)
    if (group !== undefined && scored.truth[index]) group.positives += 1
  })
  return groups
    .filter(({ told }) => told.length > 0)
    .map(({ told, positives }) => ({
      told: sumOf(told) / told.length,
      observed: positives / told.length,
      rows: told.length,
    }))
}
