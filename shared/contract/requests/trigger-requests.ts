import { z } from 'zod'
import { pipelineUuidSchema, runIdSchema } from '../../model/ids.ts'
import { triggerSchema, triggerStatusSchema } from '../../model/trigger.ts'
import { nothing, pipeline, project, type RequestTable, trigger } from './shapes.ts'

/** What starts runs by itself. */
export const triggerRequests = {
  /** Triggers of a pipeline, or of all; and whether all are paused. */
  'trigger.list': {
    input: project.extend({ pipelineUuid: pipelineUuidSchema.nullable() }),
    output: z.object({ triggers: z.array(triggerStatusSchema), isPaused: z.boolean() }),
  },
  /** `previousName` null = a new one. */
  'trigger.save': {
    input: pipeline.extend({ previousName: z.string().nullable(), trigger: triggerSchema }),
    output: z.object({ name: z.string() }),
  },
  'trigger.delete': { input: trigger, output: nothing },
  'trigger.switch': { input: trigger.extend({ active: z.boolean() }), output: nothing },
  /** Fires at once. `runId` null where the fire waits for an older run. */
  'trigger.run': { input: trigger, output: z.object({ runId: runIdSchema.nullable() }) },
  /** What to do about missed fires. */
  'trigger.answer': {
    input: project.extend({ fireId: z.number().int(), answer: z.enum(['skip', 'once', 'all']) }),
    output: nothing,
  },
  'trigger.pause': { input: project.extend({ isPaused: z.boolean() }), output: nothing },
} as const satisfies RequestTable
