import type { EngineContext } from '#engine/engine-context.ts'
import type { Result } from '#shared/result.ts'
import type { BackfillPlace } from './backfills-dependencies.ts'
import { startBackfillDates } from './start-dates.ts'

/** Another host may have ended a run, or been killed: looked at again after this long while a backfill goes on. */
const lookAgainMs = 10_000

/** Starts dates of the backfills of projects at work, whenever a run ends. */
export const createBackfillWork = (
  context: EngineContext,
  placeOf: (projectId: string) => Promise<Result<BackfillPlace>>,
) => {
  const atWork = new Set<string>()
  const looking = new Map<string, Promise<void>>()
  const timers = new Map<string, NodeJS.Timeout>()

  const lookAgainLater = (projectId: string, place: BackfillPlace) => {
    clearTimeout(timers.get(projectId))
    if (!atWork.has(projectId)) return
    if (!place.history.backfills.list(null).some(({ state }) => state === 'running')) return
    const timer = setTimeout(() => void look(projectId), lookAgainMs)
    timer.unref()
    timers.set(projectId, timer)
  }
  const lookOnce = async (projectId: string) => {
    if (!atWork.has(projectId)) return
    try {
      const place = await placeOf(projectId)
      if (!place.ok || !place.value.project.isTrusted()) return
      await startBackfillDates(place.value)
      context.events.emit('backfill.changed', { projectId })
      lookAgainLater(projectId, place.value)
    } catch (error) {
      context.logger.error('backfills could not go on', { project: projectId, error: String(error) })
    }
  }
  /** One look after the other, so that none starts more than may run. */
  const look = (projectId: string): Promise<void> => {
    const next = (looking.get(projectId) ?? Promise.resolve()).then(() => lookOnce(projectId))
    looking.set(projectId, next)
    return next
  }
  const stopListening = context.events.on('run.happened', ({ projectId, event }) => {
    if (event.kind === 'run-ended' && atWork.has(projectId)) void look(projectId)
  })
  const end = async (projectId: string) => {
    atWork.delete(projectId)
    clearTimeout(timers.get(projectId))
    await looking.get(projectId)
  }
  return {
    begin: (projectId: string): Promise<void> => {
      atWork.add(projectId)
      return look(projectId)
    },
    end,
    dispose: async () => {
      stopListening()
      await Promise.all([...atWork].map(end))
    },
  }
}
