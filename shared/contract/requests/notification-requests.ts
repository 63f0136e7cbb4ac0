import { z } from 'zod'
import { pipelineUuidSchema } from '../../model/ids.ts'
import { channelKindSchema, deliverySchema, notificationSetupSchema } from '../../model/notification.ts'
import { nothing, project, type RequestTable } from './shapes.ts'

/** Of the project, or as a pipeline's own file changes it. */
const place = project.extend({ pipelineUuid: pipelineUuidSchema.nullable() })

/** Who is told of failures, successes and lateness. */
export const notificationRequests = {
  'notification.setup': { input: place, output: notificationSetupSchema },
  /** Sends a test message at once; fails with what the channel answered. */
  'notification.test': { input: place.extend({ channel: channelKindSchema }), output: nothing },
  /** Newest first. */
  'notification.deliveries': {
    input: project.extend({ limit: z.number().int().min(1).max(500) }),
    output: z.array(deliverySchema),
  },
} as const satisfies RequestTable
