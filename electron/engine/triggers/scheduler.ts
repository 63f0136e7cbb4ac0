import type { RunHost } from '#engine/history/runs-repository.ts'
import { upcomingFires } from '#shared/triggers/trigger-times.ts'
import type { SeenFiles } from './claim-files.ts'
import { claimFires } from './claim-fires.ts'
import { type FindTrigger, startFires } from './start-fires.ts'
import { type LiveFires, superviseRuns } from './supervise-runs.ts'
import { createTriggerIndex } from './trigger-index.ts'
import { isAtWork, type KnownTrigger, type TriggerPlace } from './triggers-dependencies.ts'

/** Fires the triggers of one project while it lives. */
export type Scheduler = {
  /** Something may be due: looks at once, or once more after the look that goes on. Resolves when all is looked at. */
  poke(): Promise<void>
  stop(): Promise<void>
}

export type SchedulerParts = Omit<TriggerPlace, 'history' | 'host'> & {
  readonly host: Promise<RunHost>
  /** Told of all triggers at each look. */
  readonly onLook: (
    triggers: readonly { readonly place: TriggerPlace; readonly known: KnownTrigger }[],
  ) => Promise<void>
  /** Called with a trigger that has fired its only time. */
  readonly onSpent: (known: KnownTrigger) => Promise<void>
}

/** A sleeping computer, another host and edits where nothing watches are noticed after this long at the latest. Mage takes as long. */
const longestWaitMs = 10_000
/** How often folders are looked at for files that arrive. */
const fileWaitMs = 2_000

type Memory = { readonly seen: SeenFiles; readonly live: LiveFires }

const finderOf = (known: readonly KnownTrigger[]): FindTrigger => {
  const byKey = new Map(known.map((entry) => [JSON.stringify([entry.pipelineUuid, entry.trigger.name]), entry]))
  return ({ pipelineUuid, triggerName }) => byKey.get(JSON.stringify([pipelineUuid, triggerName])) ?? null
}

const nextByClock = (known: readonly KnownTrigger[], now: number): number =>
  Math.min(
    ...known.map(
      ({ trigger, mark }) =>
        upcomingFires(trigger, { enabledAt: mark.enabledAt, now, limit: 1 })[0]?.at ?? Number.POSITIVE_INFINITY,
    ),
  )

const isSpent = (place: TriggerPlace, { pipelineUuid, trigger, mark }: KnownTrigger): boolean =>
  trigger.when.kind === 'once' &&
  place.history.triggerFires.newest(pipelineUuid, trigger.name)?.key === `once:${mark.enabledAt}`

type Look = { readonly place: TriggerPlace; readonly known: readonly KnownTrigger[]; readonly memory: Memory }

const noteStarted = ({ place, memory }: Look): void => {
  const now = place.deps.clock.now()
  for (const fire of place.history.triggerFires.live()) {
    if (fire.host.pid === place.host.pid && !memory.live.has(fire.id)) memory.live.set(fire.id, { startedAt: now })
  }
}

/** One look: claims what is due, starts what may start, follows what runs. @returns when to look again */
const lookOnce = async (look: Look): Promise<number> => {
  const { place, known, memory } = look
  const now = place.deps.clock.now()
  const isPaused = place.history.triggerMarks.isPaused()
  const atWork = known.filter((entry) => isAtWork(entry, place.deps.environment))
  const find = finderOf(known)
  for (const entry of atWork) await claimFires(place, { known: entry, isPaused, now }, memory.seen)
  noteStarted(look)
  const limits = superviseRuns(place, find, memory.live)
  const retries = await startFires(place, find, isPaused)
  noteStarted(look)
  const files = atWork.some(({ trigger }) => trigger.when.kind === 'file') ? now + fileWaitMs : Number.POSITIVE_INFINITY
  return Math.min(now + longestWaitMs, nextByClock(atWork, now), limits, retries, files)
}

/** Null where no trigger is at work and nothing is known of any: a project without triggers is left as it is. */
const prepare = async (parts: SchedulerParts, index: ReturnType<typeof createTriggerIndex>) => {
  const { deps, project } = parts
  if (!project.isTrusted()) return null
  const all = await index.read()
  const isNeeded = all.some((entry) => isAtWork(entry, deps.environment))
  const opened = isNeeded ? await deps.histories.of(project) : await deps.histories.existing(project)
  if (!opened.ok || opened.value === null) return null
  const history = opened.value
  const now = deps.clock.now()
  const known = all.map((entry): KnownTrigger => {
    const { pipelineUuid, trigger } = entry
    const schedule = JSON.stringify([trigger.when, trigger.startTime])
    const seen = { pipelineUuid, name: trigger.name, schedule, isActive: isAtWork(entry, deps.environment) }
    return { ...entry, mark: history.triggerMarks.see(seen, now) }
  })
  history.triggerMarks.switchOffOthers(known.map(({ mark }) => mark.id))
  return { place: { ...parts, history, host: await parts.host }, known }
}

/** Makes the scheduler of an opened project. It looks when it is poked, and from then on by itself. */
export const createScheduler = (parts: SchedulerParts): Scheduler => {
  const { deps, context, project } = parts
  const index = createTriggerIndex(project.path)
  const memory: Memory = { seen: new Map(), live: new Map() }
  let isStopped = false
  let cancelTimer = () => {}
  let looking: Promise<void> = Promise.resolve()
  let isAskedAgain = false

  const lookPrepared = async (prepared: Omit<Look, 'memory'>): Promise<number> => {
    const next = await lookOnce({ ...prepared, memory })
    const spent = prepared.known.filter((known) => known.trigger.active && isSpent(prepared.place, known))
    for (const known of spent) await parts.onSpent(known)
    return next
  }
  const look = async () => {
    cancelTimer()
    const prepared = await prepare(parts, index)
    if (isStopped) return
    await parts.onLook(prepared?.known.map((known) => ({ place: prepared.place, known })) ?? [])
    const isIdle = prepared === null || isStopped
    const next = isIdle ? deps.clock.now() + longestWaitMs : await lookPrepared(prepared)
    if (isStopped) return
    cancelTimer = deps.clock.after(Math.max(1, next - deps.clock.now()), () => void poke())
  }
  const lookSafely = async () => {
    isAskedAgain = false
    try {
      await look()
    } catch (error) {
      // A full disk or a history that is held: the next look tries again.
      context.logger.error('triggers could not be looked at', { project: project.path, error: String(error) })
      if (!isStopped) cancelTimer = deps.clock.after(longestWaitMs, () => void poke())
    }
  }
  const poke = (): Promise<void> => {
    if (isStopped || isAskedAgain) return looking
    isAskedAgain = true
    looking = looking.then(() => (isStopped ? undefined : lookSafely()))
    return looking
  }
  return {
    poke,
    stop: async () => {
      isStopped = true
      cancelTimer()
      await looking
    },
  }
}
