import type { EngineContext } from '#engine/engine-context.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { Json } from '#shared/model/json.ts'
import { originTags, type TrackedRunStatus } from '#shared/model/tracking.ts'
import { ok, type Result } from '#shared/result.ts'
import type { ChangeTeller } from './changes.ts'
import type { OpenedStores } from './opened-stores.ts'
import { attempt } from './refused.ts'
import type { TrackingStore } from './store/tracking-store.ts'

/** MLflow's tag that puts a tracked run below another. */
const parentTag = 'mlflow.parentRunId'

export type NewGroup = {
  readonly pipelineUuid: string
  readonly name: string
  readonly params: Readonly<Record<string, Json>>
}

export type GroupEnd = {
  readonly status: TrackedRunStatus
  readonly tags: Readonly<Record<string, string>>
  /** What the best of it came to. */
  readonly metric: { readonly name: string; readonly value: number } | null
}

/** Tracked runs that belong together, such as those of a sweep: one above, the others below it. */
export type TrackedGroups = {
  begin(project: OpenProject, group: NewGroup): Promise<Result<string>>
  /** Puts what was tracked of a run below the group. */
  adopt(project: OpenProject, groupId: string, runId: number): Promise<void>
  /** The newest value of a metric of a run, however it was logged; null while there is none. */
  measured(
    project: OpenProject,
    runId: number,
    metric: string,
  ): Promise<{ readonly value: number; readonly step: number } | null>
  end(project: OpenProject, groupId: string, end: GroupEnd): Promise<void>
}

const beginIn = (store: TrackingStore, { pipelineUuid, name, params }: NewGroup): string => {
  const experiment = store.experiments.named(pipelineUuid)
  return store.atOnce(() => {
    const { id } = store.runs.create({
      experimentId: experiment.id,
      name,
      user: null,
      startedAt: null,
      tags: [{ key: originTags.pipeline, value: pipelineUuid }],
      artifactLocation: experiment.artifactLocation,
      origin: { runId: null, pipelineUuid, blockUuid: null },
    })
    const texts = Object.entries(params).map(([key, value]) => ({
      key,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    }))
    store.runs.logParams(id, texts)
    return id
  })
}

export const createTrackedGroups = ({
  context,
  stores,
  changes,
}: {
  context: EngineContext
  stores: OpenedStores
  changes: ChangeTeller
}): TrackedGroups => {
  const withStore = async (project: OpenProject, work: (store: TrackingStore) => void): Promise<void> => {
    const store = await stores.of(project)
    const done = store.ok ? attempt(() => work(store.value)) : store
    if (!done.ok) context.logger.warn('a group of tracked runs could not be kept', { error: done.error.message })
  }
  return {
    begin: async (project, group) => {
      const store = await stores.of(project)
      if (!store.ok) return store
      const id = attempt(() => beginIn(store.value, group))
      if (id.ok) changes.tell(project.id, store.value.runs.get(id.value).experimentId, id.value)
      return id.ok ? ok(id.value) : id
    },
    adopt: (project, groupId, runId) =>
      withStore(project, (store) => {
        for (const run of store.runs.allOfRun(runId)) {
          if (run.tags[parentTag] !== undefined) continue
          store.atOnce(() => store.runs.setTags(run.id, [{ key: parentTag, value: groupId }]))
          changes.tell(project.id, run.experimentId, run.id)
        }
      }),
    measured: async (project, runId, metric) => {
      const store = await stores.existing(project)
      if (!store.ok || store.value === null) return null
      const points = store.value.runs.allOfRun(runId).flatMap(({ metrics }) => metrics[metric] ?? [])
      const newest = points.sort((a, b) => b.step - a.step || b.time - a.time)[0]
      return newest === undefined || newest.value === null ? null : { value: newest.value, step: newest.step }
    },
    end: (project, groupId, { status, tags, metric }) =>
      withStore(project, (store) => {
        const run = store.atOnce(() => {
          store.runs.setTags(
            groupId,
            Object.entries(tags).map(([key, value]) => ({ key, value })),
          )
          if (metric !== null)
            store.metrics.log(groupId, [{ key: metric.name, value: metric.value, step: 0, time: Date.now() }], false)
          return store.runs.update(groupId, { status, endedAt: Date.now() })
        })
        changes.tell(project.id, run.experimentId, groupId)
      }),
  }
}
