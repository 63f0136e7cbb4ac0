import { isHostAlive } from '#engine/run/process-identity.ts'
import { parseDuration } from '#shared/model/monitoring.ts'
import { isRetrainingOver, type RetrainingState } from '#shared/model/retraining.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { type Cause, type CausesPlace, dueCause, noteStarted } from './causes.ts'
import { compare } from './compare-step.ts'
import { labelledExamples } from './labelled-data.ts'
import { judgeCanary } from './promote-step.ts'
import type { LoopPlace, Step } from './retraining-dependencies.ts'
import type { StoredRetraining } from './retrainings-store.ts'
import { prepare, train } from './train-step.ts'

const waits: Step = async () => null

const steps: Readonly<Record<RetrainingState, Step>> = {
  preparing: prepare,
  training: train,
  comparing: compare,
  waiting: waits,
  canary: judgeCanary,
  promoted: waits,
  kept: waits,
  failed: waits,
  'rolled-back': waits,
}

/** Takes over from a host that is gone; what a living one has is its own. */
const isOurs = async ({ host, store }: LoopPlace, at: StoredRetraining): Promise<boolean> => {
  if (at.host.pid === host.pid && at.host.started === host.started) return true
  return !(await isHostAlive(at.host)) && store.adopt(at, host)
}

/**
 * Takes what goes on as far as it can be taken now. Every step is stored before the next begins, so that a host that is killed leaves it where
 * the next one goes on.
 */
export const advance = async (place: LoopPlace, onMoved: () => void): Promise<void> => {
  const active = place.store.active(place.opened.model.name)
  if (active === null || !(await isOurs(place, active))) return
  let at: StoredRetraining | null = place.store.get(active.id)
  while (at !== null && !isRetrainingOver(at.state)) {
    const moved: StoredRetraining | null = await steps[at.state](place, at)
    if (moved !== null) onMoved()
    at = moved
  }
}

const causesOf = ({ project, opened, store, monitoring, deps }: LoopPlace): CausesPlace => ({
  projectPath: project.path,
  database: opened.store.database,
  alerts: opened.store.alerts,
  retrainings: store,
  model: opened.model.name,
  rules: monitoring.rules,
  now: deps.clock.now(),
})

const isCool = ({ store, settings, opened, deps }: LoopPlace): boolean => {
  const [last] = store.list(opened.model.name, 1)
  return last === undefined || deps.clock.now() - last.startedAt >= (parseDuration(settings.cool_down) ?? 0)
}

/** Begins a time around the loop. Fails in words where there are too few labelled rows, or one goes on. */
export const begin = async (place: LoopPlace, cause: Cause): Promise<Result<StoredRetraining>> => {
  const { opened, settings, deps, store, host, project } = place
  const { name } = opened.model
  const now = deps.clock.now()
  const windowStart = now - (parseDuration(settings.window) ?? 0)
  const labelled = labelledExamples(opened.store.database, { model: name, from: windowStart, until: now }).length
  if (labelled < settings.min_rows)
    return fail(
      'unsupported',
      `${labelled} labelled rows came within ${settings.window}; ${settings.min_rows} are needed. Send what was true to POST /feedback, then retrain.`,
    )
  const resolved = await deps.models.get({ projectId: project.id, name })
  const champion = resolved.ok ? resolved.value.model.champion : null
  const { key: causeKey, words } = cause
  const wanted = { model: name, cause: words, causeKey, pipelineUuid: settings.pipeline, champion }
  const claimed = store.claim({ ...wanted, windowStart, windowEnd: now, now, host })
  if (claimed === null) return fail('conflict', `"${name}" is being retrained already. Wait for its end, or answer it.`)
  noteStarted(causesOf(place), settings)
  await deps.models.note(project, name, { kind: 'retrain-started', version: champion, reason: words, by: 'retraining' })
  return ok(claimed)
}

/** Begins one where there is cause for it. Too few labelled rows are no failure: the cause stays, and is looked at again. */
export const beginWhereDue = async (place: LoopPlace, onMoved: () => void): Promise<void> => {
  if (place.store.active(place.opened.model.name) !== null || !isCool(place)) return
  const cause = dueCause(causesOf(place), place.settings)
  if (cause === null) return
  const begun = await begin(place, cause)
  if (begun.ok) onMoved()
}
