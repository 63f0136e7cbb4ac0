import type { Json } from '#shared/model/json.ts'
import type { PerformanceMetric, PerformanceReport, PerformanceScores } from '#shared/model/monitoring.ts'
import { accuracyOf, classScores, macroOf } from '#shared/statistics/classification.ts'
import { brierScore, calibrationCurve, logLoss, rocAuc, type Scored } from '#shared/statistics/probabilities.ts'
import { determination, meanAbsoluteError, rootMeanSquaredError } from '#shared/statistics/regression.ts'
import { predictionPartsOf } from './prediction-parts.ts'
import { numberOf } from './profile-rows.ts'

/** A row whose truth is known. */
export type LabelledRow = { readonly prediction: Json; readonly truth: Json }

export type Task = 'classification' | 'regression'

/** How truth is read: as numbers, or as classes: of two, the one whose probability counts and the other one. */
export type Reading = { readonly task: Task; readonly positive: string | null; readonly negative: string | null }

/** `1`, `1.0`, `true` and `True` are one label: truth and prediction are written by different programs. */
export const labelOf = (value: Json): string => {
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value !== 'string') return String(typeof value === 'number' ? value : JSON.stringify(value))
  if (/^true$/i.test(value)) return '1'
  return /^false$/i.test(value) ? '0' : value.replace(/^(-?\d+)\.0+$/, '$1')
}

/** Distinct whole numbers up to which truth is taken for classes where nobody says. */
const mostClasses = 20

/** Whether truth is classes or numbers, by its values; null where there is none. */
const taskOf = (truths: readonly Json[]): Task | null => {
  if (truths.length === 0) return null
  const numbers = truths.map((truth) => (typeof truth === 'number' ? truth : null))
  if (numbers.some((number) => number === null)) return 'classification'
  const isWhole = numbers.every((number) => Number.isInteger(number))
  return isWhole && new Set(numbers).size <= mostClasses ? 'classification' : 'regression'
}

const classesOf = (truths: readonly Json[], wanted: string | null): Pick<Reading, 'positive' | 'negative'> => {
  const labels = [...new Set(truths.map(labelOf))].sort()
  if (wanted === null && labels.length > 2) return { positive: null, negative: null }
  const last = labels.includes('1') ? '1' : (labels.at(-1) ?? null)
  const positive = wanted === null ? last : labelOf(wanted)
  return { positive, negative: labels.find((label) => label !== positive) ?? (positive === '1' ? '0' : null) }
}

/** How to read the truth of these rows; null where there are none. The settings have the last word. */
export const readingOf = (
  rows: readonly LabelledRow[],
  settings: { readonly task: 'auto' | Task; readonly positive: string | null },
): Reading | null => {
  const truths = rows.map(({ truth }) => truth)
  const task = settings.task === 'auto' ? taskOf(truths) : settings.task
  if (task === null || truths.length === 0) return null
  return task === 'regression'
    ? { task, positive: null, negative: null }
    : { task, ...classesOf(truths, settings.positive) }
}

type Scores = PerformanceScores['scores']

/** A value that cannot be told of these rows is left out. */
const known = (scores: Partial<Record<PerformanceMetric, number | null | undefined>>): Scores =>
  Object.fromEntries(Object.entries(scores).filter((entry): entry is [string, number] => typeof entry[1] === 'number'))

const scoredOf = (rows: readonly LabelledRow[], positive: string): Scored => {
  const told = rows.flatMap(({ prediction, truth }) => {
    const { value, probability } = predictionPartsOf(prediction, positive)
    // A plain share that is no class of its own is a probability.
    const own = typeof value === 'number' && value > 0 && value < 1 ? value : null
    const chance = probability ?? own
    return chance === null ? [] : [{ truth: labelOf(truth) === positive, chance }]
  })
  return { truth: told.map(({ truth }) => truth), probability: told.map(({ chance }) => chance) }
}

const predictedLabel = ({ prediction }: LabelledRow, { positive, negative }: Reading): string => {
  const { value, probability } = predictionPartsOf(prediction, positive)
  const isShare = typeof value === 'number' && value > 0 && value < 1
  const chance = value === null ? probability : isShare ? value : null
  if (chance === null || positive === null) return labelOf(value)
  return chance >= 0.5 ? positive : (negative ?? `not ${positive}`)
}

const classification = (rows: readonly LabelledRow[], reading: Reading): Scores => {
  const { positive } = reading
  const labels = {
    truth: rows.map(({ truth }) => labelOf(truth)),
    predicted: rows.map((row) => predictedLabel(row, reading)),
  }
  const scores = classScores(labels)
  const one = scores.find(({ label }) => label === positive)
  const of = (metric: 'precision' | 'recall' | 'f1') => (positive === null ? macroOf(scores, metric) : one?.[metric])
  const scored = positive === null ? { truth: [], probability: [] } : scoredOf(rows, positive)
  return known({
    accuracy: accuracyOf(labels),
    precision: of('precision'),
    recall: of('recall'),
    f1: of('f1'),
    auc: rocAuc(scored),
    log_loss: logLoss(scored),
    brier: brierScore(scored),
  })
}

const regression = (rows: readonly LabelledRow[]): Scores => {
  const pairs = rows.flatMap(({ prediction, truth }) => {
    const [told, came] = [numberOf(predictionPartsOf(prediction, null).value), numberOf(truth)]
    return told === null || came === null ? [] : [{ told, came }]
  })
  const numbers = { truth: pairs.map(({ came }) => came), predicted: pairs.map(({ told }) => told) }
  return known({
    mae: meanAbsoluteError(numbers),
    rmse: rootMeanSquaredError(numbers),
    r2: determination(numbers),
  })
}

/** How good the predictions of these rows were. Precision, recall and F1 are of the positive class, of more than two classes unweighted means. */
export const scoresOf = (rows: readonly LabelledRow[], reading: Reading): PerformanceScores => ({
  rows: rows.length,
  scores: rows.length === 0 ? {} : reading.task === 'regression' ? regression(rows) : classification(rows, reading),
})

/** Told probability against what came, where there are probabilities. */
export const calibrationOf = (rows: readonly LabelledRow[], reading: Reading): PerformanceReport['calibration'] =>
  reading.positive === null ? [] : calibrationCurve(scoredOf(rows, reading.positive), { bins: 10 })
