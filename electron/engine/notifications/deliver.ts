import type { StoredDelivery } from '#engine/history/deliveries-repository.ts'
import type { Result } from '#shared/result.ts'
import { fail } from '#shared/result.ts'
import { channelProblem } from './channels.ts'
import type { NotificationPlace } from './notifications-dependencies.ts'
import { readSetup } from './read-setup.ts'
import { send } from './send.ts'

/** Waits between attempts: a short fault of the network, then an hour's outage; after the last one it is given up. */
const waitsMs: readonly number[] = [10_000, 60_000, 300_000, 1_800_000, 3_600_000]

const attempt = async (place: NotificationPlace, delivery: StoredDelivery): Promise<Result<null>> => {
  const setup = await readSetup(place.project, delivery.pipelineUuid)
  const channel = setup.channels.find(({ kind }) => kind === delivery.channel)
  if (channel === undefined)
    return fail('not-found', `There is no ${delivery.channel} any more in the project's files.`)
  const problem = channelProblem(channel)
  return problem === null ? send(channel, delivery) : fail('invalid-input', problem)
}

/** Sends what is due, one after the other. @returns when the next one is; null where none waits */
export const deliverDue = async (place: NotificationPlace): Promise<number | null> => {
  const { history, deps, context, project } = place
  for (;;) {
    const delivery = history.deliveries.take(deps.clock.now())
    if (delivery === null) return history.deliveries.nextDue()
    const sent = await attempt(place, delivery)
    const now = deps.clock.now()
    if (sent.ok) history.deliveries.sent(delivery.id, now)
    else {
      const wait = waitsMs[delivery.attempts - 1]
      history.deliveries.missed(delivery.id, sent.error.message, wait === undefined ? null : now + wait)
    }
    context.events.emit('notification.changed', { projectId: project.id })
  }
}
