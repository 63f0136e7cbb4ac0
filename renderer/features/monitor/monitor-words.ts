import type { DriftState, MonitorMetric, MonitorRule, PerformanceMetric, RuleStatus } from '#shared/model/monitoring.ts'
import type { RetrainingState } from '#shared/model/retraining.ts'
import type { Tone } from '../../ui/badge.tsx'

const digits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3, useGrouping: false })

/** `0.31`, `12.5`: three digits that count. */
export const shortNumber = (value: number): string => digits.format(value)

/** `4.2 %`; under a tenth of a per cent that is said. */
export const percent = (share: number): string =>
  share > 0 && share < 0.001 ? '< 0.1 %' : `${digits.format(Number((share * 100).toFixed(1)))} %`

/** `0.31`; a dash where it cannot be said. */
export const numberOrDash = (value: number | null): string => (value === null ? '—' : shortNumber(value))

/** `< 0.001`: a p-value as people write it. */
export const pValueText = (value: number | null): string =>
  value === null ? '—' : value < 0.001 ? '< 0.001' : value.toFixed(3)

export const metricNames: Readonly<Record<MonitorMetric, string>> = {
  psi: 'PSI (stability index)',
  js: 'Jensen-Shannon distance',
  ks: 'Kolmogorov-Smirnov statistic',
  missing: 'More missing values',
  unseen: 'Unseen values',
  requests: 'Requests',
  error_rate: 'Share of errors',
  p50: 'Latency p50 (ms)',
  p95: 'Latency p95 (ms)',
  p99: 'Latency p99 (ms)',
  accuracy: 'Accuracy',
  precision: 'Precision',
  recall: 'Recall',
  f1: 'F1',
  auc: 'AUC',
  log_loss: 'Log loss',
  brier: 'Brier score',
  mae: 'Mean absolute error',
  rmse: 'RMSE',
  r2: 'R²',
}

/** Which metric tells most of a model of a kind: the first that is known is shown first. */
export const performanceOrder: readonly PerformanceMetric[] = [
  'auc',
  'brier',
  'f1',
  'accuracy',
  'precision',
  'recall',
  'log_loss',
  'rmse',
  'mae',
  'r2',
]

const inMilliseconds: readonly MonitorMetric[] = ['p50', 'p95', 'p99']

/** `psi of any feature above 0.25`, `p99 above 250 ms`. */
export const ruleText = (rule: MonitorRule): string => {
  const unit = inMilliseconds.includes(rule.metric) ? ' ms' : ''
  const isDrift = ['psi', 'js', 'ks', 'missing', 'unseen'].includes(rule.metric)
  const of = isDrift ? ` of ${rule.feature === 'any' ? 'any feature' : rule.feature}` : ''
  const side = rule.above === undefined ? `below ${rule.below}` : `above ${rule.above}`
  return `${rule.metric}${of} ${side}${unit}`
}

export const driftLooks: Readonly<
  Record<DriftState, { readonly label: string; readonly tone: Tone; readonly bar: string }>
> = {
  none: { label: 'none', tone: 'success', bar: 'bg-success' },
  chance: { label: 'chance', tone: 'neutral', bar: 'bg-idle' },
  some: { label: 'some', tone: 'warning', bar: 'bg-warning' },
  large: { label: 'large', tone: 'failed', bar: 'bg-failed' },
  few: { label: 'too few rows', tone: 'neutral', bar: 'bg-idle' },
}

export const ruleLooks: Readonly<Record<RuleStatus['state'], { readonly label: string; readonly tone: Tone }>> = {
  ok: { label: 'quiet', tone: 'success' },
  pending: { label: 'beyond', tone: 'warning' },
  alert: { label: 'alert', tone: 'failed' },
  few: { label: 'too few rows', tone: 'neutral' },
  unknown: { label: 'nothing to look at', tone: 'neutral' },
}

export const retrainingLooks: Readonly<Record<RetrainingState, { readonly label: string; readonly tone: Tone }>> = {
  preparing: { label: 'preparing', tone: 'running' },
  training: { label: 'training', tone: 'running' },
  comparing: { label: 'comparing', tone: 'running' },
  waiting: { label: 'waits for you', tone: 'warning' },
  canary: { label: 'canary', tone: 'running' },
  promoted: { label: 'promoted', tone: 'success' },
  kept: { label: 'kept back', tone: 'neutral' },
  failed: { label: 'failed', tone: 'failed' },
  'rolled-back': { label: 'rolled back', tone: 'neutral' },
}
