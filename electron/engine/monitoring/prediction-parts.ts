import type { Json } from '#shared/model/json.ts'

/** What an endpoint said of a row: its answer, and how sure it was of the positive class; null where it did not say. */
export type PredictionParts = { readonly value: Json; readonly probability: number | null }

const isMap = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const share = (value: Json | undefined): number | null =>
  typeof value === 'number' && value >= 0 && value <= 1 ? value : null

/** Of the positive class where its name is known, else of the last one: classes come in rising order, so that is `1` of 0 and 1. */
const probabilityOf = (told: Json | undefined, positive: string | null): number | null => {
  if (Array.isArray(told)) return share(told.at(-1))
  if (!isMap(told)) return share(told)
  if (positive !== null && told[positive] !== undefined) return share(told[positive])
  return share(Object.values(told).at(-1))
}

/**
 * Takes an answer apart: a plain value is the prediction, an object may hold `prediction` (or `predictions`, `label`) and `probability` (or
 * `probabilities`, `score`), of the positive class or one per class.
 */
export const predictionPartsOf = (prediction: Json, positive: string | null): PredictionParts => {
  if (!isMap(prediction)) return { value: prediction, probability: null }
  const value = prediction.prediction ?? prediction.predictions ?? prediction.label ?? null
  const told = prediction.probability ?? prediction.probabilities ?? prediction.score
  return { value, probability: probabilityOf(told, positive) }
}
