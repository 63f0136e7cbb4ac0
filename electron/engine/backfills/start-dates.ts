import type { StoredDate } from '#engine/history/backfills-repository.ts'
import { isRawMap } from '#engine/pipelines/read-values.ts'
import type { Backfill } from '#shared/model/backfill.ts'
import type { BackfillPlace } from './backfills-dependencies.ts'
import { reservedOfDate } from './reserved-of-date.ts'

/** In the transaction that stores the run, another host turned out to have been quicker. */
class Overtaken extends Error {}

const startDate = async (place: BackfillPlace, backfill: Backfill, date: StoredDate): Promise<void> => {
  const { deps, project, history } = place
  const pipeline = await project.pipeline(backfill.pipelineUuid)
  if (!pipeline.ok) return history.backfills.refuse(date.id, pipeline.error.message)
  const given = isRawMap(backfill.variables) ? backfill.variables : {}
  const input = {
    projectId: project.id,
    pipelineUuid: backfill.pipelineUuid,
    scope: { kind: 'all' } as const,
    variables: { ...pipeline.value.variables, ...given },
  }
  const started = await deps.runs.startFor(input, {
    origin: { kind: 'backfill', name: backfill.name },
    reserved: reservedOfDate(backfill, date, history.backfills.previousDate(backfill.id, date.executionDate)),
    onStored: (runId) => {
      // Looked at again, now that no other host can start one.
      if (history.backfills.activeRuns(backfill.id).length >= backfill.parallel) throw new Overtaken()
      if (!history.backfills.claim(backfill.id, date.id, runId)) throw new Overtaken()
    },
  })
  if (!started.ok) history.backfills.refuse(date.id, started.error.message)
}

/** Starts as many dates of a backfill as may run at once, oldest first. */
const startWaiting = async (place: BackfillPlace, id: number): Promise<void> => {
  for (;;) {
    const backfill = place.history.backfills.get(id)
    const date = backfill?.state === 'running' ? place.history.backfills.nextWaiting(id) : null
    if (backfill === null || date === null || backfill.running >= backfill.parallel) return
    try {
      await startDate(place, backfill, date)
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error
      return
    }
  }
}

/** Goes on with all backfills that are running. */
export const startBackfillDates = async (place: BackfillPlace): Promise<void> => {
  for (const backfill of place.history.backfills.list(null))
    if (backfill.state === 'running') await startWaiting(place, backfill.id)
}
