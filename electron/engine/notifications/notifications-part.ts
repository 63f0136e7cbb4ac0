import type { Notifications } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import type { EventPayload } from '#shared/contract/events.ts'
import type { ChannelKind } from '#shared/model/notification.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { channelProblem, targetOf } from './channels.ts'
import { deliverDue } from './deliver.ts'
import type { NotificationsCapability } from './notifications.ts'
import type { NotificationPlace, NotificationsDependencies } from './notifications-dependencies.ts'
import { readSetup, type SetUpChannel } from './read-setup.ts'
import { send } from './send.ts'
import { tellModelAlert } from './tell-alert.ts'
import { tellRunEnded, tellRunLate } from './tell-run.ts'

/** What people are told of; each resolves when the message was sent or waits for its next attempt. */
export type NotificationOccasions = {
  runEnded(projectId: string, runId: number): Promise<void>
  runLate(projectId: string, runId: number): Promise<void>
  modelAlerted(projectId: string, alert: EventPayload<'model.alerted'>['alert']): Promise<void>
}

export type NotificationsPart = NotificationsCapability & { readonly tell: NotificationOccasions }

type Parts = { readonly context: EngineContext; readonly deps: NotificationsDependencies }

/** Null where there is nobody to tell: the project is closed or not trusted. `existing` leaves a project without a history as it is. */
const placeOf = async (
  { context, deps }: Parts,
  projectId: string,
  open: 'of' | 'existing',
): Promise<NotificationPlace | null> => {
  const project = deps.findProject(projectId)
  if (!project.ok || !project.value.isTrusted()) return null
  const history = await deps.histories[open](project.value)
  return history.ok && history.value !== null ? { context, deps, project: project.value, history: history.value } : null
}

/** Sends what waits, one project's messages one after the other, and looks again when the next is due. */
const createPost = (parts: Parts) => {
  const looking = new Map<string, Promise<void>>()
  const timers = new Map<string, () => void>()
  const closed = new Set<string>()
  const deliver = async (projectId: string) => {
    timers.get(projectId)?.()
    const place = closed.has(projectId) ? null : await placeOf(parts, projectId, 'existing')
    if (place === null) return
    const next = await deliverDue(place)
    if (next === null || closed.has(projectId)) return
    const wait = Math.max(1, next - parts.deps.clock.now())
    timers.set(
      projectId,
      parts.deps.clock.after(wait, () => void add(projectId, () => deliver(projectId))),
    )
  }
  const add = (projectId: string, work: () => Promise<void>): Promise<void> => {
    const next = (looking.get(projectId) ?? Promise.resolve()).then(work).catch((error: unknown) =>
      // A full disk or a history that is held: the next message tries again.
      parts.context.logger.error('messages could not be sent', { project: projectId, error: String(error) }),
    )
    looking.set(projectId, next)
    return next
  }
  return {
    open: (projectId: string) => void closed.delete(projectId),
    post: (projectId: string) => add(projectId, () => deliver(projectId)),
    tell: (projectId: string, store: (place: NotificationPlace) => Promise<boolean>) =>
      add(projectId, async () => {
        const place = await placeOf(parts, projectId, 'of')
        if (place !== null && (await store(place))) await deliver(projectId)
      }),
    close: async (projectId: string) => {
      closed.add(projectId)
      timers.get(projectId)?.()
      await looking.get(projectId)
    },
    closeAll: async () => {
      for (const projectId of looking.keys()) closed.add(projectId)
      for (const cancel of timers.values()) cancel()
      await Promise.all(looking.values())
    },
  }
}

const testMessage = {
  title: 'Test of Pipewright',
  summary: 'This is a test message. Failures and lateness of your pipelines will be told here.',
  details: 'This is a test message. Failures and lateness of your pipelines will be told here.',
}

const findChannel = (channels: readonly SetUpChannel[], kind: ChannelKind): Result<SetUpChannel> => {
  const channel = channels.find((known) => known.kind === kind)
  if (channel === undefined) return fail('not-found', `The project's files set up no ${kind} any more.`)
  const problem = channelProblem(channel)
  return problem === null ? ok(channel) : fail('invalid-input', problem)
}

const createAnswers = (parts: Parts): Notifications => ({
  setup: async ({ projectId, pipelineUuid }) => {
    const project = parts.deps.findProject(projectId)
    if (!project.ok) return project
    const { occasions, channels, problems } = await readSetup(project.value, pipelineUuid)
    const shown = channels.map((channel) => ({
      kind: channel.kind,
      target: targetOf(channel),
      file: channel.file,
      problem: channelProblem(channel),
    }))
    return ok({ occasions: [...occasions], channels: shown, problems: [...problems] })
  },
  test: async ({ projectId, pipelineUuid, channel: kind }) => {
    const project = parts.deps.findProject(projectId)
    if (!project.ok) return project
    if (!project.value.isTrusted())
      return fail('not-trusted', `Nothing is sent for ${project.value.name} until you trust its folder.`)
    const channel = findChannel((await readSetup(project.value, pipelineUuid)).channels, kind)
    return channel.ok ? send(channel.value, testMessage) : channel
  },
  deliveries: async ({ projectId, limit }) => {
    const project = parts.deps.findProject(projectId)
    const history = project.ok ? await parts.deps.histories.existing(project.value) : project
    return history.ok ? ok(history.value?.deliveries.list(limit) ?? []) : history
  },
})

/** What tells the channels that the project's files set up, loaded when there is something to tell or somebody asks. */
export const createNotificationsPart = (context: EngineContext, deps: NotificationsDependencies): NotificationsPart => {
  const parts: Parts = { context, deps }
  const post = createPost(parts)
  return {
    ...createAnswers(parts),
    work: (projectId) => {
      post.open(projectId)
      return post.post(projectId)
    },
    tell: {
      runEnded: (projectId, runId) => post.tell(projectId, (place) => tellRunEnded(place, runId)),
      runLate: (projectId, runId) => post.tell(projectId, (place) => tellRunLate(place, runId)),
      modelAlerted: (projectId, alert) => post.tell(projectId, (place) => tellModelAlert(place, alert)),
    },
    closeProject: post.close,
    [Symbol.asyncDispose]: post.closeAll,
  }
}
