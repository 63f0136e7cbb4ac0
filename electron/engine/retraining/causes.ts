import type { SqlDatabase } from '#engine/history/database.ts'
import type { AlertsStore } from '#engine/monitoring/alerts-store.ts'
import { isDriftRule, isTrafficRule } from '#engine/monitoring/rule-value.ts'
import { type FoundFile, filesMatching } from '#engine/triggers/file-pattern.ts'
import type { ModelAlert, MonitorRule } from '#shared/model/monitoring.ts'
import type { RetrainingSettings, RetrainWhen } from '#shared/model/retraining.ts'
import { nextFires } from '#shared/triggers/fires.ts'
import type { RetrainingsStore } from './retrainings-store.ts'

/** Why a model is to be trained anew. `key` names it, so that it starts one time around the loop only. */
export type Cause = { readonly key: string; readonly words: string }

/** What is looked at for causes. */
export type CausesPlace = {
  readonly projectPath: string
  readonly database: SqlDatabase
  readonly alerts: AlertsStore
  readonly retrainings: RetrainingsStore
  readonly model: string
  readonly rules: readonly MonitorRule[]
  readonly now: number
}

const ofAlert = (place: CausesPlace, when: Extract<RetrainWhen, { kind: 'drift' | 'performance' }>): Cause | null => {
  const isMeant = ({ rule }: ModelAlert) => {
    const known = place.rules.find(({ name }) => name === rule)
    if (known === undefined || isTrafficRule(known)) return false
    return isDriftRule(known) === (when.kind === 'drift') && (when.rule === null || when.rule === rule)
  }
  const alert = place.alerts
    .allOpen(place.model)
    .find((open) => isMeant(open) && !place.retrainings.isUsed(place.model, `alert:${open.id}`))
  return alert === undefined ? null : { key: `alert:${alert.id}`, words: `${alert.rule}: ${alert.message}` }
}

const ofNewData = (
  { database, retrainings, model }: CausesPlace,
  when: Extract<RetrainWhen, { kind: 'new-data' }>,
): Cause | null => {
  const [last] = retrainings.list(model, 1)
  const counted = database
    .prepare(
      `SELECT count(*) AS rows FROM truths WHERE model = ? AND time >= ?
       AND EXISTS (SELECT 1 FROM requests WHERE requests.model = truths.model AND requests.request_id = truths.request_id)`,
    )
    .get(model, last?.startedAt ?? 0)
  const rows = Number(counted?.rows ?? 0)
  return rows < when.rows ? null : { key: `rows-after:${last?.id ?? 0}`, words: `${rows} new labelled rows came.` }
}

/** The newest hour of the pattern since the last look; the first look only begins to count. */
const ofSchedule = (
  { retrainings, model, now }: CausesPlace,
  when: Extract<RetrainWhen, { kind: 'schedule' }>,
): Cause | null => {
  const name = `schedule:${when.cron}:${when.time_zone}`
  const since = retrainings.mark(model, name)
  if (since === null) {
    retrainings.setMark(model, name, String(now))
    return null
  }
  const timetable = { kind: 'cron' as const, expression: when.cron, timeZone: when.time_zone }
  const due = nextFires(timetable, { after: Number(since), until: now, limit: 1000 }).at(-1)
  return due === undefined ? null : { key: `${name}@${due.at}`, words: `The schedule ${when.cron} was due.` }
}

const stampOf = ({ path, stamp }: FoundFile): string => `${path}:${stamp}`

/** A file that is new or changed since the first look, or since the last one that started something. */
const ofFile = (
  { projectPath, retrainings, model }: CausesPlace,
  when: Extract<RetrainWhen, { kind: 'file' }>,
): Cause | null => {
  const name = `file:${when.pattern}`
  const files = filesMatching(projectPath, when.pattern)
  const mark = retrainings.mark(model, name)
  if (mark === null) {
    retrainings.setMark(model, name, JSON.stringify(files.map(stampOf)))
    return null
  }
  const known = new Set<string>(JSON.parse(mark))
  const fresh = files.find((file) => !known.has(stampOf(file)))
  return fresh === undefined ? null : { key: `${name}:${stampOf(fresh)}`, words: `The file ${fresh.path} arrived.` }
}

const causeOf = (place: CausesPlace, when: RetrainWhen): Cause | null => {
  switch (when.kind) {
    case 'drift':
    case 'performance':
      return ofAlert(place, when)
    case 'new-data':
      return ofNewData(place, when)
    case 'schedule':
      return ofSchedule(place, when)
    case 'file':
      return ofFile(place, when)
  }
}

/** The first cause that has not had its time around the loop yet; null where there is none. */
export const dueCause = (place: CausesPlace, settings: RetrainingSettings): Cause | null => {
  for (const when of settings.when) {
    const cause = causeOf(place, when)
    if (cause !== null && !place.retrainings.isUsed(place.model, cause.key)) return cause
  }
  return null
}

/** After something was started: what led to it does not count again. */
export const noteStarted = (place: CausesPlace, settings: RetrainingSettings): void => {
  for (const when of settings.when) {
    if (when.kind === 'schedule')
      place.retrainings.setMark(place.model, `schedule:${when.cron}:${when.time_zone}`, String(place.now))
    if (when.kind === 'file') {
      const stamps = filesMatching(place.projectPath, when.pattern).map(stampOf)
      place.retrainings.setMark(place.model, `file:${when.pattern}`, JSON.stringify(stamps))
    }
  }
}
