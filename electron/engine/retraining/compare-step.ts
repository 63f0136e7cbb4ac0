import { lazily } from '#shared/lazily.ts'
import type { Retraining } from '#shared/model/retraining.ts'
import { ok, type Result } from '#shared/result.ts'
import { readGateCondition } from './gate-condition.ts'
import { labelledExamples, retrainingFolder, splitExamples } from './labelled-data.ts'
import { hold, promote } from './promote-step.ts'
import type { LoopPlace, Step } from './retraining-dependencies.ts'
import type { StoredRetraining } from './retrainings-store.ts'
import { scoreVersions } from './score-versions.ts'
import { moveOn, runOf, startRunOf } from './train-step.ts'

type Gate = NonNullable<Retraining['gate']>
type Verdict = { readonly gate: Gate; readonly reason: string }
type Scores = Readonly<Record<string, number>>

const shortNumber = lazily(() => new Intl.NumberFormat('en', { maximumSignificantDigits: 4, useGrouping: false }))

/** The metrics a condition names, in words. */
const told = (scores: Scores, condition: string): string =>
  Object.entries(scores)
    .filter(([metric]) => condition.includes(`.${metric}`))
    .map(([metric, value]) => `${metric} ${shortNumber().format(value)}`)
    .join(', ')

/** Scores of both versions on the rows neither was trained on. Without a champion there is nothing to beat. */
const scoresOf = async (
  place: LoopPlace,
  at: StoredRetraining,
): Promise<Result<{ champion: Scores; challenger: Scores; rows: number }>> => {
  const { context, deps, project, opened, settings, monitoring } = place
  const { id, model, windowStart, windowEnd } = at
  const rows = splitExamples(
    labelledExamples(opened.store.database, { model, from: windowStart, until: windowEnd }),
    settings,
  ).heldOut
  const versions = [at.champion, at.challenger].filter((version) => version !== null)
  const scored = await scoreVersions(
    { context, project, models: deps.models, interpreterFor: deps.interpreterFor },
    { id, model, versions, rows, settings: monitoring },
  )
  if (!scored.ok) return scored
  const [first = {}, second = {}] = at.champion === null ? [{}, ...scored.value] : scored.value
  return ok({ champion: first, challenger: second, rows: rows.length })
}

const byCondition = async (place: LoopPlace, at: StoredRetraining, condition: string): Promise<Result<Verdict>> => {
  const read = readGateCondition(condition)
  if (!read.ok) return read
  const scores = await scoresOf(place, at)
  if (!scores.ok) return scores
  const { champion, challenger, rows } = scores.value
  const words = `On ${rows} rows kept from training the challenger has ${told(challenger, condition)}; the champion ${told(champion, condition)}.`
  if (at.champion === null)
    return ok({
      gate: { condition, passed: true, champion: { ...champion }, challenger: { ...challenger } },
      reason: `There is no champion to beat. ${words}`,
    })
  const passed = read.value.evaluate(scores.value)
  if (!passed.ok) return passed
  return ok({
    gate: { condition, passed: passed.value, champion: { ...champion }, challenger: { ...challenger } },
    reason: words,
  })
}

/** The gate's own pipeline: it gets both versions and the rows, and passes where its run completes. */
const startGate = async (
  place: LoopPlace,
  at: StoredRetraining,
  pipelineUuid: string,
): Promise<StoredRetraining | null> => {
  const started = await startRunOf(place, at, {
    pipelineUuid,
    variables: {
      model_name: at.model,
      champion: at.champion,
      challenger: at.challenger,
      held_out_data: `${retrainingFolder(at.id)}/held-out.csv`,
    },
    onStored: (gateRunId) => moveOn(place, at, { state: 'comparing', gateRunId }),
  })
  if (started.ok) return started.value
  return started.error.code === 'conflict'
    ? null
    : moveOn(place, at, { state: 'failed', reason: started.error.message })
}

const byPipeline = async (
  place: LoopPlace,
  at: StoredRetraining,
  pipelineUuid: string,
): Promise<Verdict | null | StoredRetraining> => {
  if (at.gateRunId === null) return startGate(place, at, pipelineUuid)
  const run = await runOf(place, at.gateRunId)
  if (run === 'going-on') return null
  // A gate whose host was killed is asked again.
  if (run === 'missing' || run.state === 'crashed') return startGate(place, at, pipelineUuid)
  const passed = run.state === 'completed'
  const why = passed ? '' : ` ${run.reason ?? ''}`
  return {
    gate: { condition: `pipeline ${pipelineUuid}`, passed, champion: {}, challenger: {} },
    reason: `Run ${run.id} of ${pipelineUuid} ${run.state}.${why}`,
  }
}

const settle = async (
  place: LoopPlace,
  at: StoredRetraining,
  { gate, reason }: Verdict,
): Promise<StoredRetraining | null> => {
  const { model, challenger, champion } = at
  const kind = gate.passed ? ('gate-passed' as const) : ('gate-failed' as const)
  const note = {
    kind,
    version: challenger,
    previous: champion,
    reason: `${gate.condition}: ${reason}`,
    by: 'retraining',
  }
  if (!gate.passed) {
    const kept = moveOn(place, at, { state: 'kept', gate, reason: `The challenger did not win. ${reason}` })
    if (kept !== null) await place.deps.models.note(place.project, model, note)
    return kept
  }
  const passed = { ...at, gate, reason }
  switch (place.settings.promote) {
    case 'ask': {
      const waiting = moveOn(place, at, {
        state: 'waiting',
        gate,
        reason: `The challenger won and waits for your answer. ${reason}`,
      })
      if (waiting !== null) await place.deps.models.note(place.project, model, note)
      return waiting
    }
    case 'canary':
      await place.deps.models.note(place.project, model, note)
      return hold(place, passed)
    case 'at-once':
      await place.deps.models.note(place.project, model, note)
      return promote(place, passed, reason)
  }
}

/** Lets the gate decide. */
export const compare: Step = async (place, at) => {
  const { gate } = place.settings
  if (typeof gate === 'string') {
    const verdict = await byCondition(place, at, gate)
    return verdict.ok
      ? settle(place, at, verdict.value)
      : moveOn(place, at, { state: 'failed', reason: verdict.error.message })
  }
  const verdict = await byPipeline(place, at, gate.pipeline)
  return verdict !== null && 'gate' in verdict && !('id' in verdict)
    ? settle(place, at, verdict)
    : (verdict as StoredRetraining | null)
}
