import type { StoredFire } from '#engine/history/trigger-fires.ts'
import type { JsonMap } from '#shared/model/json.ts'
import type { Claiming, TriggerPlace } from './triggers-dependencies.ts'

export type ClaimWanted = { readonly key: string; readonly executionDate: number; readonly event: JsonMap }

/** Claims one fire that is due, or to be skipped where triggers are paused; null where it was claimed before. */
export const claimOne = (
  place: TriggerPlace,
  {
    known,
    isPaused,
    now,
  }: Omit<Claiming, 'known'> & {
    readonly known: { readonly pipelineUuid: string; readonly trigger: { readonly name: string } }
  },
  wanted: ClaimWanted,
): StoredFire | null =>
  place.history.triggerFires.claim({
    ...wanted,
    pipelineUuid: known.pipelineUuid,
    triggerName: known.trigger.name,
    firedAt: now,
    state: isPaused ? 'skipped' : 'due',
    reason: isPaused ? 'Skipped: triggers are paused.' : null,
    host: place.host,
  })
