import type { NewDelivery } from '#engine/history/deliveries-repository.ts'
import { targetOf } from './channels.ts'
import type { NotificationPlace } from './notifications-dependencies.ts'
import type { Setup } from './read-setup.ts'

/** A message before it is known where it goes. `key` names what is told: it is told once. */
export type NewMessage = Omit<NewDelivery, 'channel' | 'target'>

/** Stores a message for each channel. @returns whether there is one to send */
export const storeMessage = (place: NotificationPlace, setup: Setup, message: NewMessage): boolean => {
  const now = place.deps.clock.now()
  for (const channel of setup.channels) {
    const key = `${message.key}:${channel.kind}`
    place.history.deliveries.add({ ...message, key, channel: channel.kind, target: targetOf(channel) }, now)
  }
  return setup.channels.length > 0
}
