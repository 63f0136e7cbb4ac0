import type { SqlDatabase, SqlRow } from '#engine/history/database.ts'
import { numberOf, numberOrNull, textOf, textOrNull } from '#engine/history/row-values.ts'
import type { ModelAlert } from '#shared/model/monitoring.ts'

const alertOf = (row: SqlRow): ModelAlert => ({
  id: numberOf(row, 'id'),
  model: textOf(row, 'model'),
  rule: textOf(row, 'rule'),
  metric: textOf(row, 'metric'),
  feature: textOrNull(row, 'feature'),
  version: numberOrNull(row, 'version'),
  value: numberOf(row, 'value'),
  limit: numberOf(row, 'rule_limit'),
  message: textOf(row, 'message'),
  openedAt: numberOf(row, 'opened_at'),
  clearedAt: numberOrNull(row, 'cleared_at'),
  acknowledgedAt: numberOrNull(row, 'acknowledged_at'),
})

export type Opening = Omit<ModelAlert, 'id' | 'clearedAt' | 'acknowledgedAt'>

/** Alerts of the models of one project. */
export type AlertsStore = ReturnType<typeof createAlertsStore>

/** Makes the store over a traffic file. */
export const createAlertsStore = (database: SqlDatabase) => {
  const all = (rest: string, ...values: (string | number)[]) => {
    const found = database.prepare(`SELECT * FROM alerts ${rest}`).all(...values)
    return found.map(alertOf)
  }
  const openOf = (model: string, rule: string) =>
    all('WHERE model = ? AND rule = ? AND cleared_at IS NULL', model, rule)[0] ?? null
  const change = (set: string, ...values: (string | number)[]) =>
    database.prepare(`UPDATE alerts SET ${set}`).run(...values).changes > 0
  return {
    list: (model: string | null, limit: number) =>
      model === null
        ? all('ORDER BY id DESC LIMIT ?', limit)
        : all('WHERE model = ? ORDER BY id DESC LIMIT ?', model, limit),
    allOpen: (model: string) => all('WHERE model = ? AND cleared_at IS NULL ORDER BY id', model),
    openOf,
    /** The newest alert of a rule, open or not. */
    newestOf: (model: string, rule: string) =>
      all('WHERE model = ? AND rule = ? ORDER BY id DESC LIMIT 1', model, rule)[0] ?? null,
    /** Opens an alert; null where one of the rule is open already, by whatever host. */
    open: (alert: Opening): ModelAlert | null => {
      const { model, rule, metric, feature, version, value, limit, message, openedAt } = alert
      const columns = 'model, rule, metric, feature, version, value, rule_limit, message, opened_at'
      const made = database
        .prepare(`INSERT OR IGNORE INTO alerts (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
        .run(model, rule, metric, feature, version, value, limit, message, openedAt)
      return made.changes === 0 ? null : openOf(model, rule)
    },
    /** Clears the open alert of a rule; null where there is none. */
    clear: (model: string, rule: string, now: number): ModelAlert | null => {
      const found = openOf(model, rule)
      if (found === null || !change('cleared_at = ? WHERE id = ? AND cleared_at IS NULL', now, found.id)) return null
      return { ...found, clearedAt: now }
    },
    /** False where there is no such alert. */
    acknowledge: (id: number, now: number): boolean =>
      change('acknowledged_at = coalesce(acknowledged_at, ?) WHERE id = ?', now, id),
  }
}
