import { z } from 'zod'
import { runIdSchema } from '../../model/ids.ts'
import { overviewSchema, runComparisonSchema } from '../../model/overview.ts'
import { project, type RequestTable } from './shapes.ts'

/** How runs did over time, and against each other. */
export const overviewRequests = {
  'overview.get': { input: project.extend({ days: z.number().int().min(1).max(366) }), output: overviewSchema },
  'overview.compare': {
    input: project.extend({ left: runIdSchema, right: runIdSchema }),
    output: runComparisonSchema,
  },
} as const satisfies RequestTable
