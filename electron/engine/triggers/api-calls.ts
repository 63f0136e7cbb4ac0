import { randomUUID } from 'node:crypto'
import { isSameToken } from '#engine/http/tokens.ts'
import { isRawMap, jsonMapOf } from '#engine/pipelines/read-values.ts'
import type { JsonMap } from '#shared/model/json.ts'
import type { TriggerStatus } from '#shared/model/trigger.ts'
import { answerRunCall } from './api-runs.ts'
import { type ApiAnswer, type ApiCall, apiError } from './api-server.ts'
import { claimOne } from './claim-one.ts'
import { mageTime } from './mage-time.ts'
import type { KnownTrigger, TriggerPlace } from './triggers-dependencies.ts'

/** A trigger that may be called, where it is. */
export type CallableTrigger = { readonly place: TriggerPlace; readonly known: KnownTrigger }

export const tokenOf = ({ token, mark }: Pick<KnownTrigger, 'token' | 'mark'>): string => token ?? mark.token

/** Where to post to, as the window shows it. */
export const apiPlaceOf = (
  known: Pick<KnownTrigger, 'token' | 'mark'>,
  port: { own: number; listening: number | null },
): TriggerStatus['api'] => {
  const token = tokenOf(known)
  const url = `http://localhost:${port.own}/api/pipeline_schedules/${known.mark.id}/pipeline_runs/${encodeURIComponent(token)}`
  return { url, token, listening: port.listening === port.own }
}

/** `variables` of the run, and everything else as what happened. */
const givenOf = (body: unknown): { readonly variables: JsonMap; readonly event: JsonMap } => {
  if (!isRawMap(body)) return { variables: {}, event: {} }
  const { pipeline_run: run, ...event } = body
  const variables = isRawMap(run) && isRawMap(run.variables) ? jsonMapOf(run.variables) : {}
  return { variables, event: jsonMapOf(event) }
}

const statuses: Readonly<Record<string, string>> = { queued: 'initial', crashed: 'failed' }

const runAnswer = ({ place, known }: CallableTrigger, fireId: number, given: ReturnType<typeof givenOf>): ApiAnswer => {
  const fire = place.history.triggerFires.get(fireId)
  if (fire === null || fire.state === 'failed' || fire.state === 'skipped')
    return apiError(500, fire?.reason ?? 'The run could not be started.')
  const run = fire.runId === null ? null : place.history.runs.get(fire.runId)
  const created = mageTime(fire.firedAt)
  const state = run?.state ?? 'queued'
  return {
    pipeline_run: {
      id: fire.runId,
      created_at: created,
      updated_at: created,
      pipeline_schedule_id: known.mark.id,
      pipeline_uuid: known.pipelineUuid,
      execution_date: mageTime(fire.executionDate),
      status: statuses[state] ?? state,
      started_at: run?.startedAt == null ? null : mageTime(run.startedAt),
      completed_at: run?.endedAt == null ? null : mageTime(run.endedAt),
      variables: run?.variables ?? given.variables,
      passed_sla: fire.late,
      event_variables: given.event,
      metrics: null,
      backfill_id: null,
      executor_type: null,
    },
  }
}

export type ApiCallParts = {
  /** API triggers of that number, one of each open project; all of them with null. */
  readonly find: (scheduleId: number | null) => Promise<readonly CallableTrigger[]>
  readonly work: (projectId: string) => Promise<unknown>
}

/** Answers a call as Mage does. A wrong token and an unknown number get the same words. */
export const createApiCalls =
  ({ find, work }: ApiCallParts) =>
  async ({ scheduleId, token, body }: ApiCall): Promise<ApiAnswer> => {
    const found = (await find(scheduleId)).find(({ known }) => isSameToken(token, tokenOf(known)))
    if (found === undefined)
      return apiError(404, `There is no API trigger ${scheduleId === null ? '' : `${scheduleId} `}with this token.`)
    const { place, known } = found
    if (!known.trigger.active) return apiError(400, `The trigger "${known.trigger.name}" is switched off.`)
    if (scheduleId === null) return answerRunCall(found, body)
    const given = givenOf(body)
    const now = place.deps.clock.now()
    const wanted = { key: `api:${randomUUID()}`, executionDate: now, event: { ...given } }
    const claimed = claimOne(place, { known, isPaused: place.history.triggerMarks.isPaused(), now }, wanted)
    await work(place.project.id)
    return claimed === null ? apiError(500, 'The run could not be started.') : runAnswer(found, claimed.id, given)
  }
