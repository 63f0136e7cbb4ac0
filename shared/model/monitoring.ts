import { z } from 'zod'
import { retrainingSettingsSchema } from './retraining.ts'

/** What a rule looks at. Those of drift compare a feature (or prediction) with its reference; those of performance need truth. */
export const driftMetrics = ['psi', 'js', 'ks', 'missing', 'unseen'] as const
export const trafficMetrics = ['requests', 'error_rate', 'p50', 'p95', 'p99'] as const
export const performanceMetrics = [
  'accuracy',
  'precision',
  'recall',
  'f1',
  'auc',
  'log_loss',
  'brier',
  'mae',
  'rmse',
  'r2',
] as const
export const monitorMetrics = [...driftMetrics, ...trafficMetrics, ...performanceMetrics] as const
export type MonitorMetric = (typeof monitorMetrics)[number]
export type PerformanceMetric = (typeof performanceMetrics)[number]

/** Feature names that stand for more than one: `any feature`, and what the model answers. */
export const anyFeature = 'any'

/** `24h`, `30m`, `7d` as milliseconds. */
const millisecondsOf: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of a length such as `90s`, `30m`, `24h`, `7d`; null where it is none. */
export const parseDuration = (text: string): number | null => {
  const match = /^(\d+(?:\.\d+)?)\s*([smhd])$/.exec(text.trim())
  const unit = millisecondsOf[match?.[2] ?? '']
  const length = Number(match?.[1]) * (unit ?? Number.NaN)
  return Number.isFinite(length) && length >= 0 ? length : null
}

export const durationSchema = z
  .string()
  .refine((text) => parseDuration(text) !== null, 'a length such as 90s, 30m, 24h or 7d')

/** A rule of `monitoring.yaml`: told as an alert when its value is beyond the limit. Exactly one of `above` and `below`. */
export const monitorRuleSchema = z
  .object({
    name: z.string().min(1).max(200),
    metric: z.enum(monitorMetrics),
    /** For drift: a feature, `prediction`, `probability`, or `any`. */
    feature: z.string().min(1).max(500).default(anyFeature),
    above: z.number().optional(),
    below: z.number().optional(),
    /** Back to normal only beyond this value, so that a value around the limit does not ring again and again (hysteresis). */
    clear: z.number().optional(),
    /** How far back it looks. */
    window: durationSchema.default('24h'),
    /** Looks in a row that must be beyond the limit. */
    for: z.number().int().min(1).max(1000).default(1),
    /** No second alert of the rule within this time. */
    quiet: durationSchema.default('6h'),
    /** Rows (drift, performance) or requests (traffic) below which nothing is said. */
    min_rows: z.number().int().min(1).max(1_000_000).default(100),
    /** What drift is measured against: the data the version was trained on, or the window before. */
    against: z.enum(['training', 'previous']).default('training'),
  })
  .strict()
  .refine((rule) => (rule.above === undefined) !== (rule.below === undefined), 'exactly one of "above" and "below"')
export type MonitorRule = z.infer<typeof monitorRuleSchema>

/** `models/<name>/monitoring.yaml`. What is kept of requests (features, columns left out, sampling) is said in `endpoint.yaml`. */
export const monitoringSettingsSchema = z
  .object({
    keep: z
      .object({
        days: z.number().min(0.01).max(3650).default(30),
        rows: z.number().int().min(100).max(50_000_000).default(1_000_000),
      })
      .strict()
      .default({ days: 30, rows: 1_000_000 }),
    /** `auto` = by the truth that arrived. */
    task: z.enum(['auto', 'classification', 'regression']).default('auto'),
    /** The class whose probability counts; null = `1`, `true` or the last in order. */
    positive: z.string().nullable().default(null),
    /** Columns drift is not looked for in: names and numbers of things, which are always new. */
    ignore: z.array(z.string().min(1).max(500)).max(200).default([]),
    /** Columns performance is shown by. */
    slices: z.array(z.string().min(1).max(500)).max(20).default([]),
    rules: z.array(monitorRuleSchema).max(200).default([]),
    retraining: retrainingSettingsSchema.nullable().default(null),
  })
  .strict()
export type MonitoringSettings = z.infer<typeof monitoringSettingsSchema>

const nullable = z.number().nullable()

/** Times in milliseconds, by a sketch with at most 1 % relative error. */
export const latencySummarySchema = z.object({ p50: nullable, p95: nullable, p99: nullable })

export const trafficBucketSchema = z.object({
  /** Its begin; buckets are equally long. */
  time: z.number(),
  requests: z.number().int(),
  rows: z.number().int(),
  /** Answers with a status of 400 or more. */
  errors: z.number().int(),
  latency: latencySummarySchema,
})
export type TrafficBucket = z.infer<typeof trafficBucketSchema>

export const versionTrafficSchema = z.object({
  version: z.number().int(),
  mode: z.enum(['live', 'shadow']),
  total: trafficBucketSchema,
  buckets: z.array(trafficBucketSchema),
})
export type VersionTraffic = z.infer<typeof versionTrafficSchema>

/** `few`: not enough rows to say anything; `chance`: beyond a limit, but chance explains it at that many rows. */
export const driftStates = ['none', 'chance', 'some', 'large', 'few'] as const
export type DriftState = (typeof driftStates)[number]

/** A feature or prediction of the traffic against its reference. Shares 0 to 1; null = cannot be said. */
export const featureDriftSchema = z.object({
  name: z.string(),
  kind: z.enum(['number', 'category']),
  part: z.enum(['feature', 'prediction']),
  state: z.enum(driftStates),
  /** Values of the window that were compared. */
  values: z.number().int(),
  psi: nullable,
  /** How often chance alone gives a PSI at least as large. */
  psiPValue: nullable,
  js: nullable,
  ks: z.object({ statistic: z.number(), pValue: z.number() }).nullable(),
  chiSquare: z.object({ statistic: z.number(), pValue: z.number() }).nullable(),
  missing: z.object({ reference: nullable, current: nullable }),
  /** Share of values the reference does not have (categories), or outside its range (numbers). */
  unseen: nullable,
  /** Names of the bins with their shares in both, for a chart. */
  bins: z.array(z.object({ label: z.string(), reference: z.number(), current: z.number() })),
})
export type FeatureDrift = z.infer<typeof featureDriftSchema>

/** What is wrong with the data that came, against the version's profile: columns, kinds, ranges. */
export const dataCheckSchema = z.object({
  feature: z.string(),
  kind: z.enum(['absent-column', 'new-column', 'wrong-kind', 'missing-values', 'unseen-values', 'out-of-range']),
  /** Rows it is true of, of all rows looked at. */
  rows: z.number().int(),
  of: z.number().int(),
  message: z.string(),
})
export type DataCheck = z.infer<typeof dataCheckSchema>

export const driftReportSchema = z.object({
  version: z.number().int().nullable(),
  against: z.enum(['training', 'previous']),
  /** Rows of the window, and how many of them were looked at (a regular sample of at most 5,000). */
  rows: z.number().int(),
  sampled: z.number().int(),
  /** Why nothing can be compared; null where it can. */
  missing: z.string().nullable(),
  features: z.array(featureDriftSchema),
  checks: z.array(dataCheckSchema),
})
export type DriftReport = z.infer<typeof driftReportSchema>

export const performanceScoresSchema = z.object({
  rows: z.number().int(),
  scores: z.partialRecord(z.enum(performanceMetrics), z.number()),
})
export type PerformanceScores = z.infer<typeof performanceScoresSchema>

export const performanceReportSchema = z.object({
  task: z.enum(['classification', 'regression']).nullable(),
  positive: z.string().nullable(),
  total: performanceScoresSchema,
  buckets: z.array(performanceScoresSchema.extend({ time: z.number(), until: z.number() })),
  byVersion: z.array(performanceScoresSchema.extend({ version: z.number().int() })),
  slices: z.array(
    z.object({ column: z.string(), values: z.array(performanceScoresSchema.extend({ value: z.string() })) }),
  ),
  calibration: z.array(z.object({ told: z.number(), observed: z.number(), rows: z.number().int() })),
})
export type PerformanceReport = z.infer<typeof performanceReportSchema>

/** `open` until the value is back beyond `clear`; acknowledged ones stay open but ring no more. */
export const modelAlertSchema = z.object({
  id: z.number().int(),
  model: z.string(),
  rule: z.string(),
  metric: z.string(),
  /** Which feature it was, of a rule on drift. */
  feature: z.string().nullable(),
  version: z.number().int().nullable(),
  value: z.number(),
  limit: z.number(),
  message: z.string(),
  openedAt: z.number(),
  clearedAt: z.number().nullable(),
  acknowledgedAt: z.number().nullable(),
})
export type ModelAlert = z.infer<typeof modelAlertSchema>

/** A rule as it stands: its last value and whether it rings. */
export const ruleStatusSchema = z.object({
  rule: monitorRuleSchema,
  state: z.enum(['ok', 'pending', 'alert', 'few', 'unknown']),
  value: nullable,
  feature: z.string().nullable(),
  checkedAt: nullable,
})
export type RuleStatus = z.infer<typeof ruleStatusSchema>

/** What the list of watched models shows of one. */
export const watchedModelSchema = z.object({
  name: z.string(),
  /** Of the last 24 hours. */
  requests: z.number().int(),
  errors: z.number().int(),
  p50: nullable,
  lastRequestAt: nullable,
  openAlerts: z.number().int(),
  rules: z.number().int(),
  /** Pipelines that made its versions, or train it anew. */
  pipelines: z.array(z.string()),
  /** Retraining that goes on or waits for an answer. */
  retraining: z.string().nullable(),
})
export type WatchedModel = z.infer<typeof watchedModelSchema>
