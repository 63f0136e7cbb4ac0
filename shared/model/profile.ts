import { z } from 'zod'

/**
 * A column of numbers (dates as milliseconds): what is needed to compare another sample with it, without the data itself.
 * `edges` are k + 1 rising quantile edges without doubles, `counts` the k rows between them (the last interval holds its upper edge);
 * `quantiles` are the 101 values 0 % to 100 % by linear interpolation; `sample` up to 1,000 of the values, rising.
 * A column without any value has `edges`, `counts`, `quantiles` and `sample` empty and null for the rest.
 */
export const numberProfileSchema = z.object({
  name: z.string(),
  kind: z.literal('number'),
  missing: z.number().int().nonnegative(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  std: z.number().nullable(),
  edges: z.array(z.number()),
  counts: z.array(z.number().int().nonnegative()),
  quantiles: z.array(z.number()),
  sample: z.array(z.number()),
})
export type NumberProfile = z.infer<typeof numberProfileSchema>

/** A column of names: strings and booleans (`"true"`, `"false"`). The 100 most frequent values; `other` counts the rows of all others. */
export const categoryProfileSchema = z.object({
  name: z.string(),
  kind: z.literal('category'),
  missing: z.number().int().nonnegative(),
  categories: z.array(z.object({ value: z.string(), count: z.number().int().nonnegative() })),
  other: z.number().int().nonnegative(),
})
export type CategoryProfile = z.infer<typeof categoryProfileSchema>

export const featureProfileSchema = z.discriminatedUnion('kind', [numberProfileSchema, categoryProfileSchema])
export type FeatureProfile = z.infer<typeof featureProfileSchema>

/**
 * `models/<name>/versions/<n>/profile.json`: what the training data of a version looked like. Written by `profile.py` of the helper
 * `pipewright`, read by monitoring. `predictions` are named `prediction` and `probability`.
 */
export const dataProfileSchema = z.object({
  format: z.literal(1),
  rows: z.number().int().nonnegative(),
  /** Milliseconds since 1970, UTC. */
  created_at: z.number(),
  features: z.array(featureProfileSchema),
  predictions: z.array(featureProfileSchema).nullable(),
  target: featureProfileSchema.nullable(),
})
export type DataProfile = z.infer<typeof dataProfileSchema>
