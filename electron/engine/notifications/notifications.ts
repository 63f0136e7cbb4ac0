import type { Notifications } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import type { History } from '#engine/history/history.ts'
import { faceOf, type Later, later } from '#engine/later.ts'
import { isByItself } from './by-itself.ts'
import type { NotificationsDependencies } from './notifications-dependencies.ts'
import type { NotificationOccasions, NotificationsPart } from './notifications-part.ts'

/** Notifications of one engine, with what the composition root calls when projects open and close. */
export type NotificationsCapability = Notifications &
  AsyncDisposable & {
    /** When a project is opened: what an earlier host could not send is tried again. */
    work(projectId: string): Promise<void>
    closeProject(projectId: string): Promise<void>
  }

type Parts = {
  readonly context: EngineContext
  readonly deps: NotificationsDependencies
  readonly part: Later<NotificationsPart>
}

/** The history of an open project that is trusted; null where there is none. */
const historyOf = async ({ deps }: Parts, projectId: string): Promise<History | null> => {
  const project = deps.findProject(projectId)
  if (!project.ok || !project.value.isTrusted()) return null
  const history = await deps.histories.existing(project.value)
  return history.ok ? history.value : null
}

/** Hears what people are told of. Nothing is loaded for the runs a person started: nobody is told of those. */
const createListener = (parts: Parts) => {
  const { context, part } = parts
  const { events, logger } = context
  const going = new Set<Promise<void>>()
  const begin = (work: () => Promise<void>) => {
    const ended = work()
      .catch((error: unknown) => logger.error('nobody could be told', { error: String(error) }))
      .finally(() => going.delete(ended))
    going.add(ended)
  }
  const tell = async (act: (occasions: NotificationOccasions) => Promise<void>) => act((await part.get()).tell)
  const undo = [
    events.on('run.happened', ({ projectId, runId, event }) => {
      if (event.kind !== 'run-ended') return
      begin(async () => {
        const run = (await historyOf(parts, projectId))?.runs.get(runId)
        if (run != null && isByItself(run)) await tell(({ runEnded }) => runEnded(projectId, runId))
      })
    }),
    events.on('trigger.late', ({ projectId, runId }) => begin(() => tell(({ runLate }) => runLate(projectId, runId)))),
    events.on('model.alerted', ({ projectId, state, alert }) => {
      if (state === 'opened') begin(() => tell(({ modelAlerted }) => modelAlerted(projectId, alert)))
    }),
  ]
  return {
    stop: () => {
      for (const stop of undo) stop()
    },
    /** Resolves when all of it was told. */
    idle: async () => {
      await Promise.all(going)
    },
  }
}

/** Makes the notifications of an engine: what it runs is told to the channels the project's files set up. */
export const createNotifications = (
  context: EngineContext,
  deps: NotificationsDependencies,
): NotificationsCapability => {
  const part = later<NotificationsPart>(async () => {
    const { createNotificationsPart } = await import('./notifications-part.ts')
    return createNotificationsPart(context, deps)
  })
  const parts: Parts = { context, deps, part }
  const listener = createListener(parts)
  return {
    ...faceOf(part, ['setup', 'test', 'deliveries']),
    work: async (projectId) => {
      const isNeeded = part.made() !== null || (await historyOf(parts, projectId))?.deliveries.nextDue() != null
      if (isNeeded) await (await part.get()).work(projectId)
    },
    closeProject: async (projectId) => {
      await (await part.made())?.closeProject(projectId)
    },
    [Symbol.asyncDispose]: async () => {
      listener.stop()
      await listener.idle()
      await part[Symbol.asyncDispose]()
    },
  }
}
