import type { RunningBlock } from '#engine/run/run-tracking.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import { originTags, type TrackedRunStatus } from '#shared/model/tracking.ts'
import type { Said } from './said.ts'
import type { Measured } from './store/metrics-repository.ts'
import type { TrackingStore } from './store/tracking-store.ts'
import type { KeyValue } from './store/write-tracked-runs.ts'

/** What is known of a run that goes on. */
export type RunFacts = Extract<RunEvent, { kind: 'run-queued' }>

/** What blocks said and is not yet kept. */
export type Batch = {
  readonly metrics: Measured[]
  readonly params: KeyValue[]
  readonly tags: KeyValue[]
}

export const emptyBatch = (): Batch => ({ metrics: [], params: [], tags: [] })

/** Adds the values of what was said. */
export const addTo = (batch: Batch, said: Said): void => {
  switch (said.event) {
    case 'param':
      batch.params.push({ key: said.name, value: said.value })
      break
    case 'tag':
      batch.tags.push({ key: said.name, value: said.value })
      break
    case 'metric':
      batch.metrics.push(measured(said))
      break
    case 'model':
      batch.metrics.push(...Object.entries(said.metrics).map(([name, value]) => measured({ name, value })))
      batch.params.push(...Object.entries(said.params).map(([key, value]) => ({ key, value })))
      if (said.registeredName != null) batch.tags.push({ key: 'pipewright.model', value: said.registeredName })
      break
    case 'artifact':
      break
  }
}

type SaidMetric = { name: string; value: number | null; step?: number | null | undefined; time?: number | undefined }

/** Steps and times are whole numbers in MLflow. */
const measured = ({ name, value, step, time }: SaidMetric): Measured => ({
  key: name,
  value: value ?? Number.NaN,
  step: Math.trunc(step ?? 0),
  time: Math.trunc(time ?? Date.now()),
})

const paramText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** MLflow's rule for names: what is outside becomes a dash. */
const paramName = (name: string): string => name.replace(/[^/\p{L}\p{N}_.\- :]/gu, '-').slice(0, 250)

/** The one tracked run of a run that collects what its blocks say, made on first need: `Run 41` in the experiment of its pipeline. */
export const trackedRunOf = (
  store: TrackingStore,
  { runId, pipelineUuid }: Pick<RunningBlock, 'runId' | 'pipelineUuid'>,
  facts: RunFacts | null,
): string => {
  const known = store.runs.ofRun(runId)
  if (known !== null) return known
  const experiment = store.experiments.named(pipelineUuid)
  return store.atOnce(() => {
    const { id } = store.runs.create({
      experimentId: experiment.id,
      name: `Run ${runId}`,
      user: null,
      startedAt: facts?.time ?? null,
      tags: [
        { key: originTags.run, value: String(runId) },
        { key: originTags.pipeline, value: pipelineUuid },
        ...(facts === null ? [] : originOf(facts)),
      ],
      artifactLocation: experiment.artifactLocation,
      origin: { runId, pipelineUuid, blockUuid: null },
    })
    const params = Object.entries(facts?.variables ?? {}).map(([key, value]) => ({
      key: paramName(key),
      value: paramText(value),
    }))
    store.runs.logParams(id, params)
    return id
  })
}

const originOf = ({ origin, commit }: RunFacts): readonly KeyValue[] => [
  { key: 'pipewright.origin', value: origin.kind },
  ...(origin.name === null ? [] : [{ key: 'pipewright.origin_name', value: origin.name }]),
  ...(commit === null ? [] : [{ key: 'mlflow.source.git.commit', value: commit }]),
]

/** Keeps a batch. What cannot be kept (another value of a param, a name MLflow knows not) is complained of and the rest is kept. */
export const keepBatch = (store: TrackingStore, trackedRunId: string, batch: Batch): readonly string[] => {
  try {
    store.atOnce(() => {
      store.metrics.log(trackedRunId, batch.metrics, true)
      store.runs.logParams(trackedRunId, batch.params)
      store.runs.setTags(trackedRunId, batch.tags)
    })
    return []
  } catch {
    return [
      ...batch.metrics.map((metric) => () => store.metrics.log(trackedRunId, [metric], false)),
      ...batch.params.map((param) => () => store.runs.logParams(trackedRunId, [param])),
      ...batch.tags.map((tag) => () => store.runs.setTags(trackedRunId, [tag])),
    ].flatMap((keep) => complaintOf(store, keep))
  }
}

const complaintOf = (store: TrackingStore, keep: () => void): readonly string[] => {
  try {
    store.atOnce(keep)
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

const statuses: Readonly<Record<string, TrackedRunStatus>> = { completed: 'FINISHED', cancelled: 'KILLED' }

/** Ends the tracked runs of a run that is over: those its blocks left open too, such as of a block that was killed. */
export const endTrackedRuns = (
  store: TrackingStore,
  ended: { runId: number; state: string; time: number },
): readonly { id: string; experimentId: string }[] => {
  const status = statuses[ended.state] ?? 'FAILED'
  return store.runs.openOfRun(ended.runId).map((id) => {
    const run = store.runs.update(id, { status, endedAt: ended.time })
    return { id: run.id, experimentId: run.experimentId }
  })
}
