import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import {
  type FeatureDrift,
  type ModelAlert,
  monitoringSettingsSchema,
  type PerformanceReport,
  type WatchedModel,
} from '#shared/model/monitoring.ts'
import type { Retraining } from '#shared/model/retraining.ts'
import { fail, ok } from '#shared/result.ts'
import type { Answers } from '../../testing/memory-bridge.ts'
import { showView } from '../../testing/show-view.tsx'
import { MonitorPage } from './monitor-page.tsx'

const watched: WatchedModel = {
  name: 'churn-model',
  requests: 1234,
  errors: 2,
  p50: 2.1,
  lastRequestAt: 1,
  openAlerts: 1,
  rules: 1,
  pipelines: ['train_churn_model'],
  retraining: 'waiting',
}

const settings = monitoringSettingsSchema.parse({
  rules: [{ name: 'inputs moved', metric: 'psi', above: 0.25 }],
  retraining: { pipeline: 'train_churn_model', gate: 'challenger.auc > champion.auc', when: [{ kind: 'drift' }] },
})
const [rule] = settings.rules
if (rule === undefined) throw new Error('expected a rule')

const drift: FeatureDrift = {
  name: 'monthly',
  kind: 'number',
  part: 'feature',
  state: 'large',
  values: 900,
  psi: 0.31,
  psiPValue: 0,
  js: 0.2,
  ks: { statistic: 0.24, pValue: 1e-12 },
  chiSquare: null,
  missing: { reference: 0, current: 0.02 },
  unseen: 0.05,
  bins: [
    { label: '0 – 50', reference: 0.5, current: 0.2 },
    { label: '50 – 100', reference: 0.5, current: 0.8 },
  ],
}

const alert: ModelAlert = {
  id: 4,
  model: 'churn-model',
  rule: 'inputs moved',
  metric: 'psi',
  feature: 'monthly',
  version: 7,
  value: 0.31,
  limit: 0.25,
  message: 'psi of monthly was 0.31 over the last 24h, above the limit of 0.25.',
  openedAt: 1,
  clearedAt: null,
  acknowledgedAt: null,
}

const waiting: Retraining = {
  id: 2,
  model: 'churn-model',
  state: 'waiting',
  cause: 'inputs moved: psi of monthly was 0.31',
  pipelineUuid: 'train_churn_model',
  runId: 42,
  champion: 7,
  challenger: 8,
  windowStart: 0,
  windowEnd: 1,
  trainingRows: 700,
  heldOutRows: 300,
  gate: { condition: 'challenger.auc > champion.auc', passed: true, champion: { auc: 0.8 }, challenger: { auc: 0.85 } },
  reason: 'The challenger won and waits for your answer.',
  startedAt: 1,
  changedAt: 2,
  endedAt: null,
}

const scores = { rows: 120, scores: { auc: 0.81, accuracy: 0.9 } }
const performance: PerformanceReport = {
  task: 'classification',
  positive: '1',
  total: scores,
  buckets: [
    { time: 0, until: 10, rows: 60, scores: { auc: 0.85, accuracy: 0.9 } },
    { time: 10, until: 20, rows: 60, scores: { auc: 0.78, accuracy: 0.9 } },
  ],
  byVersion: [{ version: 7, ...scores }],
  slices: [{ column: 'contract', values: [{ value: 'Two year', rows: 20, scores: { auc: 0.7 } }] }],
  calibration: [],
}

const latency = { p50: 2.1, p95: 4, p99: 8 }
const bucket = { time: 0, requests: 1234, rows: 1234, errors: 2, latency }

const answers: Answers = {
  'monitor.models': () => ok([watched]),
  'monitor.settings': () =>
    ok({
      settings,
      path: 'models/churn-model/monitoring.yaml',
      problems: [],
      rules: [{ rule, state: 'alert', value: 0.31, feature: 'monthly', checkedAt: 1 }],
    }),
  'monitor.drift': () =>
    ok({ version: 7, against: 'training', rows: 900, sampled: 900, missing: null, features: [drift], checks: [] }),
  'monitor.performance': () => ok(performance),
  'monitor.traffic': () => ok({ versions: [{ version: 7, mode: 'live', total: bucket, buckets: [bucket] }] }),
  'monitor.alerts': () => ok([alert]),
  'monitor.retrainings': () => ok([waiting]),
  'monitor.acknowledge': () => ok(null),
  'monitor.decide': () => ok(null),
  'monitor.forget': () => ok({ requests: 3 }),
  'monitor.saveSettings': () => ok(null),
}

test('the page shows traffic, drift, performance and the alert of a model, and where its loop stands', async () => {
  const { bridge, user } = showView(<MonitorPage />, answers)
  const traffic = await screen.findByRole('region', { name: 'Traffic' })
  expect(await within(traffic).findByText('1,234')).toBeDefined()
  const moved = screen.getByRole('region', { name: 'Drift' })
  expect(await within(moved).findByText('KS 0.24, p < 0.001')).toBeDefined()
  expect(within(moved).getByRole('group', { name: 'monthly: training data and now' })).toBeDefined()
  const how = screen.getByRole('region', { name: 'Performance' })
  expect((await within(how).findAllByText('0.81')).length).toBe(1)
  expect(within(how).getByText('Two year')).toBeDefined()
  const loop = screen.getByRole('region', { name: 'The loop' })
  expect(await within(loop).findByRole('listitem', { name: 'Swap: waits for you' })).toBeDefined()
  expect(within(loop).getByRole('listitem', { name: 'Gate: done' })).toBeDefined()

  await user.click(within(screen.getByRole('region', { name: 'Alerts' })).getByRole('button', { name: 'Acknowledge' }))
  expect(bridge.asked('monitor.acknowledge')[0]?.alertId).toBe(4)
  await user.click(within(loop).getByRole('button', { name: 'Promote v8' }))
  expect(bridge.asked('monitor.decide')[0]).toMatchObject({ retrainingId: 2, promote: true })
})

test('a rule is made in a form that says what is wrong before it saves', async () => {
  const { bridge, user } = showView(<MonitorPage />, answers)
  await user.click(await screen.findByRole('button', { name: 'New rule…' }))
  const form = screen.getByRole('dialog', { name: 'New rule' })
  await user.click(within(form).getByRole('button', { name: 'Save' }))
  expect(within(form).getByText('A rule needs a name.')).toBeDefined()
  expect(bridge.asked('monitor.saveSettings')).toEqual([])
  fireEvent.change(within(form).getByRole('textbox', { name: 'Name' }), { target: { value: 'monthly moved' } })
  const window = within(form).getByRole('textbox', { name: 'Looks back' })
  fireEvent.change(window, { target: { value: '2 weeks' } })
  await user.click(within(form).getByRole('button', { name: 'Save' }))
  expect(within(form).getByText('Expected a length such as 90s, 30m, 24h or 7d.')).toBeDefined()
  fireEvent.change(window, { target: { value: '14d' } })
  await user.click(within(form).getByRole('button', { name: 'Save' }))
  const [saved] = bridge.asked('monitor.saveSettings')
  expect(saved?.settings.rules.map(({ name }) => name)).toEqual(['inputs moved', 'monthly moved'])
  expect(saved?.settings.rules[1]).toMatchObject({ metric: 'psi', above: 0.25, window: '14d' })
  expect(saved?.settings.retraining).toEqual(settings.retraining)
})

test('records are deleted only after it was asked twice', async () => {
  const { bridge, user } = showView(<MonitorPage />, answers)
  const traffic = await screen.findByRole('region', { name: 'Traffic' })
  await user.click(await within(traffic).findByRole('button', { name: 'Delete records…' }))
  expect(bridge.asked('monitor.forget')).toEqual([])
  await user.click(within(traffic).getByRole('button', { name: 'Delete' }))
  expect(bridge.asked('monitor.forget')[0]?.modelName).toBe('churn-model')
})

test('without models it says what will be here, and a failure is told in words', async () => {
  showView(<MonitorPage />, { 'monitor.models': () => ok([]) })
  expect(await screen.findByText('No models to watch yet')).toBeDefined()
})

test('what cannot be read is told', async () => {
  showView(<MonitorPage />, {
    'monitor.models': () => fail('unreadable-file', 'The recorded traffic cannot be opened.'),
  })
  expect((await screen.findByRole('alert')).textContent).toContain('cannot be opened')
})
