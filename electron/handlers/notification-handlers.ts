import type { Engine } from '#engine/engine.ts'
import type { HandlersOf } from './handlers-of.ts'

/** Who is told how runs went. */
export const notificationHandlers = ({ notifications }: Engine): HandlersOf<'notification'> => ({
  'notification.setup': (input) => notifications.setup(input),
  'notification.test': (input) => notifications.test(input),
  'notification.deliveries': (input) => notifications.deliveries(input),
})
