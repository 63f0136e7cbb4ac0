import { sumVersionTraffic } from '#engine/monitoring/traffic-summary.ts'
import { ok, type Result } from '#shared/result.ts'
import type { LoopPlace, Step } from './retraining-dependencies.ts'
import type { StoredRetraining } from './retrainings-store.ts'
import { moveOn } from './train-step.ts'

/** Gives all traffic to one version, where the model is served by this host. */
const routeAll = async (
  { deps, project }: LoopPlace,
  model: string,
  target: { version: number; reason: string },
): Promise<Result<null>> => {
  const routes = deps.serving.routes(project, model)
  if (routes === null) return ok(null)
  const all = [{ version: target.version, share: 100, mode: 'live' as const }]
  return deps.serving.route(project, model, { routes: all, reason: target.reason, by: 'retraining' })
}

/** Makes the challenger the champion, and lets it answer. Done again it changes nothing. */
export const promote = async (
  place: LoopPlace,
  at: StoredRetraining,
  reason: string,
): Promise<StoredRetraining | null> => {
  const { model, challenger } = at
  if (challenger === null) return moveOn(place, at, { state: 'failed', reason: 'There is no challenger.' })
  const promoted = await place.deps.models.promoteFor(place.project, {
    name: model,
    version: challenger,
    reason,
    by: 'retraining',
  })
  if (!promoted.ok) return moveOn(place, at, { state: 'failed', gate: at.gate, reason: promoted.error.message })
  const routed = await routeAll(place, model, { version: challenger, reason })
  const doubt = routed.ok ? '' : ` It is the champion, but its endpoint could not take it: ${routed.error.message}`
  return moveOn(place, at, { state: 'promoted', gate: at.gate, reason: `${reason}${doubt}` })
}

/** Gives the challenger its first share. Where the model is not served, there is nothing to try it on. */
export const hold = async (place: LoopPlace, at: StoredRetraining): Promise<StoredRetraining | null> => {
  const { deps, project, settings } = place
  const { model, champion, challenger } = at
  const reason = at.reason ?? ''
  if (challenger === null || champion === null || deps.serving.routes(project, model) === null)
    return promote(place, at, reason)
  const { share } = settings.canary
  const routes = [
    { version: champion, share: 100 - share, mode: 'live' as const },
    { version: challenger, share, mode: 'live' as const },
  ]
  const change = { routes, reason: `Canary of version ${challenger}: ${reason}`, by: 'retraining' }
  const routed = await deps.serving.route(project, model, change)
  if (!routed.ok) return moveOn(place, at, { state: 'failed', gate: at.gate, reason: routed.error.message })
  await deps.models.note(project, model, {
    kind: 'canary',
    version: challenger,
    previous: champion,
    reason,
    by: 'retraining',
  })
  return moveOn(place, at, {
    state: 'canary',
    gate: at.gate,
    canarySince: deps.clock.now(),
    reason: `${reason} It answers ${share} % of the requests.`,
  })
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** Looks at how the challenger did with its share. */
export const judgeCanary: Step = async (place, at) => {
  const { deps, opened, settings } = place
  const { champion, challenger, model } = at
  if (champion === null || challenger === null) return promote(place, at, at.reason ?? '')
  const window = { model, from: at.canarySince ?? at.changedAt, until: deps.clock.now() + 60_000 }
  const of = (version: number) => sumVersionTraffic(opened.store.database, { ...window, version })
  const [old, fresh] = [of(champion), of(challenger)]
  if (fresh.requests < settings.canary.requests) return null
  const rate = ({ errors, requests }: { errors: number; requests: number }) => (requests === 0 ? 0 : errors / requests)
  const words = `Of ${fresh.requests} requests ${percent(rate(fresh))} failed, of the champion's ${percent(rate(old))}.`
  if (rate(fresh) <= rate(old) + settings.canary.more_errors)
    return promote(place, at, `${words} ${at.gate?.condition ?? ''} held.`)
  return keep(place, at, words)
}

/** Leaves the champion in place, and gives it all traffic again where it shared it. */
export const keep = async (
  place: LoopPlace,
  at: StoredRetraining,
  reason: string,
): Promise<StoredRetraining | null> => {
  if (at.state === 'canary' && at.champion !== null) {
    const routed = await routeAll(place, at.model, { version: at.champion, reason })
    if (!routed.ok) return moveOn(place, at, { state: 'failed', reason: `${reason} ${routed.error.message}` })
  }
  const kept = moveOn(place, at, { state: 'kept', reason })
  if (kept !== null)
    await place.deps.models.note(place.project, at.model, {
      kind: 'gate-failed',
      version: at.challenger,
      previous: at.champion,
      reason,
      by: 'retraining',
    })
  return kept
}
