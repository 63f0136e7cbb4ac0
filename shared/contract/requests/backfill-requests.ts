import { z } from 'zod'
import { backfillDateSchema, backfillRangeSchema, backfillSchema, newBackfillSchema } from '../../model/backfill.ts'
import { pipelineUuidSchema } from '../../model/ids.ts'
import { nothing, pipeline, project, type RequestTable } from './shapes.ts'

const backfill = project.extend({ backfillId: z.number().int().positive() })

/** Runs over a range of past dates. */
export const backfillRequests = {
  /** The dates a range has, before anything is made: the first and last of them, and how many. */
  'backfill.preview': {
    input: backfillRangeSchema,
    output: z.object({
      total: z.number().int(),
      dates: z.array(z.object({ executionDate: z.number(), until: z.number() })),
    }),
  },
  /** Newest first. */
  'backfill.list': {
    input: project.extend({ pipelineUuid: pipelineUuidSchema.nullable() }),
    output: z.array(backfillSchema),
  },
  'backfill.get': {
    input: backfill,
    output: z.object({ backfill: backfillSchema, dates: z.array(backfillDateSchema) }),
  },
  /** Makes it and starts its first runs. */
  'backfill.create': {
    input: pipeline.extend({ backfill: newBackfillSchema }),
    output: z.object({ backfillId: z.number().int() }),
  },
  /** `pause` lets what runs go on to its end; `cancel` ends it; `retry` runs anew what did not complete. */
  'backfill.change': {
    input: backfill.extend({ action: z.enum(['pause', 'resume', 'cancel', 'retry']) }),
    output: nothing,
  },
  /** Its runs stay in the history. */
  'backfill.delete': { input: backfill, output: nothing },
} as const satisfies RequestTable
