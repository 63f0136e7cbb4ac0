import { z } from 'zod'
import { jsonSchema } from './json.ts'

/**
 * One answered request of an endpoint, as serving tells monitoring: in batches of at least 250 ms, never on a request's path.
 * `rows` counts the rows asked for, also where features and predictions are not kept (null).
 */
export const trafficRecordSchema = z.object({
  /** When the request came, milliseconds since 1970. */
  time: z.number(),
  /** What `X-Request-Id` of the answer said; truth is matched by it. */
  requestId: z.string().min(1).max(200),
  model: z.string(),
  version: z.number().int().positive(),
  /** `shadow`: answered besides the live version, and its answer was not sent to anybody. */
  mode: z.enum(['live', 'shadow']),
  status: z.number().int(),
  latencyMs: z.number().nonnegative(),
  rows: z.number().int().nonnegative(),
  features: z.array(z.record(z.string(), jsonSchema)).nullable(),
  /**
   * One per row. A plain value is the prediction; an object may hold `prediction` and `probability` (of the positive class, or one per class by name):
   * metrics such as AUC need the probability.
   */
  predictions: z.array(jsonSchema).nullable(),
})
export type TrafficRecord = Readonly<z.infer<typeof trafficRecordSchema>>

/** What was true after all. `row` counts from 0 within the request; null = the request had one row, or it is true of all. */
export const feedbackItemSchema = z.object({
  requestId: z.string().min(1).max(200),
  row: z.number().int().nonnegative().nullable(),
  truth: jsonSchema,
  /** When it became known, milliseconds since 1970; null = now. */
  time: z.number().nullable(),
})
export type FeedbackItem = Readonly<z.infer<typeof feedbackItemSchema>>
