import { sumOf } from './quantiles.ts'

/** Truth and prediction of each row, in the same order. */
export type Labels = { readonly truth: readonly string[]; readonly predicted: readonly string[] }

/** Share of rows predicted rightly; null where there are no rows. Equals scikit-learn's `accuracy_score`. */
export const accuracyOf = ({ truth, predicted }: Labels): number | null =>
  truth.length === 0 ? null : truth.filter((label, index) => label === predicted[index]).length / truth.length

export type ClassScores = {
  readonly label: string
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Rows whose truth it is. */
  readonly support: number
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/**
 * Precision, recall and F1 of each label: van Rijsbergen, "Information Retrieval" (1979). A label never predicted has precision 0, one that
 * never was true recall 0, as scikit-learn's `precision_recall_fscore_support(zero_division=0)`. Labels in rising order.
 */
export const classScores = ({ truth, predicted }: Labels): ClassScores[] => {
  const labels = [...new Set([...truth, ...predicted])].sort()
  return labels.map((label) => {
    const support = truth.filter((value) => value === label).length
    const told = predicted.filter((value) => value === label).length
    const right = truth.filter((value, index) => value === label && predicted[index] === label).length
    return {
      label,
      precision: ratio(right, told),
      recall: ratio(right, support),
      f1: ratio(2 * right, told + support),
      support,
    }
  })
}

/** Unweighted mean over the labels (scikit-learn's `average='macro'`): a rare label counts as much as a frequent one. */
export const macroOf = (scores: readonly ClassScores[], of: 'precision' | 'recall' | 'f1'): number | null =>
  scores.length === 0 ? null : sumOf(scores.map((score) => score[of])) / scores.length
