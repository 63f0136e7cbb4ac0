import type { History } from '#engine/history/history.ts'
import type { StoredFire } from '#engine/history/trigger-fires.ts'
import type { TriggerFire, TriggerStatus } from '#shared/model/trigger.ts'
import { upcomingFires } from '#shared/triggers/trigger-times.ts'
import { missedWords } from './plan-claims.ts'
import type { PipelineTrigger } from './trigger-index.ts'
import { isAtWork } from './triggers-dependencies.ts'

export type StatusFacts = {
  /** Null where the project has none yet. */
  readonly history: History | null
  readonly now: number
  readonly environment: string
  readonly isPaused: boolean
  /** Nothing fires in a folder that is not trusted. */
  readonly isTrusted: boolean
  /** URL and token of an API trigger; null where it has none yet. */
  readonly apiOf: (entry: PipelineTrigger) => TriggerStatus['api']
}

/** As many as a list shows; the form works out its own. */
const shownFires = 3

const publicFire = ({ key: _, notBefore: __, event: ___, host: ____, ...fire }: StoredFire): TriggerFire => fire

/** The newest question, in words for all that are open. */
const askedOf = ({ history }: StatusFacts, { pipelineUuid, trigger }: PipelineTrigger): TriggerFire | null => {
  const open = (history?.triggerFires.inStates(['asked']) ?? []).filter(
    (fire) => fire.pipelineUuid === pipelineUuid && fire.triggerName === trigger.name,
  )
  const newest = open.at(-1)
  if (newest === undefined) return null
  const counts = open.map(({ event }) => (Array.isArray(event.missed) ? event.missed.length : 1))
  const count = counts.reduce((sum, one) => sum + one, 0)
  return { ...publicFire(newest), reason: missedWords(count) }
}

/** Where a trigger stands. */
export const statusOf = (entry: PipelineTrigger, facts: StatusFacts): TriggerStatus => {
  const { pipelineUuid, trigger, line } = entry
  const { history, now } = facts
  const atWork = isAtWork(entry, facts.environment)
  const mark = history?.triggerMarks.get(pipelineUuid, trigger.name) ?? null
  const enabledAt = mark?.enabledAt ?? now
  const isFiring = atWork && facts.isTrusted && !facts.isPaused
  const next = isFiring ? upcomingFires(trigger, { enabledAt, now, limit: shownFires }) : []
  const lastFire = history?.triggerFires.newest(pipelineUuid, trigger.name) ?? null
  return {
    pipelineUuid,
    trigger,
    line,
    inEnvironment: isAtWork({ ...entry, trigger: { ...trigger, active: true } }, facts.environment),
    next,
    lastFire: lastFire === null ? null : publicFire(lastFire),
    asked: askedOf(facts, entry),
    api: trigger.when.kind === 'api' ? facts.apiOf(entry) : null,
  }
}
