import { writeFile } from 'node:fs/promises'
import { createMonitoring, type MonitoringCapability } from '#engine/monitoring/monitoring.ts'
import { profileOfRows } from '#engine/monitoring/profile-rows.ts'
import type { RetrainingDependencies } from '#engine/retraining/retraining-dependencies.ts'
import type { EventPayload } from '#shared/contract/events.ts'
import type { Json } from '#shared/model/json.ts'
import type { TrafficRecord } from '#shared/model/traffic.ts'
import { fail, ok } from '#shared/result.ts'
import { createTempModels, type TempModels } from './temp-models.ts'
import { given } from './temp-runs.ts'
import { createFakeClock, type FakeClock } from './temp-triggers.ts'

export const monitoredStart = Date.parse('2026-03-01T12:00:00Z')

/** Uniform in [0, 1), the same for every run of the test. */
export const createRandom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** A row of the model `churn`: `monthly` around a centre, two contracts. */
export const rowOf = (random: () => number, centre = 60): Record<string, Json> => ({
  monthly: centre + (random() + random() + random() - 1.5) * 30,
  contract: random() < 0.6 ? 'monthly' : 'yearly',
})

export type Sent = Partial<TrafficRecord> & { readonly features: Record<string, Json>[] }

export type TempMonitoring = AsyncDisposable & {
  readonly temp: TempModels
  readonly clock: FakeClock
  readonly monitoring: MonitoringCapability
  readonly alerted: EventPayload<'model.alerted'>[]
  /** Records requests of the model `churn`, as its endpoint would; gives their names. */
  send(requests: readonly Sent[]): Promise<string[]>
  /** Looks at the rules once. */
  look(): Promise<void>
  rules(text: string): Promise<void>
  /** Another host over the same files. */
  another(): MonitoringCapability
  /** Ends the host, and begins a new one over the same files. */
  restart(): Promise<void>
}

const noLoop: RetrainingDependencies = {
  runs: {
    startFor: async () => fail('unsupported', 'no runs here'),
    get: async () => fail('not-found', 'no runs here'),
  },
  models: undefined as never,
  serving: { route: async () => ok(null), routes: () => null },
  interpreterFor: async () => fail('environment-missing', 'no interpreter here'),
  clock: undefined as never,
}

/** Version 1, the champion: trained on 2,000 rows around 60. */
const registerTrained = async (temp: TempModels): Promise<void> => {
  const random = createRandom(7)
  const trained = Array.from({ length: 2000 }, (_, row) => ({
    time: 0,
    version: 1,
    requestId: `${row}`,
    row,
    features: rowOf(random),
    prediction: { prediction: row % 3 === 0 ? 1 : 0, probability: random() },
    truth: undefined,
  }))
  const profilePath = temp.folder.at('profile.json')
  await writeFile(profilePath, JSON.stringify(profileOfRows(trained, monitoredStart)))
  await temp.register('churn', { profilePath, alias: 'champion' })
}

export type TempMonitoringOptions = {
  readonly loop?: Partial<RetrainingDependencies>
  /** False: the model `churn` has no version yet. */
  readonly withVersion?: boolean
}

const hostOf = (temp: TempModels, clock: FakeClock, loop: Partial<RetrainingDependencies>): MonitoringCapability => {
  const { context, project, models } = temp
  return createMonitoring(context, {
    ...noLoop,
    ...loop,
    findProject: (id) => (id === project.id ? ok(project) : fail('not-found', 'no such project')),
    models,
    clock,
    noteOwnWrite: () => {},
    leftOut: async () => [],
  })
}

/** Makes records of requests, each with a name of its own. */
const createRecords = (clock: FakeClock) => {
  let sent = 0
  return (requests: readonly Sent[]): TrafficRecord[] =>
    requests.map((request) => {
      sent += 1
      const names = { time: clock.now(), requestId: `r${sent}`, model: 'churn', version: 1 }
      const facts = { mode: 'live' as const, status: 200, latencyMs: 5, rows: request.features.length }
      return { ...names, ...facts, predictions: request.features.map(() => 0), ...request }
    })
}

/** Monitoring over a real project with version 1 of the model `churn`, trained on 2,000 rows around 60. Time goes when it is told to. */
export const createTempMonitoring = async ({
  loop = {},
  withVersion = true,
}: TempMonitoringOptions = {}): Promise<TempMonitoring> => {
  const temp = await createTempModels()
  const clock = createFakeClock(monitoredStart)
  if (withVersion) await registerTrained(temp)
  const { context, project } = temp
  let monitoring = hostOf(temp, clock, loop)
  const alerted: TempMonitoring['alerted'] = []
  context.events.on('model.alerted', (payload) => alerted.push(payload))
  const recordsOf = createRecords(clock)
  return {
    temp,
    clock,
    get monitoring() {
      return monitoring
    },
    alerted,
    another: () => hostOf(temp, clock, loop),
    restart: async () => {
      await monitoring[Symbol.asyncDispose]()
      monitoring = hostOf(temp, clock, loop)
    },
    send: async (requests) => {
      const records = recordsOf(requests)
      monitoring.recorder.record(project, records)
      // What is recorded is there once the file is open: any question after it waits for that.
      given(await monitoring.models({ projectId: project.id }))
      return records.map(({ requestId }) => requestId)
    },
    look: async () => {
      given(await monitoring.watch({ projectId: project.id }))
    },
    rules: (text) => temp.folder.write('models/churn/monitoring.yaml', text).then(() => undefined),
    [Symbol.asyncDispose]: async () => {
      await monitoring[Symbol.asyncDispose]()
      await temp[Symbol.asyncDispose]()
    },
  }
}
