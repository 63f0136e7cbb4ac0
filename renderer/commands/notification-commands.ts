import type { ChannelKind } from '#shared/model/notification.ts'
import { askAgain } from '../bridge/answers.ts'
import { bridge } from '../bridge/bridge.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showDialog } from '../state/ui-store.ts'
import type { Command } from './command.ts'

/** Shows who is told how runs went: of the project with null, or as a pipeline's file changes it. */
export const showNotifications = (pipelineUuid: string | null): void =>
  showDialog({ kind: 'notifications', pipelineUuid })

/** Sends a test message. @returns null where it was sent, else what the channel answered */
export const testChannel = async (pipelineUuid: string | null, channel: ChannelKind): Promise<string | null> => {
  const projectId = currentProjectId()
  if (projectId === null) return null
  const sent = await bridge().request('notification.test', { projectId, pipelineUuid, channel })
  await askAgain('notification.deliveries')
  return sent.ok ? null : sent.error.message
}

export const notificationCommands: readonly Command[] = [
  {
    id: 'notification.show',
    label: 'Notifications…',
    group: 'Project',
    enabled: () => currentProjectId() !== null,
    run: () => showNotifications(null),
  },
]
