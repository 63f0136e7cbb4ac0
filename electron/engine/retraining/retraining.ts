import { randomUUID } from 'node:crypto'
import type { EngineContext } from '#engine/engine-context.ts'
import type { OpenedModel } from '#engine/monitoring/open-model.ts'
import { notTrusted } from '#engine/project/not-trusted.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { ownIdentity } from '#engine/run/process-identity.ts'
import type { Retraining } from '#shared/model/retraining.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { advance, begin, beginWhereDue } from './loop.ts'
import { keep, promote } from './promote-step.ts'
import type { LoopPlace, RetrainingDependencies } from './retraining-dependencies.ts'
import { createRetrainingsStore, type StoredRetraining } from './retrainings-store.ts'

/** Opens what is recorded of a model; given by monitoring. */
export type OpenModelOf = (project: OpenProject, name: string) => Promise<Result<OpenedModel>>

/** The loop of the models of all opened projects. */
export type RetrainingLoops = {
  /** After a look at a model's rules: begins what is due, and takes on what goes on. Resolves when it waits for something. */
  turn(project: OpenProject, opened: OpenedModel): Promise<void>
  list(project: OpenProject, name: string, limit: number): Promise<Result<Retraining[]>>
  start(project: OpenProject, name: string, reason: string): Promise<Result<{ id: number }>>
  decide(
    project: OpenProject,
    answer: { readonly id: number; readonly promote: boolean; readonly reason: string },
  ): Promise<Result<null>>
  rollBack(project: OpenProject, name: string, reason: string): Promise<Result<{ version: number }>>
}

type Parts = {
  readonly context: EngineContext
  readonly deps: RetrainingDependencies
  readonly openModel: OpenModelOf
  readonly host: ReturnType<typeof ownIdentity>
  /** Models a turn of which goes on in this host, with what is to be done after it. */
  readonly turning: Map<string, Promise<void>>
}

/** What is told of a time around the loop; the rest is the engine's own. */
const toldOf = (stored: StoredRetraining): Retraining => {
  const { host: _host, causeKey: _key, gateRunId: _gate, canarySince: _since, starts: _starts, ...told } = stored
  return told
}

const tell =
  ({ context }: Parts, project: OpenProject, modelName: string) =>
  (): void =>
    context.events.emit('monitor.changed', { projectId: project.id, modelName })

const placeOf = async (parts: Parts, project: OpenProject, opened: OpenedModel): Promise<LoopPlace | null> => {
  const { settings: monitoring } = opened.model
  if (monitoring.retraining === null) return null
  const { context, deps } = parts
  const store = createRetrainingsStore(opened.store.database)
  return { context, deps, project, opened, store, host: await parts.host, monitoring, settings: monitoring.retraining }
}

const noLoop = (name: string): Result<never> =>
  fail('unsupported', `models/${name}/monitoring.yaml has no "retraining". Say there which pipeline trains the model.`)

/** One turn of a model at a time in this host; a turn that is asked for meanwhile is another one after it. */
const turnOf =
  (parts: Parts): RetrainingLoops['turn'] =>
  async (project, opened) => {
    const key = `${project.id}:${opened.model.name}`
    const before = parts.turning.get(key) ?? Promise.resolve()
    const turn = before.then(async () => {
      // Nothing of a folder runs before it is trusted; training least of all.
      if (!project.isTrusted()) return
      const place = await placeOf(parts, project, opened)
      if (place === null) return
      const onMoved = tell(parts, project, opened.model.name)
      await beginWhereDue(place, onMoved)
      await advance(place, onMoved)
    })
    parts.turning.set(
      key,
      turn.catch(() => undefined),
    )
    return turn
  }

const start =
  (parts: Parts): RetrainingLoops['start'] =>
  async (project, name, reason) => {
    if (!project.isTrusted()) return notTrusted(project)
    const opened = await parts.openModel(project, name)
    if (!opened.ok) return opened
    const place = await placeOf(parts, project, opened.value)
    if (place === null) return noLoop(name)
    const begun = await begin(place, {
      key: `manual:${randomUUID()}`,
      words: reason === '' ? 'Started by hand.' : reason,
    })
    if (!begun.ok) return begun
    tell(parts, project, name)()
    void turnOf(parts)(project, opened.value)
    return ok({ id: begun.value.id })
  }

const gone = (): Result<never> =>
  fail('not-found', 'This challenger does not wait for an answer any more. Look at the list again.')

const wordsOf = (answer: { readonly promote: boolean; readonly reason: string }): string => {
  if (answer.reason !== '') return answer.reason
  return answer.promote ? 'Promoted by hand.' : 'Kept back by hand.'
}

const decide =
  (parts: Parts): RetrainingLoops['decide'] =>
  async (project, answer) => {
    const found = await findRetraining(parts, project, answer.id)
    if (found === null || (found.at.state !== 'waiting' && found.at.state !== 'canary')) return gone()
    const { place, at } = found
    const move = answer.promote ? promote : keep
    const moved = await move(place, at, wordsOf(answer))
    if (moved === null) return gone()
    tell(parts, project, at.model)()
    return moved.state === 'failed' ? fail('conflict', moved.reason ?? 'It could not be promoted.') : ok(null)
  }

const findRetraining = async (
  parts: Parts,
  project: OpenProject,
  id: number,
): Promise<{ readonly place: LoopPlace; readonly at: StoredRetraining } | null> => {
  // Any model opens the file they all are in.
  const any = await parts.openModel(project, '')
  const at = any.ok ? createRetrainingsStore(any.value.store.database).get(id) : null
  const opened = at === null ? null : await parts.openModel(project, at.model)
  const place = opened?.ok === true ? await placeOf(parts, project, opened.value) : null
  return at === null || place === null ? null : { place, at }
}

type Back = { readonly name: string; readonly version: number; readonly reason: string }

const routeBack = (
  { context, deps }: Parts,
  project: OpenProject,
  { name, version, reason }: Back,
): Promise<Result<null>> => {
  const routes = [{ version, share: 100, mode: 'live' as const }]
  const isServed = deps.serving.routes(project, name) !== null
  const why = reason === '' ? 'rolled back' : reason
  return isServed
    ? deps.serving.route(project, name, { routes, reason: why, by: context.hostKind })
    : Promise.resolve(ok(null))
}

/** A challenger that had won is marked as taken back. */
const markTakenBack = async (parts: Parts, project: OpenProject, { name, version, reason }: Back): Promise<void> => {
  const opened = await parts.openModel(project, name)
  if (!opened.ok) return
  const store = createRetrainingsStore(opened.value.store.database)
  const taken = store.list(name, 50).find(({ state, challenger }) => state === 'promoted' && challenger !== version)
  const words = `Rolled back to version ${version}. ${reason}`.trim()
  if (taken !== undefined) store.change(taken, { state: 'rolled-back', reason: words }, parts.deps.clock.now())
}

/** The champion before answers again; the endpoint follows. */
const rollBack =
  (parts: Parts): RetrainingLoops['rollBack'] =>
  async (project, name, reason) => {
    const rolled = await parts.deps.models.rollBack({
      projectId: project.id,
      name,
      reason: reason === '' ? null : reason,
    })
    if (!rolled.ok) return rolled
    const back = { name, version: rolled.value.version, reason }
    const routed = await routeBack(parts, project, back)
    await markTakenBack(parts, project, back)
    tell(parts, project, name)()
    return routed.ok ? ok({ version: back.version }) : routed
  }

/** Makes the loops of an engine. They turn when monitoring has looked. */
export const createRetraining = (
  context: EngineContext,
  deps: RetrainingDependencies,
  openModel: OpenModelOf,
): RetrainingLoops => {
  const parts: Parts = { context, deps, openModel, host: ownIdentity(), turning: new Map() }
  return {
    turn: turnOf(parts),
    list: async (project, name, limit) => {
      const opened = await openModel(project, name)
      return opened.ok ? ok(createRetrainingsStore(opened.value.store.database).list(name, limit).map(toldOf)) : opened
    },
    start: start(parts),
    decide: decide(parts),
    rollBack: rollBack(parts),
  }
}
