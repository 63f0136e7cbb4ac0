import {
  anyFeature,
  type DriftReport,
  driftMetrics,
  type FeatureDrift,
  type MonitorRule,
  parseDuration,
  trafficMetrics,
} from '#shared/model/monitoring.ts'
import type { reportDrift } from './drift-report.ts'
import type { MonitoredModel } from './monitored-model.ts'
import { readingOf, scoresOf } from './performance.ts'
import { labelledRows } from './performance-report.ts'
import { sumTraffic } from './traffic-summary.ts'

/** What a rule sees; `few` = too few rows or requests to say anything, `null` value = there is none. */
export type RuleValue = {
  readonly kind: 'value' | 'few' | 'unknown'
  readonly value: number | null
  readonly feature: string | null
  readonly version: number | null
}

type Seen = Omit<RuleValue, 'version'>

const none = (kind: 'few' | 'unknown'): Seen => ({ kind, value: null, feature: null })

/** A difference that chance explains counts as none. */
const chance = 0.01

type DriftMetric = (typeof driftMetrics)[number]

const driftOf: Readonly<Record<DriftMetric, (drift: FeatureDrift) => number | null>> = {
  psi: ({ state, psi }) => (state === 'chance' ? 0 : psi),
  js: ({ state, js }) => (state === 'chance' ? 0 : js),
  ks: ({ ks }) => (ks !== null && ks.pValue > chance ? 0 : (ks?.statistic ?? null)),
  missing: ({ missing }) => (missing.current === null ? null : Math.max(0, missing.current - (missing.reference ?? 0))),
  unseen: ({ unseen }) => unseen,
}

const driftValue = (report: DriftReport, rule: MonitorRule, metric: DriftMetric): Seen => {
  if (report.missing !== null) return none('unknown')
  if (report.rows < rule.min_rows) return none('few')
  const wanted = report.features.filter(({ name, part }) =>
    rule.feature === anyFeature ? part === 'feature' : name === rule.feature,
  )
  const values = wanted.flatMap((drift) => {
    const value = drift.state === 'few' ? null : driftOf[metric](drift)
    return value === null ? [] : [{ value, feature: drift.name }]
  })
  const [largest] = values.sort((left, right) => right.value - left.value)
  return largest === undefined ? none(wanted.length === 0 ? 'unknown' : 'few') : { kind: 'value', ...largest }
}

const isOneOf = <Name extends string>(names: readonly Name[], name: string): name is Name =>
  (names as readonly string[]).includes(name)

/** Whether a rule speaks of drift: what a retraining of kind `drift` waits for. */
export const isDriftRule = ({ metric }: Pick<MonitorRule, 'metric'>): boolean => isOneOf(driftMetrics, metric)
/** Whether a rule speaks of traffic: such a one never makes a model be trained anew. */
export const isTrafficRule = ({ metric }: Pick<MonitorRule, 'metric'>): boolean => isOneOf(trafficMetrics, metric)

const trafficValue = (sum: ReturnType<typeof sumTraffic>, rule: MonitorRule): Seen => {
  const { requests, errors, latency } = sum
  if (rule.metric === 'requests') return { kind: 'value', value: requests, feature: null }
  if (requests < rule.min_rows) return none('few')
  if (rule.metric === 'error_rate') return { kind: 'value', value: errors / requests, feature: null }
  const value = rule.metric === 'p50' ? latency.p50 : rule.metric === 'p95' ? latency.p95 : latency.p99
  return value === null ? none('few') : { kind: 'value', value, feature: null }
}

const performanceValue = (model: MonitoredModel, rule: MonitorRule, from: number): Seen => {
  const rows = labelledRows(model, { from, until: model.now + 1, version: null })
  const reading = readingOf(rows, model.settings)
  if (reading === null || rows.length < rule.min_rows) return none('few')
  const value = Object.entries(scoresOf(rows, reading).scores).find(([metric]) => metric === rule.metric)?.[1]
  return value === undefined ? none('unknown') : { kind: 'value', value, feature: null }
}

/** Looks at what a rule is about. Reports of one look are asked through `drift`, so that rules on the same window share them. */
export const ruleValueOf = async (
  model: MonitoredModel,
  rule: MonitorRule,
  drift: typeof reportDrift,
): Promise<RuleValue> => {
  const from = model.now - (parseDuration(rule.window) ?? 0)
  const sum = sumTraffic(model.database, { model: model.name, from, until: model.now + 1 })
  const version = sum.busiest
  if (isTrafficRule(rule)) return { ...trafficValue(sum, rule), version }
  const metric = driftMetrics.find((name) => name === rule.metric)
  if (metric === undefined) return { ...performanceValue(model, rule, from), version }
  const report = await drift(model, { from, until: model.now + 1, version: null, against: rule.against })
  return { ...driftValue(report, rule, metric), version }
}
