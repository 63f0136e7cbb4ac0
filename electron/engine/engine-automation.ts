import type { Backfills, Notifications, Triggers } from './engine.ts'
import type { Foundation } from './engine-foundation.ts'
import { faceOf, later } from './later.ts'
import { createNotifications } from './notifications/notifications.ts'
import type { SweepsFace } from './sweeps/started-sweeps.ts'
import { systemClock } from './triggers/clock.ts'

const createTriggersLater = ({ context, settings, histories, held, runs, outputs }: Foundation) =>
  later(async () => {
    const { createTriggers } = await import('./triggers/triggers.ts')
    return createTriggers(context, {
      findProject: held.findProject,
      histories,
      runs,
      outputs,
      noteOwnWrite: held.noteOwnWrite,
      environment: process.env.ENV ?? process.env.ENVIRONMENT ?? 'dev',
      clock: systemClock,
      apiPort: () => settings.get().apiPort,
    })
  })

const createSweepsLater = ({ context, held, runs, tracking }: Foundation) =>
  later(async () => {
    const [{ createSweeps }, { createStartedSweeps }] = await Promise.all([
      import('./sweeps/sweeps.ts'),
      import('./sweeps/started-sweeps.ts'),
    ])
    const { findProject } = held
    const { run } = createSweeps(context, { findProject, runs, tracking })
    return { run, ...createStartedSweeps(context, { findProject, run }) }
  })

const triggerRequests = ['list', 'save', 'delete', 'switch', 'run', 'answer', 'pause', 'work'] as const
const backfillRequests = ['preview', 'list', 'get', 'create', 'change', 'delete', 'work'] as const

/** What starts runs by itself, and tells people how they went. Each is loaded when somebody asks for it or it has something to do. */
export const createAutomation = (foundation: Foundation) => {
  const { context, histories, held, runs } = foundation
  const { findProject } = held
  const triggers = createTriggersLater(foundation)
  const backfills = later(async () => {
    const { createBackfills } = await import('./backfills/backfills.ts')
    return createBackfills(context, { findProject, histories, runs })
  })
  const sweeps = createSweepsLater(foundation)
  const notifications = createNotifications(context, { findProject, histories, clock: systemClock })
  return {
    triggers: faceOf(triggers, triggerRequests) satisfies Triggers,
    backfills: faceOf(backfills, backfillRequests) satisfies Backfills,
    notifications: notifications satisfies Notifications,
    sweeps: faceOf(sweeps, ['run', 'start', 'list', 'stop']) satisfies SweepsFace,
    /** Sends what an earlier host could not. */
    sendWaiting: notifications.work,
    /** Nothing of a project fires or starts any more. */
    closeProject: async (projectId: string): Promise<void> => {
      await (await triggers.made())?.closeProject(projectId)
      await (await backfills.made())?.closeProject(projectId)
      await (await sweeps.made())?.closeProject(projectId)
      await notifications.closeProject(projectId)
    },
    [Symbol.asyncDispose]: async () => {
      await triggers[Symbol.asyncDispose]()
      await backfills[Symbol.asyncDispose]()
      await sweeps[Symbol.asyncDispose]()
      await notifications[Symbol.asyncDispose]()
    },
  }
}

export type Automation = ReturnType<typeof createAutomation>
