import { openDatabase } from '#engine/history/database.ts'
import { createHistories } from '#engine/history/history.ts'
import { createBlockModels } from '#engine/models/block-models.ts'
import type { MonitoringCapability } from '#engine/monitoring/monitoring.ts'
import type { RetrainingDependencies } from '#engine/retraining/retraining-dependencies.ts'
import { noTracking } from '#engine/run/run-tracking.ts'
import { createRuns, type RunsCapability } from '#engine/run/runs.ts'
import type { EndpointRoute } from '#shared/model/endpoint.ts'
import type { Retraining, RetrainingState } from '#shared/model/retraining.ts'
import type { Run } from '#shared/model/run.ts'
import { fail, ok } from '#shared/result.ts'
import { createRandom, createTempMonitoring, type TempMonitoring } from './temp-monitoring.ts'
import { given, testInterpreter } from './temp-runs.ts'
import { waitFor } from './wait-for.ts'

/** A model of plain Python: 1 above a cut. */
const thresholdModel = `
class Threshold:
    def __init__(self, cut):
        self.cut = cut

    def predict(self, rows):
        rows = rows.to_dict('records') if hasattr(rows, 'to_dict') else rows
        return [1 if float(row['monthly']) > self.cut else 0 for row in rows]
`

/** Learns the cut that is wrong least often; without labelled data it is 60. */
const trainBlock = `
import csv
import os

import pipewright
from threshold_model import Threshold


@custom
def train(*args, **kwargs):
    cut = 60.0
    if kwargs.get('labelled_data'):
        with open(os.path.join(kwargs['repo_path'], kwargs['labelled_data'])) as file:
            rows = [(float(row['monthly']), int(row['target'])) for row in csv.DictReader(file)]
        cut = min((value for value, _ in rows), key=lambda at: sum((value > at) != bool(truth) for value, truth in rows))
    first = not kwargs.get('labelled_data')
    pipewright.log_model(
        Threshold(cut),
        registered_name='churn',
        alias='champion' if first else None,
        input_example=[{'monthly': 50.0}],
    )
    return cut
`

export type LoopOptions = {
  readonly promote: 'ask' | 'canary' | 'at-once'
  readonly gate?: string
  readonly when?: string
  readonly rules?: string
  readonly coolDown?: string
}

const settingsText = (options: LoopOptions): string => `
${options.rules ?? 'rules: [{name: wrong too often, metric: accuracy, below: 0.9, window: 24h, min_rows: 100}]'}
retraining:
  pipeline: train
  when: ${options.when ?? '[{kind: performance}]'}
  gate: ${options.gate ?? 'challenger.accuracy > champion.accuracy + 0.02'}
  promote: ${options.promote}
  canary: {share: 10, requests: 50, more_errors: 0.01}
  cool_down: ${options.coolDown ?? '12h'}
`

type Labelled = { readonly cut: number; readonly rows: number; readonly version?: number; readonly status?: number }

export type TempLoop = AsyncDisposable & {
  readonly monitored: TempMonitoring
  readonly named: { readonly projectId: string; readonly modelName: string }
  /** Routes the endpoint was given, in order. */
  readonly routed: (readonly EndpointRoute[])[]
  /** Version 1: cuts at 60. */
  trainFirst(): Promise<void>
  /** Requests whose truth is 1 above `cut`; the model answers by its own. */
  sendLabelled(labelled: Labelled): Promise<void>
  newest(): Promise<Retraining | null>
  /** Waits until the newest is in that state. */
  settled(state: RetrainingState): Promise<Retraining>
  /** Waits until the newest is over. */
  over(): Promise<Retraining>
  count(): Promise<number>
  champion(): Promise<number | null>
  /** Kinds of changes of the model, oldest first. */
  changes(): Promise<string[]>
  run(runId: number | null): Promise<Run>
  /** How many runs there were. */
  runs(): Promise<number>
  /** The same project in another host that watches too. */
  otherHost(): Promise<MonitoringCapability>
  /** Makes what goes on that of a host that was killed. */
  orphan(): void
  /** Ends monitoring and begins again, as a new host over the same files. */
  restart(): Promise<void>
}

type Host = { runs: RunsCapability | null; readonly routed: (readonly EndpointRoute[])[] }

/** Real runs are there once the project is; what is served is only noted. */
const dependenciesOf = (host: Host): Partial<RetrainingDependencies> => {
  const runs = (): RunsCapability => {
    if (host.runs === null) throw new Error('no runs yet')
    return host.runs
  }
  return {
    runs: { startFor: (...given) => runs().startFor(...given), get: (input) => runs().get(input) },
    interpreterFor: async () => ok({ path: testInterpreter() }),
    serving: {
      routes: () => host.routed.at(-1) ?? [{ version: 1, share: 100, mode: 'live' }],
      route: async (_project, _name, { routes }) => {
        host.routed.push(routes)
        return ok(null)
      },
    },
  }
}

const openLoop = async (options: LoopOptions) => {
  const host: Host = { runs: null, routed: [] }
  const monitored = await createTempMonitoring({ loop: dependenciesOf(host), withVersion: false })
  const { temp } = monitored
  const { folder, project, context, models } = temp
  await folder.write('threshold_model.py', thresholdModel)
  await folder.pipeline({ uuid: 'train', blocks: [{ uuid: 'train', type: 'custom', code: trainBlock }] })
  await folder.write('models/churn/model.yaml', 'description: null\n')
  await monitored.rules(settingsText(options))
  const histories = createHistories(context)
  const runs = createRuns(context, {
    findProject: (id) => (id === project.id ? ok(project) : fail('not-found', 'no such project')),
    histories,
    models: createBlockModels(models),
    tracking: noTracking,
    interpreterFor: async () => ok({ path: testInterpreter(), version: null }),
    settings: () => ({ maxParallelBlocks: 4, warmInterpreter: true }),
  })
  host.runs = runs
  return { host, monitored, histories, runs, project, models }
}

type Opened = Awaited<ReturnType<typeof openLoop>>

const createReading = ({ monitored, histories, runs, project, models }: Opened) => {
  const projectId = project.id
  const list = async () => given(await monitored.monitoring.retrainings({ projectId, modelName: 'churn', limit: 50 }))
  const reach = async (isThere: (one: Retraining) => boolean, what: string): Promise<Retraining> =>
    waitFor(
      async () => {
        const [one] = await list()
        if (one?.state === 'failed') throw new Error(`expected ${what}, but: ${one.reason}`)
        return one !== undefined && isThere(one) ? one : null
      },
      what,
      25_000,
    )
  return {
    newest: async () => (await list())[0] ?? null,
    settled: (state: RetrainingState) => reach((one) => one.state === state, `a retraining that is ${state}`),
    over: () => reach((one) => one.endedAt !== null, 'the end of the retraining'),
    count: async () => (await list()).length,
    champion: async () => given(await models.get({ projectId, name: 'churn' })).model.champion,
    changes: async () => {
      const { changes } = given(await models.changes({ projectId, name: 'churn', limit: 100 }))
      return changes.map(({ kind }) => kind).reverse()
    },
    run: async (runId: number | null) => given(await runs.get({ projectId, runId: runId ?? 0 })),
    runs: async () => {
      const history = given(await histories.of(project))
      return history.runs.list({ pipelineUuid: null, states: null, before: null, limit: 50 }).length
    },
  }
}

/** The whole loop over a real project with a real pipeline in the Python of the machine. Time goes when it is told to. */
export const createTempLoop = async (options: LoopOptions): Promise<TempLoop> => {
  const opened = await openLoop(options)
  const { host, monitored, histories, runs, project } = opened
  const { clock, temp } = monitored
  const { folder } = temp
  const projectId = project.id
  const named = { projectId, modelName: 'churn' }
  const random = createRandom(11)
  return {
    monitored,
    named,
    routed: host.routed,
    trainFirst: async () => {
      const started = await runs.start({
        projectId,
        pipelineUuid: 'train',
        scope: { kind: 'all' },
        variables: {},
        reuse: false,
      })
      const run = given(await runs.waitFor(projectId, given(started).runId))
      if (run.state !== 'completed') throw new Error(`the first training ${run.state}: ${run.reason}`)
    },
    sendLabelled: async ({ cut, rows, version = 1, status = 200 }) => {
      const values = Array.from({ length: rows }, () => 20 + random() * 80)
      const requests = values.map((monthly) => ({
        features: [{ monthly }],
        predictions: [monthly > (version === 1 ? 60 : cut) ? 1 : 0],
        version,
        status,
      }))
      const names = await monitored.send(requests)
      const items = names.map((requestId, index) => ({
        requestId,
        row: null,
        truth: Number((values[index] ?? 0) > cut),
        time: clock.now(),
      }))
      given(await monitored.monitoring.feedback({ ...named, items }))
      // A window ends before now.
      clock.advance(1000)
    },
    ...createReading(opened),
    otherHost: async () => monitored.another(),
    orphan: () => {
      const database = openDatabase(folder.at('.pipewright/traffic.db'))
      database.exec("UPDATE retrainings SET host_pid = 999999, host_started = 'gone' WHERE ended_at IS NULL")
      database.close()
    },
    restart: () => monitored.restart(),
    [Symbol.asyncDispose]: async () => {
      await runs[Symbol.asyncDispose]()
      await monitored[Symbol.asyncDispose]()
      await histories.dispose()
    },
  }
}
