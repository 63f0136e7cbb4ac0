import type { SqlDatabase } from '#engine/history/database.ts'
import { lazily } from '#shared/lazily.ts'
import type { ModelAlert, MonitorRule } from '#shared/model/monitoring.ts'
import type { AlertsStore } from './alerts-store.ts'
import { reportDrift } from './drift-report.ts'
import type { MonitoredModel } from './monitored-model.ts'
import type { createRuleRecords } from './rule-records.ts'
import { ruleLimit, stepRule } from './rule-state.ts'
import { type RuleValue, ruleValueOf } from './rule-value.ts'

/** An alert that opened or cleared at a look. */
export type AlertChange = { readonly kind: 'opened' | 'cleared'; readonly alert: ModelAlert }

const shortNumber = lazily(() => new Intl.NumberFormat('en', { maximumSignificantDigits: 3, useGrouping: false }))

/** A number with the unit of its metric. */
const withUnit = (metric: string, value: number): string => {
  if (/^p\d\d$/.test(metric)) return `${shortNumber().format(value)} ms`
  if (metric === 'error_rate' || metric === 'missing' || metric === 'unseen')
    return `${shortNumber().format(value * 100)} %`
  return shortNumber().format(value)
}

const messageOf = (rule: MonitorRule, { value, feature }: RuleValue): string => {
  const { metric, window } = rule
  const what = feature === null ? metric : `${metric} of ${feature}`
  const limit = withUnit(metric, ruleLimit(rule))
  const side = rule.above === undefined ? 'below' : 'above'
  return `${what} was ${withUnit(metric, value ?? 0)} over the last ${window}, ${side} the limit of ${limit}.`
}

/** What a look needs: the model, and where its alerts and the records of its rules are. */
export type LookPlace = {
  readonly database: SqlDatabase
  readonly alerts: AlertsStore
  readonly records: ReturnType<typeof createRuleRecords>
  readonly model: MonitoredModel
}

type Valued = RuleValue & { readonly value: number }

const openAlert = ({ alerts, model }: LookPlace, rule: MonitorRule, seen: Valued) => {
  const { feature, version, value } = seen
  const facts = { model: model.name, rule: rule.name, metric: rule.metric, feature, version, value }
  return alerts.open({ ...facts, limit: ruleLimit(rule), openedAt: model.now, message: messageOf(rule, seen) })
}

const isValued = (seen: RuleValue): seen is Valued => seen.value !== null

const takeStep = (place: LookPlace, rule: MonitorRule, seen: Valued): AlertChange | null => {
  const { alerts, records, model } = place
  const { name, now } = model
  const breaches = records.of(name).find((record) => record.rule === rule.name)?.breaches ?? 0
  const isOpen = alerts.openOf(name, rule.name) !== null
  const lastOpened = alerts.newestOf(name, rule.name)?.openedAt ?? null
  const step = stepRule(rule, { breaches, isOpen, lastOpened }, { value: seen.value, now })
  records.write(name, { rule: rule.name, breaches: step.breaches, seen, now, state: step.state })
  if (step.change === null) return null
  const isOpening = step.change === 'open'
  const alert = isOpening ? openAlert(place, rule, seen) : alerts.clear(name, rule.name, now)
  return alert === null ? null : { kind: isOpening ? 'opened' : 'cleared', alert }
}

/** In one transaction: two hosts that look at once open one alert. */
const settle = (place: LookPlace, rule: MonitorRule, seen: RuleValue): AlertChange | null =>
  place.database.transaction(() => {
    if (isValued(seen)) return takeStep(place, rule, seen)
    const { alerts, records, model } = place
    const state = alerts.openOf(model.name, rule.name) === null ? seen.kind : 'alert'
    records.write(model.name, { rule: rule.name, breaches: 0, seen, now: model.now, state })
    return null
  })

/** Alerts of rules that are gone have nothing to wait for. */
const clearGone = ({ alerts, model }: LookPlace): AlertChange[] => {
  const names = new Set(model.settings.rules.map(({ name }) => name))
  return alerts.allOpen(model.name).flatMap(({ rule }) => {
    if (names.has(rule)) return []
    const alert = alerts.clear(model.name, rule, model.now)
    return alert === null ? [] : [{ kind: 'cleared' as const, alert }]
  })
}

/** Looks at all rules of a model once. Rules on the same window and reference share one reading of it. */
export const lookAtRules = async (place: LookPlace): Promise<AlertChange[]> => {
  const reports = new Map<string, ReturnType<typeof reportDrift>>()
  const drift: typeof reportDrift = (model, query) => {
    const key = JSON.stringify(query)
    const report = reports.get(key) ?? reportDrift(model, query)
    reports.set(key, report)
    return report
  }
  const changes: AlertChange[] = clearGone(place)
  for (const rule of place.model.settings.rules) {
    const change = settle(place, rule, await ruleValueOf(place.model, rule, drift))
    if (change !== null) changes.push(change)
  }
  return changes
}
