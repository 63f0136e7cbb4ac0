import type { StoredFire } from '#engine/history/trigger-fires.ts'
import { isRawMap, jsonMapOf } from '#engine/pipelines/read-values.ts'
import { isHostAlive } from '#engine/run/process-identity.ts'
import type { JsonMap } from '#shared/model/json.ts'
import type { Result } from '#shared/result.ts'
import { moveAside } from './claim-files.ts'
import { overlapVerdict } from './overlap.ts'
import { reservedOfFire } from './reserved-of-fire.ts'
import type { KnownTrigger, TriggerPlace } from './triggers-dependencies.ts'

/** In the transaction that stores the run, another host turned out to have been quicker. */
class Overtaken extends Error {}

/** Takes over fires of hosts that are gone; a fire of a living host is its own. */
const isOurs = async (place: TriggerPlace, fire: StoredFire): Promise<boolean> => {
  const { host } = place
  if (fire.host.pid === host.pid && fire.host.started === host.started) return true
  return !(await isHostAlive(fire.host)) && place.history.triggerFires.adopt(fire, host)
}

const tell = ({ context, project }: TriggerPlace, fire: StoredFire, runId: number | null): void =>
  context.events.emit('trigger.fired', {
    projectId: project.id,
    pipelineUuid: fire.pipelineUuid,
    triggerName: fire.triggerName,
    runId,
  })

const settle = (
  place: TriggerPlace,
  fire: StoredFire,
  change: { state: StoredFire['state']; reason: string },
): void => {
  if (fire.state === change.state && fire.reason === change.reason) return
  if (place.history.triggerFires.change(fire, change)) tell(place, fire, null)
}

/** A caller gives what happened and variables; any other fire only has what happened. */
const givenOf = (fire: StoredFire): { readonly event: JsonMap; readonly variables: JsonMap } => {
  const { event, variables } = fire.event
  if (!fire.key.startsWith('api:')) return { event: fire.event, variables: {} }
  return { event: isRawMap(event) ? jsonMapOf(event) : {}, variables: isRawMap(variables) ? jsonMapOf(variables) : {} }
}

/** What happened gives values only where nobody else does. */
const variablesOf = (fire: StoredFire, ofPipeline: JsonMap, ofTrigger: JsonMap): JsonMap => {
  const gaps = Object.entries(fire.event).filter(([name]) => !Object.hasOwn(ofPipeline, name))
  return { ...Object.fromEntries(gaps), ...ofTrigger }
}

const eventOf = async (place: TriggerPlace, fire: StoredFire, { trigger }: KnownTrigger): Promise<JsonMap> => {
  const { when } = trigger
  if (when.kind !== 'file' || when.moveTo === null || typeof fire.event.file !== 'string') return givenOf(fire).event
  const file = await moveAside(place.project.path, { path: fire.event.file, moveTo: when.moveTo, fireId: fire.id })
  return { ...fire.event, file }
}

const startRun = async (
  place: TriggerPlace,
  fire: StoredFire,
  known: KnownTrigger,
): Promise<Result<{ runId: number }>> => {
  const { deps, project, history } = place
  const { trigger, pipelineUuid } = known
  const pipeline = await project.pipeline(pipelineUuid)
  if (!pipeline.ok) return pipeline
  const happened = { ...fire, event: await eventOf(place, fire, known) }
  const input = {
    projectId: project.id,
    pipelineUuid,
    scope: { kind: 'all' } as const,
    variables: { ...variablesOf(happened, pipeline.value.variables, trigger.variables), ...givenOf(fire).variables },
  }
  const kind = trigger.when.kind === 'api' ? 'api' : 'trigger'
  return deps.runs.startFor(input, {
    origin: { kind, name: trigger.name },
    reserved: reservedOfFire(happened, known),
    onStored: (runId) => {
      // Looked at again, now that no other host can start one.
      const active = history.triggerFires.activeRuns(pipelineUuid, trigger.name).length
      if (overlapVerdict(trigger.overlap, active) !== 'start') throw new Overtaken()
      const attempt = fire.attempt + 1
      if (!history.triggerFires.change(fire, { state: 'started', runId, attempt, reason: null })) throw new Overtaken()
    },
  })
}

/** True where the fires of the trigger behind it must wait too. */
const startFire = async (place: TriggerPlace, fire: StoredFire, known: KnownTrigger): Promise<boolean> => {
  const { deps, project, history } = place
  const active = history.triggerFires.activeRuns(fire.pipelineUuid, fire.triggerName)
  switch (overlapVerdict(known.trigger.overlap, active.length)) {
    case 'skip':
      settle(place, fire, { state: 'skipped', reason: `Skipped: run ${active.join(', ')} was still going on.` })
      return false
    case 'cancel':
      for (const runId of active) await deps.runs.cancel({ projectId: project.id, runId })
      settle(place, fire, { state: 'waiting', reason: `Waits until run ${active.join(', ')} is cancelled.` })
      return true
    case 'wait':
      settle(place, fire, { state: 'waiting', reason: `Waits until run ${active.join(', ')} has ended.` })
      return true
    case 'start':
      return startNow(place, fire, known)
  }
}

const startNow = async (place: TriggerPlace, fire: StoredFire, known: KnownTrigger): Promise<boolean> => {
  try {
    const started = await startRun(place, fire, known)
    if (started.ok) tell(place, fire, started.value.runId)
    else settle(place, fire, { state: 'failed', reason: started.error.message })
    return false
  } catch (error) {
    if (error instanceof Overtaken) return true
    place.context.logger.error('a trigger could not start its run', { trigger: fire.triggerName, error: String(error) })
    settle(place, fire, { state: 'failed', reason: `The run could not be started: ${String(error)}` })
    return false
  }
}

const keyOf = ({ pipelineUuid, triggerName }: StoredFire): string => JSON.stringify([pipelineUuid, triggerName])

/** A fire that waits for the end of an older run gives way to a newer one, where the newest is what counts. */
const withoutReplaced = (place: TriggerPlace, fires: readonly StoredFire[], find: FindTrigger): StoredFire[] =>
  fires.filter((fire) => {
    const isNewest = fires.findLast((other) => keyOf(other) === keyOf(fire)) === fire
    if (isNewest || find(fire)?.trigger.overlap.kind !== 'cancel-old') return true
    settle(place, fire, { state: 'skipped', reason: 'Skipped: a newer fire took its place.' })
    return false
  })

export type FindTrigger = (fire: Pick<StoredFire, 'pipelineUuid' | 'triggerName'>) => KnownTrigger | null

/** Fires a person or a caller asked for: they go on while triggers are paused. */
const isAskedFor = ({ key }: StoredFire): boolean => key.startsWith('manual:') || key.startsWith('api:')

const claimedFires = async (place: TriggerPlace): Promise<StoredFire[]> => {
  const mine: StoredFire[] = []
  for (const fire of place.history.triggerFires.inStates(['due', 'waiting']))
    if (await isOurs(place, fire)) mine.push({ ...fire, host: place.host })
  return mine
}

/** Starts the fires that are due or waited, oldest first. @returns when the earliest of those that must wait may start */
export const startFires = async (place: TriggerPlace, find: FindTrigger, isPaused: boolean): Promise<number> => {
  const now = place.deps.clock.now()
  const fires = withoutReplaced(place, await claimedFires(place), find)
  const blocked = new Set<string>()
  for (const fire of fires) {
    const known = find(fire)
    if (known === null) settle(place, fire, { state: 'skipped', reason: 'Skipped: there is no such trigger any more.' })
    else if (fire.notBefore <= now && !(isPaused && !isAskedFor(fire)) && !blocked.has(keyOf(fire))) {
      if (await startFire(place, fire, known)) blocked.add(keyOf(fire))
    }
  }
  return Math.min(...fires.map(({ notBefore }) => notBefore).filter((time) => time > now))
}
