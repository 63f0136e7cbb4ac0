import type { TriggerMark } from '#engine/history/trigger-marks.ts'
import type { JsonMap } from '#shared/model/json.ts'
import type { Trigger, TriggerFire } from '#shared/model/trigger.ts'
import { currentPeriod, dueFires } from '#shared/triggers/trigger-times.ts'

/** What is to be claimed for one execution date. */
export type PlannedClaim = {
  readonly executionDate: number
  readonly state: Extract<TriggerFire['state'], 'due' | 'skipped' | 'asked'>
  readonly reason: string | null
  readonly event: JsonMap
}

export type ClaimFacts = {
  readonly trigger: Trigger
  readonly mark: Pick<TriggerMark, 'enabledAt'>
  /** Newest execution date claimed so far. */
  readonly newestDate: number | null
  readonly isPaused: boolean
  readonly now: number
}

/** A fire this late was missed: no host was awake. A busy machine is faster than that. */
const graceMs = 60_000

const graceOf = ({ when }: Trigger): number =>
  when.kind === 'interval' ? Math.min(graceMs, Math.max(5_000, when.seconds * 1000)) : graceMs

/** Dates after this one are due. Nothing from before the trigger was switched on is, but for the period that went on then. */
const sinceOf = ({ trigger, mark, newestDate }: ClaimFacts): number => {
  const initial = trigger.createInitialRun ? currentPeriod(trigger, mark.enabledAt) : null
  const first = initial === null ? mark.enabledAt : initial - 1
  return Math.max(first, newestDate ?? 0)
}

const claim = (executionDate: number, state: PlannedClaim['state'], reason: string | null): PlannedClaim => ({
  executionDate,
  state,
  reason,
  event: {},
})

const due = (date: number): PlannedClaim => claim(date, 'due', null)

const timesWords = (count: number): string => (count === 1 ? 'A fire was' : `${count} fires were`)

export const missedWords = (count: number): string =>
  `${timesWords(count)} missed while Pipewright was closed or the computer asleep.`

type Missed = { readonly dates: readonly number[]; readonly last: number; readonly count: number }

const claimsOfMissed = (trigger: Trigger, { dates, last, count }: Missed, isCovered: boolean): PlannedClaim[] => {
  const words = missedWords(count)
  switch (trigger.missed) {
    case 'skip':
      return [claim(last, 'skipped', `${words} The trigger skips them.`)]
    case 'once':
      if (isCovered) return [claim(last, 'skipped', `${words} The fire after it stands for them.`)]
      return [claim(last, 'due', count === 1 ? null : `${words} This one stands for all.`)]
    case 'all':
      return dates.map(due)
    case 'ask':
      return [{ ...claim(last, 'asked', words), event: { missed: [...dates] } }]
  }
}

/** What a trigger that fires by the clock is to claim now, oldest first. */
export const planClaims = (facts: ClaimFacts): PlannedClaim[] => {
  const { trigger, mark, now } = facts
  const found = dueFires(trigger, { enabledAt: mark.enabledAt, since: sinceOf(facts), now })
  const newest = found.dates.at(-1)
  if (newest === undefined) return []
  if (facts.isPaused) return [claim(newest, 'skipped', `${timesWords(found.count)} skipped: triggers are paused.`)]
  const isMissed = (date: number) => date > mark.enabledAt && date < now - graceOf(trigger)
  const dates = found.dates.filter(isMissed)
  const onTime = found.dates.filter((date) => !isMissed(date))
  const last = dates.at(-1)
  if (last === undefined) return onTime.map(due)
  const missed = { dates, last, count: found.count - onTime.length }
  return [...claimsOfMissed(trigger, missed, onTime.length > 0), ...onTime.map(due)]
}
