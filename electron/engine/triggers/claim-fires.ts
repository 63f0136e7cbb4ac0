import type { StoredFire } from '#engine/history/trigger-fires.ts'
import { isFinalRunState } from '#shared/run/apply-run-event.ts'
import { claimArrivedFiles, type SeenFiles } from './claim-files.ts'
import { claimOne } from './claim-one.ts'
import { type PlannedClaim, planClaims } from './plan-claims.ts'
import type { Claiming, TriggerPlace } from './triggers-dependencies.ts'

/** Mage looks every ten seconds; a trigger that is always on must not fill the history with runs that fail at once. */
const alwaysPauseMs = 10_000

const claimPlanned = (place: TriggerPlace, { known, now }: Claiming, planned: PlannedClaim): boolean => {
  const fire = place.history.triggerFires.claim({
    ...planned,
    key: `at:${planned.executionDate}`,
    pipelineUuid: known.pipelineUuid,
    triggerName: known.trigger.name,
    firedAt: now,
    host: place.host,
  })
  return fire !== null
}

const claimByClock = (place: TriggerPlace, claiming: Claiming): number => {
  const { known, isPaused, now } = claiming
  const { pipelineUuid, trigger, mark } = known
  const { triggerFires, database } = place.history
  const facts = () => ({
    trigger,
    mark,
    newestDate: triggerFires.newestDate(pipelineUuid, trigger.name, now),
    isPaused,
    now,
  })
  // Looked at without the lock first: most looks find nothing.
  if (planClaims(facts()).length === 0) return 0
  // One transaction: a host that is killed here has claimed all or nothing, and the next one finds the rest.
  return database.transaction(
    () => planClaims(facts()).filter((planned) => claimPlanned(place, claiming, planned)).length,
  )
}

const claimOnce = (place: TriggerPlace, claiming: Claiming): number => {
  const { known, now } = claiming
  const { startTime, endTime } = known.trigger
  const at = startTime ?? known.mark.enabledAt
  if (now < at || (endTime !== null && now > endTime)) return 0
  // Switched on anew, it fires anew.
  const key = `once:${known.mark.enabledAt}`
  return claimOne(place, claiming, { key, executionDate: at, event: {} }) === null ? 0 : 1
}

/** Whether the fire before it is over: its run has ended, and it is not of a moment ago. */
const isIdle = (place: TriggerPlace, last: StoredFire | null, now: number): boolean => {
  if (last === null) return true
  if (last.state === 'due' || last.state === 'waiting') return false
  if (last.firedAt <= now && last.firedAt + alwaysPauseMs > now) return false
  const run = last.runId === null ? null : place.history.runs.get(last.runId)
  return run === null || isFinalRunState(run.state)
}

const claimAlways = (place: TriggerPlace, claiming: Claiming): number => {
  const { known, now } = claiming
  const { startTime, endTime } = known.trigger
  if (now < (startTime ?? 0) || now > (endTime ?? Number.POSITIVE_INFINITY)) return 0
  const last = place.history.triggerFires.newest(known.pipelineUuid, known.trigger.name)
  if (!isIdle(place, last, now)) return 0
  // Named after the fire before it, so that of two hosts one claims it.
  const key = `always:${last?.id ?? 0}`
  return claimOne(place, claiming, { key, executionDate: now, event: {} }) === null ? 0 : 1
}

/** Every end of a run of the other pipeline since the trigger was switched on, once. */
const claimEndedRuns = (place: TriggerPlace, claiming: Claiming): number => {
  const { known } = claiming
  const { when } = known.trigger
  if (when.kind !== 'pipeline') return 0
  const { history } = place
  const newest = history.triggerFires.newest(known.pipelineUuid, known.trigger.name)
  const since = Math.max(known.mark.enabledAt, newest?.key.startsWith('run:') === true ? newest.executionDate : 0)
  const ended = history.runs
    .list({ pipelineUuid: when.pipelineUuid, states: when.states, before: null, limit: 100 })
    .filter(({ endedAt }) => endedAt !== null && endedAt >= since)
    .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))
  let claimed = 0
  for (const run of ended) {
    const event = { pipeline_uuid: run.pipelineUuid, pipeline_run_id: run.id, status: run.state }
    const executionDate = run.endedAt ?? run.queuedAt
    if (claimOne(place, claiming, { key: `run:${run.id}`, executionDate, event }) !== null) claimed += 1
  }
  return claimed
}

/** Claims what a trigger is to fire for now. @returns how many fires it claimed */
export const claimFires = async (place: TriggerPlace, claiming: Claiming, seen: SeenFiles): Promise<number> => {
  const { kind } = claiming.known.trigger.when
  switch (kind) {
    case 'cron':
    case 'interval':
      return claimByClock(place, claiming)
    case 'once':
      return claiming.isPaused ? 0 : claimOnce(place, claiming)
    case 'always':
      return claiming.isPaused ? 0 : claimAlways(place, claiming)
    case 'pipeline':
      return claimEndedRuns(place, claiming)
    case 'file':
      return claimArrivedFiles(place, claiming, seen)
    case 'api':
    case 'event':
      return 0
  }
}
