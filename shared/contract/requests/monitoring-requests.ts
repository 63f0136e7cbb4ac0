import { z } from 'zod'
import {
  driftReportSchema,
  modelAlertSchema,
  monitoringSettingsSchema,
  performanceReportSchema,
  ruleStatusSchema,
  versionTrafficSchema,
  watchedModelSchema,
} from '../../model/monitoring.ts'
import { problemSchema } from '../../model/problem.ts'
import { modelNameSchema } from '../../model/registry.ts'
import { retrainingSchema } from '../../model/retraining.ts'
import { feedbackItemSchema } from '../../model/traffic.ts'
import { nothing, project, type RequestTable } from './shapes.ts'

const model = project.extend({ modelName: modelNameSchema })
/** Milliseconds since 1970, `from` inclusive, `until` exclusive. */
const window = model.extend({ from: z.number(), until: z.number() })
const version = z.number().int().positive().nullable()

/** What served models do, and the loop that trains them anew. */
export const monitoringRequests = {
  'monitor.models': { input: project, output: z.array(watchedModelSchema) },
  'monitor.traffic': {
    input: window.extend({ buckets: z.number().int().min(1).max(500) }),
    output: z.object({ versions: z.array(versionTrafficSchema) }),
  },
  /** `version` null = the one with the most live traffic in the window. */
  'monitor.drift': {
    input: window.extend({ version, against: z.enum(['training', 'previous']) }),
    output: driftReportSchema,
  },
  'monitor.performance': {
    input: window.extend({ version, buckets: z.number().int().min(1).max(200) }),
    output: performanceReportSchema,
  },
  'monitor.settings': {
    input: model,
    output: z.object({
      settings: monitoringSettingsSchema,
      path: z.string(),
      problems: z.array(problemSchema),
      rules: z.array(ruleStatusSchema),
    }),
  },
  'monitor.saveSettings': { input: model.extend({ settings: monitoringSettingsSchema }), output: nothing },
  /** Newest first; of one model or of all. */
  'monitor.alerts': {
    input: project.extend({ modelName: modelNameSchema.nullable(), limit: z.number().int().min(1).max(500) }),
    output: z.array(modelAlertSchema),
  },
  'monitor.acknowledge': { input: project.extend({ alertId: z.number().int() }), output: nothing },
  /** What was true after all, as `POST /feedback` takes it. */
  'monitor.feedback': {
    input: model.extend({ items: z.array(feedbackItemSchema).min(1).max(100_000) }),
    output: z.object({ matched: z.number().int() }),
  },
  /** Deletes everything recorded of the model's requests. */
  'monitor.forget': { input: model, output: z.object({ requests: z.number().int() }) },
  /** Times around the loop, newest first. */
  'monitor.retrainings': {
    input: model.extend({ limit: z.number().int().min(1).max(200) }),
    output: z.array(retrainingSchema),
  },
  /** Starts one by hand, whatever the cool-down says. */
  'monitor.retrain': {
    input: model.extend({ reason: z.string().max(500) }),
    output: z.object({ id: z.number().int() }),
  },
  /** The answer to a challenger that won and waits, or to a canary. */
  'monitor.decide': {
    input: project.extend({ retrainingId: z.number().int(), promote: z.boolean(), reason: z.string().max(2000) }),
    output: nothing,
  },
  /** Makes the champion before the present one answer again. */
  'monitor.rollBack': {
    input: model.extend({ reason: z.string().max(2000) }),
    output: z.object({ version: z.number().int() }),
  },
} as const satisfies RequestTable
