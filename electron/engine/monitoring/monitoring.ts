import type { EngineContext } from '#engine/engine-context.ts'
import type { Monitoring } from '#engine/engine-monitoring.ts'
import { listModelNames } from '#engine/models/model-folders.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { readGateCondition } from '#engine/retraining/gate-condition.ts'
import { createRetraining, type RetrainingLoops } from '#engine/retraining/retraining.ts'
import type { RetrainingDependencies } from '#engine/retraining/retraining-dependencies.ts'
import type { TrafficRecorder } from '#engine/serving/serving-dependencies.ts'
import type { MonitoringSettings, RuleStatus, WatchedModel } from '#shared/model/monitoring.ts'
import { isRetrainingOver } from '#shared/model/retraining.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { reportDrift } from './drift-report.ts'
import type { MonitoringDependencies } from './monitoring-dependencies.ts'
import { type OpenedModel, openModel } from './open-model.ts'
import { reportPerformance } from './performance-report.ts'
import { createRecorder } from './recorder.ts'
import { forget } from './retention.ts'
import { monitoringPath, readMonitoring, writeMonitoring } from './settings-file.ts'
import { createTrafficStores, type TrafficStores } from './traffic-stores.ts'
import { summariseTraffic, sumTraffic } from './traffic-summary.ts'
import { createWatcher, type Watcher } from './watcher.ts'

/** What monitoring offers: the window's requests, the recorder of serving, and what the composition root calls when projects open and close. */
export type MonitoringCapability = Monitoring &
  AsyncDisposable & {
    readonly recorder: TrafficRecorder
    closeProject(projectId: string): Promise<void>
  }

type Parts = {
  readonly context: EngineContext
  readonly deps: MonitoringDependencies & RetrainingDependencies
  readonly stores: TrafficStores
  readonly loops: RetrainingLoops
  readonly watchers: Map<string, Watcher>
  readonly recorder: TrafficRecorder
}

type Named = { readonly projectId: string; readonly modelName: string }

const dayMs = 86_400_000

const withProject =
  <Input extends { readonly projectId: string }, Value>(
    { deps }: Parts,
    act: (project: OpenProject, input: Input) => Promise<Result<Value>>,
  ) =>
  async (input: Input): Promise<Result<Value>> => {
    const project = deps.findProject(input.projectId)
    return project.ok ? act(project.value, input) : project
  }

const withModel = <Input extends Named, Value>(
  parts: Parts,
  act: (opened: OpenedModel, input: Input) => Promise<Value> | Value,
) =>
  withProject(parts, async (project, input: Input) => {
    const opened = await openModel(parts, project, input.modelName)
    return opened.ok ? ok(await act(opened.value, input)) : opened
  })

const watchedModel = async (parts: Parts, project: OpenProject, name: string): Promise<Result<WatchedModel>> => {
  const opened = await openModel(parts, project, name)
  if (!opened.ok) return opened
  const { store, model } = opened.value
  const last = store.database
    .prepare("SELECT max(minute) AS minute FROM minutes WHERE model = ? AND mode = 'live'")
    .get(name)
  const { requests, errors, latency } = sumTraffic(store.database, {
    model: name,
    from: model.now - dayMs,
    until: model.now + 60_000,
  })
  const read = await parts.deps.models.get({ projectId: project.id, name })
  const sources = read.ok ? read.value.versions.map(({ source }) => source.pipelineUuid) : []
  const trainedBy = [...sources, model.settings.retraining?.pipeline ?? null]
  const [newest] = await parts.loops.list(project, name, 1).then((listed) => (listed.ok ? listed.value : []))
  return ok({
    name,
    requests,
    errors,
    p50: latency.p50,
    lastRequestAt: typeof last?.minute === 'number' ? last.minute * 60_000 : null,
    openAlerts: store.alerts.allOpen(name).length,
    rules: model.settings.rules.length,
    pipelines: [...new Set(trainedBy.flatMap((uuid) => uuid ?? []))],
    retraining: newest === undefined || isRetrainingOver(newest.state) ? null : newest.state,
  })
}

const models = (parts: Parts): Monitoring['models'] =>
  withProject(parts, async (project) => {
    const names = await listModelNames(project.path)
    const watched = await Promise.all(names.map((name) => watchedModel(parts, project, name)))
    return ok(watched.flatMap((one) => (one.ok ? [one.value] : [])))
  })

const ruleStates = ['ok', 'pending', 'alert', 'few', 'unknown'] as const

const statusesOf = ({ store, model }: OpenedModel): RuleStatus[] => {
  const records = new Map(store.records.of(model.name).map((record) => [record.rule, record]))
  return model.settings.rules.map((rule) => {
    const record = records.get(rule.name)
    const state = ruleStates.find((name) => name === record?.state) ?? 'unknown'
    return {
      rule,
      state,
      value: record?.value ?? null,
      feature: record?.feature ?? null,
      checkedAt: record?.checkedAt ?? null,
    }
  })
}

/** What the schema cannot see: names that occur twice, a gate that is none. */
const refusalOf = (settings: MonitoringSettings): Result<null> => {
  const names = settings.rules.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return fail('invalid-input', `Two rules are called "${twice}". Give one another name.`)
  const gate = settings.retraining?.gate
  if (typeof gate !== 'string') return ok(null)
  const read = readGateCondition(gate)
  return read.ok ? ok(null) : read
}

const createSettings = (parts: Parts): Pick<Monitoring, 'settings' | 'saveSettings'> => ({
  settings: withProject(parts, async (project, { modelName }: Named) => {
    const [opened, read] = await Promise.all([
      openModel(parts, project, modelName),
      readMonitoring(project.path, modelName),
    ])
    if (!opened.ok) return opened
    return ok({
      settings: read.settings,
      path: monitoringPath(modelName),
      problems: [...read.problems],
      rules: statusesOf(opened.value),
    })
  }),
  saveSettings: withProject(
    parts,
    async (project, { modelName, settings }: Named & { settings: MonitoringSettings }) => {
      const refusal = refusalOf(settings)
      if (!refusal.ok) return refusal
      const written = await writeMonitoring(
        { projectPath: project.path, noteOwnWrite: parts.deps.noteOwnWrite },
        modelName,
        settings,
      )
      if (written.ok) tell(parts, project.id, modelName)
      return written
    },
  ),
})

const tell = ({ context, watchers }: Parts, projectId: string, modelName: string): void => {
  watchers.get(projectId)?.poke()
  context.events.emit('monitor.changed', { projectId, modelName })
}

const createReports = (parts: Parts): Pick<Monitoring, 'traffic' | 'drift' | 'performance'> => ({
  traffic: withModel(parts, ({ store }, input: Named & { from: number; until: number; buckets: number }) => ({
    versions: summariseTraffic(store.database, { model: input.modelName, ...input }),
  })),
  drift: withModel(parts, ({ model }, input: Parameters<typeof reportDrift>[1] & Named) => reportDrift(model, input)),
  performance: withModel(parts, ({ model }, input: Parameters<typeof reportPerformance>[1] & Named) =>
    reportPerformance(model, input),
  ),
})

const createAlerts = (parts: Parts): Pick<Monitoring, 'alerts' | 'acknowledge' | 'forget' | 'feedback'> => ({
  alerts: withProject(parts, async (project, input: { projectId: string; modelName: string | null; limit: number }) => {
    const store = await parts.stores.of(project)
    return store.ok ? ok(store.value.alerts.list(input.modelName, input.limit)) : store
  }),
  acknowledge: withProject(parts, async (project, input: { projectId: string; alertId: number }) => {
    const store = await parts.stores.of(project)
    if (!store.ok) return store
    const known = store.value.alerts.list(null, 500).find(({ id }) => id === input.alertId)
    if (known === undefined || !store.value.alerts.acknowledge(input.alertId, parts.deps.clock.now()))
      return fail('not-found', 'There is no such alert any more. Look at the list again.')
    tell(parts, project.id, known.model)
    return ok(null)
  }),
  forget: withModel(parts, ({ store }, { projectId, modelName }: Named) => {
    const requests = forget(store.database, modelName)
    tell(parts, projectId, modelName)
    return { requests }
  }),
  feedback: withProject(
    parts,
    (project, { modelName, items }: Named & Pick<Parameters<Monitoring['feedback']>[0], 'items'>) =>
      parts.recorder.feedback(project, modelName, items),
  ),
})

const createLoop = (parts: Parts): Pick<Monitoring, 'retrainings' | 'retrain' | 'decide' | 'rollBack'> => {
  const { loops } = parts
  return {
    retrainings: withProject(parts, (project, input: Named & { limit: number }) =>
      loops.list(project, input.modelName, input.limit),
    ),
    retrain: withProject(parts, (project, input: Named & { reason: string }) =>
      loops.start(project, input.modelName, input.reason),
    ),
    decide: withProject(
      parts,
      (project, input: { projectId: string; retrainingId: number; promote: boolean; reason: string }) =>
        loops.decide(project, { id: input.retrainingId, promote: input.promote, reason: input.reason }),
    ),
    rollBack: withProject(parts, (project, input: Named & { reason: string }) =>
      loops.rollBack(project, input.modelName, input.reason),
    ),
  }
}

const watch =
  (parts: Parts): Monitoring['watch'] =>
  async ({ projectId }) => {
    const project = parts.deps.findProject(projectId)
    if (!project.ok) return project
    const onLooked = async (watched: OpenProject, name: string) => {
      const opened = await openModel(parts, watched, name)
      // Not waited for: training takes its time, and the rules of the other models are to be looked at.
      if (opened.ok) turn(parts, watched, opened.value)
    }
    const watcher = parts.watchers.get(projectId) ?? createWatcher({ ...parts, onLooked }, project.value)
    parts.watchers.set(projectId, watcher)
    await watcher.look()
    return ok(null)
  }

const turn = ({ context, loops }: Parts, project: OpenProject, opened: OpenedModel): void => {
  loops.turn(project, opened).catch((error: unknown) => {
    context.logger.error('retraining stopped at a defect', { model: opened.model.name, error: String(error) })
  })
}

/** Makes the monitoring of an engine. Recording works at once; rules are looked at from `watch` on. */
export const createMonitoring = (
  context: EngineContext,
  deps: MonitoringDependencies & RetrainingDependencies,
): MonitoringCapability => {
  const stores = createTrafficStores(context)
  const loops = createRetraining(context, deps, (project, name) => openModel({ deps, stores }, project, name))
  const watchers = new Map<string, Watcher>()
  const recorder = createRecorder({ context, deps, stores, watchers })
  const parts: Parts = { context, deps, stores, loops, watchers, recorder }
  // A run that ended may be the one a loop waits for.
  const undo = context.events.on('run.happened', ({ projectId, event }) => {
    if (event.kind === 'run-ended') void parts.watchers.get(projectId)?.look()
  })
  const closeProject = async (projectId: string) => {
    const watcher = parts.watchers.get(projectId)
    parts.watchers.delete(projectId)
    await watcher?.stop()
    await stores.close(projectId)
  }
  return {
    models: models(parts),
    ...createReports(parts),
    ...createSettings(parts),
    ...createAlerts(parts),
    ...createLoop(parts),
    watch: watch(parts),
    recorder,
    closeProject,
    [Symbol.asyncDispose]: async () => {
      undo()
      await Promise.all([...parts.watchers.keys()].map(closeProject))
      await stores.closeAll()
    },
  }
}
