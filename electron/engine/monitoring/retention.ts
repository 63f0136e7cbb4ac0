import type { SqlDatabase } from '#engine/history/database.ts'
import { minuteMs } from './record-traffic.ts'

const dayMs = 86_400_000
/** Counts by the minute are small and hold nothing personal: they stay longer, so that a year can be looked back on. */
const minuteDays = 400

/** Deletes what is older than so many days, then the oldest beyond so many rows. Truth goes with its request; truth whose request never
 * came, after the same time. */
export const prune = (
  database: SqlDatabase,
  keep: { readonly model: string; readonly days: number; readonly rows: number; readonly now: number },
): void =>
  database.transaction(() => {
    const { model, days, rows, now } = keep
    const oldest = now - days * dayMs
    database.prepare('DELETE FROM requests WHERE model = ? AND time < ?').run(model, oldest)
    database
      .prepare('DELETE FROM minutes WHERE model = ? AND minute < ?')
      .run(model, Math.floor((now - Math.max(days, minuteDays) * dayMs) / minuteMs))
    database
      .prepare(
        `DELETE FROM requests WHERE model = ? AND id <= (
           SELECT max(id) FROM (SELECT id, sum(rows) OVER (ORDER BY id DESC) AS newer FROM requests WHERE model = ?) WHERE newer > ?)`,
      )
      .run(model, model, rows)
    database
      .prepare(
        `DELETE FROM truths WHERE model = ? AND time < ? AND NOT EXISTS (
           SELECT 1 FROM requests WHERE requests.model = truths.model AND requests.request_id = truths.request_id)`,
      )
      .run(model, oldest)
  })

/** Deletes everything recorded of a model's requests, alerts apart. Gives how many requests were kept of it. */
export const forget = (database: SqlDatabase, model: string): number =>
  database.transaction(() => {
    const { changes } = database.prepare('DELETE FROM requests WHERE model = ?').run(model)
    for (const table of ['truths', 'minutes', 'rule_states'])
      database.prepare(`DELETE FROM ${table} WHERE model = ?`).run(model)
    return changes
  })
