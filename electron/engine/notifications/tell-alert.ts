import type { ModelAlert } from '#shared/model/monitoring.ts'
import type { NotificationPlace } from './notifications-dependencies.ts'
import { readSetup } from './read-setup.ts'
import { storeMessage } from './store-message.ts'

/** Stores the messages about a rule of a model that rang. @returns whether there is one to send */
export const tellModelAlert = async (place: NotificationPlace, alert: ModelAlert): Promise<boolean> => {
  const { id, model, rule, message, version, openedAt } = alert
  const opened = new Date(openedAt).toISOString().slice(0, 19).replace('T', ' ')
  const ofVersion = version === null ? model : `${model}, version ${version}`
  return storeMessage(place, await readSetup(place.project, null), {
    // Numbers of alerts begin anew where the record of traffic was deleted.
    key: `alert:${model}:${id}:${openedAt}`,
    occasion: 'alert',
    pipelineUuid: null,
    runId: null,
    title: `${model}: ${rule}`,
    summary: message,
    details: `${message}\n${ofVersion}, since ${opened} UTC, in ${place.project.path}.`,
  })
}
