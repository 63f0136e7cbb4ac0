import type { StoredFire } from '#engine/history/trigger-fires.ts'
import { RunInterruption } from '#engine/run/run-cause.ts'
import type { RunState } from '#shared/model/run.ts'
import type { FindTrigger } from './start-fires.ts'
import type { KnownTrigger, TriggerPlace } from './triggers-dependencies.ts'

/** Fires whose runs go on in this host, with when they started by the scheduler's clock. */
export type LiveFires = Map<number, { readonly startedAt: number }>

const retry = (place: TriggerPlace, fire: StoredFire, { trigger }: KnownTrigger): void => {
  const now = place.deps.clock.now()
  const notBefore = now + trigger.retryDelaySeconds * 1000
  const reason = `Try ${fire.attempt + 1} of ${trigger.retries + 1}, because run ${fire.runId} failed.`
  place.history.triggerFires.change(fire, { state: 'waiting', notBefore, reason, host: place.host })
}

const isFailure = (state: RunState | null): boolean => state === 'failed' || state === 'crashed'

const tellLate = ({ context, project, history }: TriggerPlace, fire: StoredFire): void => {
  history.triggerFires.change(fire, { late: true })
  const { pipelineUuid, triggerName, runId } = fire
  if (runId !== null) context.events.emit('trigger.late', { projectId: project.id, pipelineUuid, triggerName, runId })
}

type Live = { readonly fire: StoredFire; readonly known: KnownTrigger; readonly startedAt: number }

/** @returns when the next limit of the run is reached */
const watchLimits = (place: TriggerPlace, { fire, known, startedAt }: Live): number => {
  const { timeoutSeconds, timeoutState, slaSeconds } = known.trigger
  const now = place.deps.clock.now()
  const endsAt = startedAt + (timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000
  const lateAt = fire.late ? Number.POSITIVE_INFINITY : startedAt + (slaSeconds ?? Number.POSITIVE_INFINITY) * 1000
  if (now >= lateAt) tellLate(place, fire)
  if (now >= endsAt && fire.runId !== null) {
    const words = `It took longer than the ${timeoutSeconds} s its trigger "${fire.triggerName}" allows and was ended.`
    place.deps.runs.interrupt(place.project.id, fire.runId, new RunInterruption(timeoutState, words))
  }
  return Math.min(...[endsAt, lateAt].filter((time) => time > now))
}

/** @returns when to look at the run again; null where it is over */
const follow = (place: TriggerPlace, fire: StoredFire, live: Omit<Live, 'fire'>): number | null => {
  if (fire.state !== 'started') return null
  if (fire.runState === 'queued' || fire.runState === 'running') return watchLimits(place, { fire, ...live })
  if (isFailure(fire.runState) && fire.attempt <= live.known.trigger.retries) retry(place, fire, live.known)
  return null
}

/** Follows the runs of this host's fires: time limits, lateness, retries. @returns when to look again */
export const superviseRuns = (place: TriggerPlace, find: FindTrigger, live: LiveFires): number => {
  let next = Number.POSITIVE_INFINITY
  for (const [fireId, { startedAt }] of live) {
    const fire = place.history.triggerFires.get(fireId)
    const known = fire === null ? null : find(fire)
    const at = fire === null || known === null ? null : follow(place, fire, { known, startedAt })
    if (at === null) live.delete(fireId)
    else next = Math.min(next, at)
  }
  return next
}
