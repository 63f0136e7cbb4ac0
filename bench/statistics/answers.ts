import { chiSquareContingency, chiSquareGoodness } from '#shared/statistics/chi-square.ts'
import { accuracyOf, classScores, macroOf } from '#shared/statistics/classification.ts'
import { jensenShannonDistance, stabilityIndex, stabilityPValue } from '#shared/statistics/divergence.ts'
import { countsBetween } from '#shared/statistics/histogram.ts'
import { kolmogorovSurvival } from '#shared/statistics/kolmogorov.ts'
import { brierScore, calibrationCurve, logLoss, rocAuc } from '#shared/statistics/probabilities.ts'
import { meanOf, quantileOf, risingOf } from '#shared/statistics/quantiles.ts'
import { determination, meanAbsoluteError, rootMeanSquaredError } from '#shared/statistics/regression.ts'
import { kolmogorovSmirnovTest } from '#shared/statistics/two-sample.ts'
import type { StatisticsCase } from './cases.ts'

/** Name of the statistic -> its numbers. NaN = it has no value here. */
export type Answers = Record<string, number[]>

const curve = (scored: StatisticsCase['scored'], strategy: 'uniform' | 'quantile'): number[] => {
  const points = calibrationCurve(scored, { bins: 5, strategy })
  return [...points.map(({ observed }) => observed), ...points.map(({ told }) => told)]
}

const known = (values: readonly (number | null | undefined)[]): number[] => values.map((value) => value ?? Number.NaN)

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)

/** What our statistics say of a case. */
export const ourAnswers = (of: StatisticsCase): Answers => {
  const ks = kolmogorovSmirnovTest(of.first, of.second)
  const contingency = chiSquareContingency(of.table)
  const goodness = chiSquareGoodness(of.observed, of.expected)
  const scores = classScores(of.labels)
  const rising = risingOf(of.first)
  const [left, right] = of.histograms
  const index = stabilityIndex(left, right) ?? Number.NaN
  const sizes = { expected: total(left), actual: total(right), bins: left.length }
  return {
    kolmogorovSmirnov: known([ks?.statistic, ks?.pValue]),
    kolmogorovSurvival: [kolmogorovSurvival(of.distance.count, of.distance.distance)],
    chiSquareContingency: known([contingency?.statistic, contingency?.pValue, contingency?.degrees]),
    chiSquareGoodness: known([goodness?.statistic, goodness?.pValue]),
    jensenShannon: known([jensenShannonDistance(left, right)]),
    stabilityIndex: [index, stabilityPValue(index, sizes)],
    histogram: countsBetween([-3, -1, -0.5, 0, 0.5, 1, 3], of.first),
    accuracy: known([accuracyOf(of.labels)]),
    classScores: scores.flatMap(({ precision, recall, f1, support }) => [precision, recall, f1, support]),
    macro: known([macroOf(scores, 'precision'), macroOf(scores, 'recall'), macroOf(scores, 'f1')]),
    rocAuc: known([rocAuc(of.scored)]),
    logLoss: known([logLoss(of.scored)]),
    brier: known([brierScore(of.scored)]),
    calibrationUniform: curve(of.scored, 'uniform'),
    calibrationQuantile: curve(of.scored, 'quantile'),
    regression: known([meanAbsoluteError(of.numbers), rootMeanSquaredError(of.numbers), determination(of.numbers)]),
    quantiles: known([0, 0.013, 0.25, 0.5, 0.95, 0.99, 1].map((share) => quantileOf(rising, share))),
    mean: known([meanOf(of.first)]),
  }
}

/** Largest distance of two lists of numbers, relative to values above 1; infinite where one has what the other has not. */
export const distanceBetween = (ours: readonly number[], theirs: readonly number[]): number => {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY
  return Math.max(
    0,
    ...ours.map((value, index) => {
      const other = theirs[index] ?? Number.NaN
      if (Number.isNaN(value) || Number.isNaN(other))
        return Number.isNaN(value) && Number.isNaN(other) ? 0 : Number.POSITIVE_INFINITY
      return Math.abs(value - other) / Math.max(1, Math.abs(other))
    }),
  )
}
