import type { JsonMap } from '#shared/model/json.ts'
import type { Run } from '#shared/model/run.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { isFinalRunState } from '#shared/run/apply-run-event.ts'
import { exportExamples, labelledExamples, splitExamples } from './labelled-data.ts'
import type { LoopPlace, Step } from './retraining-dependencies.ts'
import type { RetrainingChange, StoredRetraining } from './retrainings-store.ts'

/** How often training is started anew where its host was killed under it. */
const mostStarts = 3

/** Another host has moved it on while this one looked. */
class Overtaken extends Error {}

export const moveOn = (place: LoopPlace, at: StoredRetraining, change: RetrainingChange): StoredRetraining | null =>
  place.store.change(at, change, place.deps.clock.now())

/** Name of runs that belong to this time around the loop: how one that was started and not noted is known again. */
const originName = ({ id, model }: StoredRetraining): string => `retrain ${model} (${id})`

/** Starts a run that is noted in the same moment it is stored. */
export const startRunOf = async (
  place: LoopPlace,
  at: StoredRetraining,
  run: {
    readonly pipelineUuid: string
    readonly variables: JsonMap
    readonly onStored: (runId: number) => StoredRetraining | null
  },
): Promise<Result<StoredRetraining>> => {
  const { pipelineUuid, variables } = run
  const pipeline = await place.project.pipeline(pipelineUuid)
  if (!pipeline.ok) return pipeline
  let moved: StoredRetraining | null = null
  const input = {
    projectId: place.project.id,
    pipelineUuid,
    scope: { kind: 'all' as const },
    variables: { ...pipeline.value.variables, ...variables },
  }
  try {
    const started = await place.deps.runs.startFor(input, {
      origin: { kind: 'trigger', name: originName(at) },
      reserved: {},
      onStored: (runId) => {
        moved = run.onStored(runId)
        if (moved === null) throw new Overtaken()
      },
    })
    if (!started.ok) return started
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
  }
  return moved === null ? fail('conflict', 'Another Pipewright went on with it.') : ok(moved)
}

/** Name of the target's column in the exported data: the one the model was trained with. */
const targetOf = async ({ opened }: LoopPlace, { champion }: StoredRetraining): Promise<string> => {
  const profile = champion === null ? null : await opened.model.profile(champion)
  return profile?.target?.name ?? 'target'
}

/** Exports the labelled rows and starts the training pipeline on them. */
export const prepare: Step = async (place, at) => {
  const { model, windowStart, windowEnd } = at
  const rows = labelledExamples(place.opened.store.database, { model, from: windowStart, until: windowEnd })
  const parts = splitExamples(rows, place.settings)
  const exported = await exportExamples(place.project, at.id, { ...parts, target: await targetOf(place, at) })
  if (!exported.ok) return moveOn(place, at, { state: 'failed', reason: exported.error.message })
  const counts = { trainingRows: parts.training.length, heldOutRows: parts.heldOut.length }
  const started = await startRunOf(place, at, {
    pipelineUuid: at.pipelineUuid,
    variables: {
      window_start: new Date(windowStart).toISOString(),
      window_end: new Date(windowEnd).toISOString(),
      reason: at.cause,
      model_name: model,
      labelled_data: exported.value.trainingPath,
    },
    onStored: (runId) => moveOn(place, at, { state: 'training', runId, starts: at.starts + 1, ...counts }),
  })
  if (started.ok) return started.value
  if (started.error.code === 'conflict') return null
  return moveOn(place, at, { state: 'failed', reason: started.error.message })
}

/** The run as it stands; null where it goes on, or where there is none of ours. */
export const runOf = async (
  { project, deps }: LoopPlace,
  runId: number | null,
): Promise<Run | 'going-on' | 'missing'> => {
  if (runId === null) return 'missing'
  const run = await deps.runs.get({ projectId: project.id, runId })
  if (!run.ok) return 'missing'
  return isFinalRunState(run.value.state) ? run.value : 'going-on'
}

const againOrFailed = (place: LoopPlace, at: StoredRetraining, why: string): StoredRetraining | null =>
  at.starts < mostStarts
    ? moveOn(place, at, { state: 'preparing', runId: null, reason: `${why} It is started anew.` })
    : moveOn(place, at, { state: 'failed', reason: `${why} It was started ${at.starts} times.` })

/** The version the run registered becomes the challenger. */
const takeChallenger = async (place: LoopPlace, at: StoredRetraining): Promise<StoredRetraining | null> => {
  const { model, runId } = at
  const found = await place.deps.models.get({ projectId: place.project.id, name: model })
  const version = found.ok ? found.value.versions.find(({ source }) => source.runId === runId)?.version : undefined
  if (version === undefined) {
    const reason = `Run ${runId} completed, but registered no version of "${model}". Log the model with registered_name="${model}" in it.`
    return moveOn(place, at, { state: 'failed', reason })
  }
  const alias = { projectId: place.project.id, name: model, version, alias: 'challenger', reason: at.cause }
  const set = await place.deps.models.setAlias(alias)
  if (!set.ok) return moveOn(place, at, { state: 'failed', reason: set.error.message })
  return moveOn(place, at, { state: 'comparing', challenger: version, reason: null })
}

/** Waits for the run; a run whose host was killed is started anew. */
export const train: Step = async (place, at) => {
  const run = await runOf(place, at.runId)
  if (run === 'going-on') return null
  if (run === 'missing' || run.origin.name !== originName(at))
    return againOrFailed(place, at, 'The run of the training pipeline is gone.')
  if (run.state === 'completed') return takeChallenger(place, at)
  if (run.state === 'crashed') return againOrFailed(place, at, `Run ${run.id} ended with its Pipewright.`)
  return moveOn(place, at, {
    state: 'failed',
    reason: `Run ${run.id} of ${run.pipelineUuid} ${run.state}: ${run.reason ?? 'no reason was given.'}`,
  })
}
