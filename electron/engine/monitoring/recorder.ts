import type { EngineContext } from '#engine/engine-context.ts'
import type { TrafficRecorder } from '#engine/serving/serving-dependencies.ts'
import { ok } from '#shared/result.ts'
import type { MonitoringDependencies } from './monitoring-dependencies.ts'
import type { TrafficStores } from './traffic-stores.ts'
import type { Watcher } from './watcher.ts'

type Parts = {
  readonly context: EngineContext
  readonly deps: MonitoringDependencies
  readonly stores: TrafficStores
  readonly watchers: ReadonlyMap<string, Watcher>
}

/** Milliseconds between two tellings that a model's traffic changed: who shows it reads all of it again. */
const tellEveryMs = 2000

/** Tells at once, and at most so often: what comes meanwhile is told together. */
const createTeller = ({ context, deps }: Parts) => {
  const resting = new Map<string, boolean>()
  const tell = (projectId: string, modelName: string): void => {
    const key = `${projectId}:${modelName}`
    if (resting.has(key)) {
      resting.set(key, true)
      return
    }
    resting.set(key, false)
    context.events.emit('monitor.changed', { projectId, modelName })
    deps.clock.after(tellEveryMs, () => {
      const isLeft = resting.get(key) === true
      resting.delete(key)
      if (isLeft) tell(projectId, modelName)
    })
  }
  return tell
}

/** Takes what serving tells. A disk that is full loses records, never an answer to a caller. */
export const createRecorder = (parts: Parts): TrafficRecorder => {
  const { context, deps, stores, watchers } = parts
  const tell = createTeller(parts)
  return {
    record: (project, records) => {
      void stores.of(project).then((store) => {
        if (!store.ok) {
          context.logger.warn('requests could not be recorded', { records: records.length, error: store.error.message })
          return
        }
        try {
          store.value.writers.record(records)
        } catch (error) {
          context.logger.warn('requests could not be recorded', { records: records.length, error: String(error) })
          return
        }
        watchers.get(project.id)?.poke()
        for (const modelName of new Set(records.map(({ model }) => model))) tell(project.id, modelName)
      })
    },
    feedback: async (project, modelName, items) => {
      const store = await stores.of(project)
      if (!store.ok) return store
      const matched = store.value.writers.feedback(modelName, items, deps.clock.now())
      watchers.get(project.id)?.poke()
      tell(project.id, modelName)
      return ok({ matched })
    },
  }
}
