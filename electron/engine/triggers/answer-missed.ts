import type { FireChange, StoredFire } from '#engine/history/trigger-fires.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { claimOne } from './claim-one.ts'
import type { TriggerPlace } from './triggers-dependencies.ts'

export type MissedAnswer = 'skip' | 'once' | 'all'

const changeFor = (place: TriggerPlace, answer: MissedAnswer, reason: string | null): FireChange =>
  answer === 'skip'
    ? { state: 'skipped', reason: `${reason ?? ''} You skipped them.`.trim() }
    : { state: 'due', reason: null, host: place.host }

const questionsLike = (place: TriggerPlace, { pipelineUuid, triggerName }: StoredFire): StoredFire[] =>
  place.history.triggerFires
    .inStates(['asked'])
    .filter((fire) => fire.pipelineUuid === pipelineUuid && fire.triggerName === triggerName)

const claimDates = (place: TriggerPlace, asked: StoredFire): void => {
  const known = { pipelineUuid: asked.pipelineUuid, trigger: { name: asked.triggerName } }
  const claiming = { known, isPaused: false, now: place.deps.clock.now() }
  const dates = Array.isArray(asked.event.missed) ? asked.event.missed.map(Number) : []
  for (const date of dates.filter((date) => date !== asked.executionDate))
    claimOne(place, claiming, { key: `at:${date}`, executionDate: date, event: {} })
}

/** Does with missed fires what a person answered: the newest, all of them, or none. Every open question of the trigger is answered. */
export const answerMissed = (place: TriggerPlace, fireId: number, answer: MissedAnswer): Result<null> => {
  const { triggerFires } = place.history
  return place.history.database.transaction((): Result<null> => {
    const asked = triggerFires.get(fireId)
    if (asked?.state !== 'asked')
      return fail('not-found', 'Somebody has answered this already. Look at the list again.')
    for (const question of questionsLike(place, asked)) {
      const own = answer === 'once' && question.id !== fireId ? 'skip' : answer
      if (own === 'all') claimDates(place, question)
      triggerFires.change(question, changeFor(place, own, question.reason))
    }
    return ok(null)
  })
}
