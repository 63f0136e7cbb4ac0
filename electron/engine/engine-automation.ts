import { createBackfills } from './backfills/backfills.ts'
import type { Foundation } from './engine-foundation.ts'
import { createNotifications } from './notifications/notifications.ts'
import { createStartedSweeps } from './sweeps/started-sweeps.ts'
import { createSweeps } from './sweeps/sweeps.ts'
import { systemClock } from './triggers/clock.ts'
import { createTriggers } from './triggers/triggers.ts'

/** What starts runs by itself, and tells people how they went. */
export const createAutomation = (foundation: Foundation) => {
  const { context, settings, histories, held, runs, outputs, tracking } = foundation
  const { findProject, noteOwnWrite } = held
  const environment = process.env.ENV ?? process.env.ENVIRONMENT ?? 'dev'
  const triggers = createTriggers(context, {
    findProject,
    histories,
    runs,
    outputs,
    noteOwnWrite,
    environment,
    clock: systemClock,
    apiPort: () => settings.get().apiPort,
  })
  const backfills = createBackfills(context, { findProject, histories, runs })
  const { run } = createSweeps(context, { findProject, runs, tracking })
  const sweeps = { run, ...createStartedSweeps(context, { findProject, run }) }
  const notifications = createNotifications(context, { findProject, histories, clock: systemClock })
  return {
    triggers,
    backfills,
    notifications,
    sweeps,
    [Symbol.asyncDispose]: async () => {
      await triggers[Symbol.asyncDispose]()
      await backfills[Symbol.asyncDispose]()
      await sweeps[Symbol.asyncDispose]()
      await notifications[Symbol.asyncDispose]()
    },
  }
}
