import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRandom, createTempMonitoring, rowOf, type TempMonitoring } from '#engine/testing/temp-monitoring.ts'
import { given } from '#engine/testing/temp-runs.ts'

const hourMs = 3_600_000

const requestsAround = (centre: number, count: number, seed = 3) => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => ({ features: [rowOf(random, centre)] }))
}

const namedIn = ({ temp }: TempMonitoring) => ({ projectId: temp.project.id, modelName: 'churn' })

const lastHours = (place: TempMonitoring, hours: number) => ({
  ...namedIn(place),
  from: place.clock.now() - hours * hourMs,
  until: place.clock.now() + 60_000,
})

test('traffic is counted by version and bucket, with errors and times within one per cent', async () => {
  await using place = await createTempMonitoring()
  const [row] = requestsAround(60, 1)
  const features = row?.features ?? []
  await place.send(Array.from({ length: 100 }, (_, index) => ({ features, latencyMs: index + 1 })))
  place.clock.advance(hourMs)
  await place.send([
    { features, status: 500, version: 2, latencyMs: 80 },
    { features, mode: 'shadow', version: 3 },
  ])
  const { versions } = given(await place.monitoring.traffic({ ...lastHours(place, 2), buckets: 4 }))
  expect(versions.map(({ version, mode, total }) => [version, mode, total.requests, total.errors])).toEqual([
    [3, 'shadow', 1, 0],
    [2, 'live', 1, 1],
    [1, 'live', 100, 0],
  ])
  const latency = versions[2]?.total.latency
  for (const [told, exact] of [
    [latency?.p50, 50],
    [latency?.p95, 95],
    [latency?.p99, 99],
  ] as const)
    expect(Math.abs((told ?? 0) - exact) / exact).toBeLessThan(0.011)
  expect(versions[2]?.buckets.map(({ requests }) => requests)).toEqual([0, 100, 0, 0])
})

test('a request whose inputs are not kept is counted all the same', async () => {
  await using place = await createTempMonitoring()
  await place.send([{ features: [{ a: 1 }], predictions: [1] }])
  const record = {
    time: place.clock.now(),
    requestId: 'x',
    model: 'churn',
    version: 1,
    mode: 'live' as const,
    status: 200,
    latencyMs: 1,
    rows: 9,
  }
  place.monitoring.recorder.record(place.temp.project, [{ ...record, features: null, predictions: null }])
  const { versions } = given(await place.monitoring.traffic({ ...lastHours(place, 1), buckets: 1 }))
  expect(versions[0]?.total).toMatchObject({ requests: 2, rows: 10 })
  const kept = await readFile(join(place.temp.project.stateDirectory, 'traffic.db'))
  expect(kept.length).toBeGreaterThan(0)
})

test('drift is told of the feature that moved and of no other, with a chart and what is wrong with the data', async () => {
  await using place = await createTempMonitoring()
  const moved = requestsAround(75, 1500).map(({ features }, index) =>
    index % 10 === 0 ? { features: [{ ...features[0], contract: 'weekly', extra: 1 }] } : { features },
  )
  await place.send(moved)
  const report = given(await place.monitoring.drift({ ...lastHours(place, 1), version: null, against: 'training' }))
  expect(report).toMatchObject({ version: 1, rows: 1500, sampled: 1500, missing: null })
  const monthly = report.features.find(({ name }) => name === 'monthly')
  expect(monthly).toMatchObject({ state: 'large', kind: 'number', part: 'feature' })
  expect(monthly?.bins).toHaveLength(10)
  expect(monthly?.ks?.pValue).toBeLessThan(1e-9)
  const contract = report.features.find(({ name }) => name === 'contract')
  expect(contract?.unseen).toBeCloseTo(0.1, 2)
  expect(report.checks.map(({ feature, kind }) => [feature, kind])).toContainEqual(['contract', 'unseen-values'])
  expect(report.checks.map(({ feature, kind }) => [feature, kind])).toContainEqual(['extra', 'new-column'])
})

test('answers that are classes are compared class by class', async () => {
  await using place = await createTempMonitoring()
  await place.send(
    requestsAround(60, 400).map((request) => ({ ...request, predictions: [{ prediction: 1, probability: 0.9 }] })),
  )
  const report = given(await place.monitoring.drift({ ...lastHours(place, 1), version: null, against: 'training' }))
  const prediction = report.features.find(({ name }) => name === 'prediction')
  expect(prediction).toMatchObject({ part: 'prediction', state: 'large' })
  expect(prediction?.bins.map(({ label, current }) => [label, current])).toEqual([
    ['0', 0],
    ['1', 1],
  ])
})

test('rows of the same kind are no drift, and of too few nothing is said', async () => {
  await using place = await createTempMonitoring()
  await place.send(requestsAround(60, 20))
  const drift = async () =>
    given(await place.monitoring.drift({ ...lastHours(place, 1), version: null, against: 'training' }))
  expect((await drift()).features.filter(({ part }) => part === 'feature').map(({ state }) => state)).toEqual([
    'few',
    'few',
  ])
  await place.send(requestsAround(60, 80, 11))
  for (const { state } of (await drift()).features.filter(({ part }) => part === 'feature'))
    expect(['none', 'chance']).toContain(state)
})

test('the time before is a reference too, where there is no training profile', async () => {
  await using place = await createTempMonitoring()
  await place.send(requestsAround(60, 500).map((request) => ({ ...request, version: 4 })))
  place.clock.advance(2 * hourMs)
  await place.send(requestsAround(80, 500).map((request) => ({ ...request, version: 4 })))
  const window = { ...lastHours(place, 1.5), version: null }
  const training = given(await place.monitoring.drift({ ...window, against: 'training' }))
  expect(training.missing).toContain('Version 4 has no profile')
  const previous = given(await place.monitoring.drift({ ...window, against: 'previous' }))
  expect(previous.features.find(({ name }) => name === 'monthly')?.state).toBe('large')
})

test('truth that comes before, with or after its request gives performance over time and by slice', async () => {
  await using place = await createTempMonitoring()
  await place.rules('slices: [contract]\n')
  const feedback = (items: { requestId: string; truth: boolean | number; row?: number }[]) =>
    place.monitoring.feedback({
      ...namedIn(place),
      items: items.map(({ requestId, truth, row }) => ({ requestId, truth, row: row ?? null, time: null })),
    })
  expect(given(await feedback([{ requestId: 'early', truth: 1 }]))).toEqual({ matched: 0 })
  const rows = (contract: string, probability: number) => ({
    features: [{ contract }],
    predictions: [{ prediction: probability > 0.5 ? 1 : 0, probability }],
  })
  await place.send([{ ...rows('yearly', 0.9), requestId: 'early' }])
  const names = await place.send([rows('monthly', 0.8), rows('monthly', 0.3), rows('yearly', 0.2)])
  const truths = [true, 1, 0]
  expect(given(await feedback(names.map((requestId, index) => ({ requestId, truth: truths[index] ?? 0 }))))).toEqual({
    matched: 3,
  })
  const report = given(await place.monitoring.performance({ ...lastHours(place, 1), version: null, buckets: 2 }))
  expect(report).toMatchObject({ task: 'classification', positive: '1' })
  expect(report.total).toMatchObject({ rows: 4, scores: { accuracy: 0.75, auc: 1, recall: 2 / 3, precision: 1 } })
  expect(report.slices[0]?.values).toMatchObject([
    { value: 'yearly', rows: 2, scores: { accuracy: 1 } },
    { value: 'monthly', rows: 2, scores: { accuracy: 0.5 } },
  ])
  expect(report.buckets.map(({ rows: count }) => count)).toEqual([4, 0])
})

test('truth that a block told in a file is taken at the next look, once, and a broken file costs nothing', async () => {
  await using place = await createTempMonitoring()
  const [requestId = ''] = await place.send([{ features: [{ a: 1 }], predictions: [1] }])
  const write = (name: string, told: unknown) =>
    place.temp.folder.write(`.pipewright/truths/${name}`, typeof told === 'string' ? told : JSON.stringify(told))
  await write('1.json', { model: 'churn', items: [{ requestId, row: null, truth: 1, time: 1 }] })
  await write('2.json', '{"model": "churn", "items": [')
  await write('3.json.partial', { model: 'churn', items: [] })
  // Of a host that was killed while it took it.
  await write('4.json.taken-1', { model: 'churn', items: [{ requestId, row: 0, truth: 1, time: 2 }] })
  await place.look()
  const report = given(await place.monitoring.performance({ ...lastHours(place, 1), version: null, buckets: 1 }))
  expect(report.total).toMatchObject({ rows: 1, scores: { accuracy: 1 } })
  expect(await readdir(join(place.temp.project.stateDirectory, 'truths'))).toEqual(['3.json.partial'])
})

const driftRule = `# looked at by the team on Mondays
rules:
  - name: inputs moved
    metric: psi
    above: 0.25
    clear: 0.1
    window: 1h
    quiet: 3h
    min_rows: 200
`

test('an alert opens once, clears only when the value is well back, and stays quiet for its time', async () => {
  await using place = await createTempMonitoring()
  await place.rules(driftRule)
  const states = () => place.alerted.map(({ state }) => state)
  await place.send(requestsAround(80, 300))
  await place.look()
  await place.look()
  expect(states()).toEqual(['opened'])
  expect(place.alerted[0]?.alert).toMatchObject({ feature: 'monthly', version: 1, rule: 'inputs moved' })
  // Between clear and limit: the alert stays.
  place.clock.advance(2 * hourMs)
  await place.send([...requestsAround(80, 35), ...requestsAround(60, 300)])
  const between = given(await place.monitoring.drift({ ...lastHours(place, 1), version: null, against: 'training' }))
  expect(between.features[0]?.psi).toBeLessThan(0.25)
  place.clock.advance(2 * hourMs)
  await place.send(requestsAround(60, 900, 5))
  await place.look()
  expect(states()).toEqual(['opened', 'cleared'])
  // Beyond the limit again, within the quiet time of 3 h since it opened? 4 h have gone: it rings.
  place.clock.advance(2 * hourMs)
  await place.send(requestsAround(85, 300))
  await place.look()
  expect(states()).toEqual(['opened', 'cleared', 'opened'])
  place.clock.advance(1.5 * hourMs)
  await place.send(requestsAround(60, 900, 6))
  await place.look()
  await place.send(requestsAround(90, 4000))
  await place.look()
  const { rules } = given(await place.monitoring.settings(namedIn(place)))
  expect(states()).toEqual(['opened', 'cleared', 'opened', 'cleared'])
  expect(rules[0]?.state).toBe('pending')
})

test('two hosts that look at once open one alert, which is acknowledged and noted in the changes of the model', async () => {
  await using place = await createTempMonitoring()
  await place.rules(driftRule)
  await place.send(requestsAround(80, 300))
  const { temp, clock } = place
  const other = place.another()
  await Promise.all([place.look(), other.watch({ projectId: temp.project.id })])
  await other[Symbol.asyncDispose]()
  const { projectId } = namedIn(place)
  const alerts = given(await place.monitoring.alerts({ projectId, modelName: null, limit: 10 }))
  expect(alerts).toHaveLength(1)
  given(await place.monitoring.acknowledge({ projectId, alertId: alerts[0]?.id ?? 0 }))
  const [again] = given(await place.monitoring.alerts({ projectId, modelName: 'churn', limit: 10 }))
  expect(again?.acknowledgedAt).toBe(clock.now())
  const { changes } = given(await temp.models.changes({ projectId, name: 'churn', limit: 10 }))
  expect(changes.filter(({ kind }) => kind === 'alert').map(({ reason }) => reason)).toEqual([
    expect.stringContaining('inputs moved: psi of monthly was'),
  ])
})

test('what is wrong in monitoring.yaml is a problem with its line, and costs only what it says', async () => {
  await using place = await createTempMonitoring()
  await place.rules(
    'rules:\n  - name: a\n    metric: psi\n    above: 0.2\n  - name: b\n    metric: wrong\n    above: 1\nkeepp: 3\n',
  )
  const { settings, problems } = given(await place.monitoring.settings(namedIn(place)))
  expect(settings.rules.map(({ name }) => name)).toEqual(['a'])
  expect(problems.map(({ line, file }) => [file, line])).toEqual([
    ['models/churn/monitoring.yaml', 5],
    ['models/churn/monitoring.yaml', 8],
  ])
})

test('saving rules keeps comments and what was not touched, and refuses a gate that is none', async () => {
  await using place = await createTempMonitoring()
  await place.rules(driftRule)
  const { settings } = given(await place.monitoring.settings(namedIn(place)))
  const rules = [...settings.rules, { ...settings.rules[0], name: 'slow', metric: 'p99' as const, above: 50 }]
  const changed = { ...settings, rules: rules.map((rule) => ({ ...settings.rules[0], ...rule })) } as typeof settings
  given(await place.monitoring.saveSettings({ ...namedIn(place), settings: changed }))
  const text = await readFile(join(place.temp.project.path, 'models/churn/monitoring.yaml'), 'utf8')
  expect(text.startsWith('# looked at by the team on Mondays\nrules:\n  - name: inputs moved\n')).toBe(true)
  expect(text).toContain('name: slow')
  const retraining = { pipeline: 'train', gate: 'challenger.auc is better' }
  const bad = {
    ...changed,
    retraining: {
      ...retraining,
      when: [],
      window: '7d',
      holdout: 0.3,
      holdout_by: null,
      min_rows: 200,
      promote: 'ask',
      canary: { share: 10, requests: 200, more_errors: 0.01 },
      cool_down: '12h',
    },
  }
  const refused = await place.monitoring.saveSettings({ ...namedIn(place), settings: bad as typeof settings })
  expect(refused.ok ? '' : refused.error.message).toContain('challenger.auc is better')
})

test('what is too old or too much is deleted, the oldest first; and everything when asked to', async () => {
  await using place = await createTempMonitoring()
  await place.rules('keep: {days: 1, rows: 100}\n')
  await place.send(requestsAround(60, 50))
  place.clock.advance(30 * hourMs)
  await place.send(requestsAround(60, 150))
  await place.look()
  const rows = async () =>
    given(await place.monitoring.drift({ ...lastHours(place, 48), version: 1, against: 'training' })).rows
  expect(await rows()).toBe(100)
  expect(given(await place.monitoring.forget(namedIn(place)))).toEqual({ requests: 100 })
  expect(await rows()).toBe(0)
})
