import { z } from 'zod'
import { newSweepSchema, sweepStatusSchema } from '../../model/sweep.ts'
import { nothing, pipeline, project, type RequestTable } from './shapes.ts'

/** Runs of one pipeline over values of its variables. */
export const sweepRequests = {
  'sweep.start': { input: pipeline.extend({ sweep: newSweepSchema }), output: z.object({ total: z.number().int() }) },
  /** Those this host started, newest first. */
  'sweep.list': { input: project, output: z.array(sweepStatusSchema) },
  /** Ends what runs of it; what has ended stays. */
  'sweep.stop': { input: project.extend({ sweepId: z.number().int() }), output: nothing },
} as const satisfies RequestTable
