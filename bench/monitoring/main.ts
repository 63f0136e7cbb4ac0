import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reportDrift } from '#engine/monitoring/drift-report.ts'
import { profileOfRows } from '#engine/monitoring/profile-rows.ts'
import { createTrafficWriters } from '#engine/monitoring/record-traffic.ts'
import { readServedRows } from '#engine/monitoring/served-rows.ts'
import { openTrafficFile } from '#engine/monitoring/traffic-file.ts'
import { monitoringSettingsSchema } from '#shared/model/monitoring.ts'
import type { TrafficRecord } from '#shared/model/traffic.ts'

/**
 * What recording and looking cost, in processor time (so what else the machine does falls out): `node bench/monitoring/main.ts`. What the
 * whole costs an endpoint is measured by `bench/serving`, with and without recording in turns.
 */
const batches = 200
const perBatch = 500
const columns = 10

const records = (batch: number): TrafficRecord[] =>
  Array.from({ length: perBatch }, (_, index) => ({
    time: Date.now() - 1000 + index,
    requestId: `${batch}-${index}`,
    model: 'churn',
    version: 1,
    mode: 'live',
    status: 200,
    latencyMs: 1 + Math.random() * 5,
    rows: 1,
    features: [
      Object.fromEntries(Array.from({ length: columns }, (_value, column) => [`feature_${column}`, Math.random()])),
    ],
    predictions: [{ prediction: 1, probability: Math.random() }],
  }))

const processorMs = async (work: () => unknown): Promise<number> => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const folder = await mkdtemp(join(tmpdir(), 'pipewright-monitoring-bench-'))
const place = { ensureStateDirectory: async () => ({ ok: true as const, value: folder }) }
const opened = await openTrafficFile(place as never, console as never)
if (!opened.ok) throw new Error(opened.error.message)
const database = opened.value
const { record } = createTrafficWriters(database)
const made = Array.from({ length: batches }, (_, batch) => records(batch))
const recording = await processorMs(() => {
  for (const batch of made) record(batch)
})
const requests = batches * perBatch
console.log(
  `recording: ${((recording / requests) * 1000).toFixed(1)} µs of processor time a request (${requests} requests of ${columns} columns)`,
)
for (const rate of [100, 1000, 3000])
  console.log(`  at ${rate} requests a second: ${(((recording / requests) * rate) / 10).toFixed(2)} % of one core`)

const window = { from: Date.now() - 3_600_000, until: Date.now() + 60_000 }
const { rows } = readServedRows(database, { model: 'churn', version: 1, ...window, labelled: false, limit: 2000 })
const profile = profileOfRows(rows, Date.now())
const model = {
  name: 'churn',
  database,
  settings: monitoringSettingsSchema.parse({}),
  leftOut: new Set<string>(),
  profile: async () => profile,
  now: Date.now(),
}
await reportDrift(model, { ...window, version: null, against: 'training' })
const looking = await processorMs(() => reportDrift(model, { ...window, version: null, against: 'training' }))
console.log(
  `a look at drift over ${requests} requests: ${looking.toFixed(0)} ms of processor time, every 10 s at most: ${(looking / 100).toFixed(2)} % of one core`,
)
database.close()
await rm(folder, { recursive: true, force: true })
