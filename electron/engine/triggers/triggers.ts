import { randomUUID } from 'node:crypto'
import type { Triggers } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import type { History } from '#engine/history/history.ts'
import { notTrusted } from '#engine/project/not-trusted.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { ownIdentity } from '#engine/run/process-identity.ts'
import type { RequestInput } from '#shared/contract/requests.ts'
import type { TriggerStatus } from '#shared/model/trigger.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { answerMissed } from './answer-missed.ts'
import { apiPlaceOf } from './api-calls.ts'
import { claimOne } from './claim-one.ts'
import { createSchedulers, type Schedulers, type SchedulersParts } from './schedulers.ts'
import { createTriggerIndex, type PipelineTrigger } from './trigger-index.ts'
import { statusOf } from './trigger-status.ts'
import type { TriggerPlace, TriggersDependencies } from './triggers-dependencies.ts'
import { deleteTrigger, saveTrigger, switchTrigger, type WritePlace } from './write-triggers.ts'

/** Triggers of one engine, with what the composition root calls when projects open and close. */
export type TriggersCapability = Triggers &
  AsyncDisposable & {
    /** Port API triggers are called on; null while none is on. */
    apiPort(): number | null
    /** When a project is closed: nothing of it fires any more. */
    closeProject(projectId: string): Promise<void>
  }

type Parts = {
  readonly context: EngineContext
  readonly deps: TriggersDependencies
  readonly schedulers: Schedulers
  readonly host: ReturnType<typeof ownIdentity>
}

const tellChanged = ({ context }: Parts, projectId: string, pipelineUuid: string | null): void => {
  context.events.emit('trigger.changed', { projectId })
  if (pipelineUuid !== null) {
    const told = { projectId, pipelines: [pipelineUuid], blockFiles: false, tree: true }
    context.events.emit('project.changed', told)
  }
}

const changing =
  <Input extends { projectId: string; pipelineUuid: string }>(
    parts: Parts,
    change: (place: WritePlace, input: Input) => Promise<Result<null>>,
  ) =>
  async (input: Input): Promise<Result<null>> => {
    const project = parts.deps.findProject(input.projectId)
    if (!project.ok) return project
    const { pipelineUuid } = input
    const place = { project: project.value, pipelineUuid, noteOwnWrite: parts.deps.noteOwnWrite }
    const changed = await change(place, input)
    if (!changed.ok) return changed
    void parts.schedulers.poke(input.projectId)
    tellChanged(parts, input.projectId, pipelineUuid)
    return changed
  }

const renameInHistory = async (
  { deps }: Parts,
  project: OpenProject,
  { pipelineUuid, from, to }: { pipelineUuid: string; from: string; to: string },
): Promise<void> => {
  const history = await deps.histories.existing(project)
  if (history.ok) history.value?.triggerMarks.rename(pipelineUuid, from, to)
}

const createChanges = (parts: Parts): Pick<Triggers, 'save' | 'delete' | 'switch'> => {
  const now = () => parts.deps.clock.now()
  const save = changing(parts, async (place: WritePlace, { previousName, trigger }: RequestInput<'trigger.save'>) => {
    const saved = await saveTrigger(place, { previousName, trigger, now: now() })
    const { pipelineUuid } = place
    if (saved.ok && previousName !== null && previousName !== trigger.name)
      await renameInHistory(parts, place.project, { pipelineUuid, from: previousName, to: trigger.name })
    return saved
  })
  return {
    save: async (input) => {
      const saved = await save(input)
      return saved.ok ? ok({ name: input.trigger.name }) : saved
    },
    delete: changing(parts, (place, { name }) => deleteTrigger(place, name)),
    switch: changing(parts, (place, { name, active }) => switchTrigger(place, { name, active, now: now() })),
  }
}

const apiOf =
  ({ deps, schedulers }: Parts, history: History | null) =>
  (entry: PipelineTrigger): TriggerStatus['api'] => {
    const mark = history?.triggerMarks.get(entry.pipelineUuid, entry.trigger.name) ?? null
    return mark === null
      ? null
      : apiPlaceOf({ ...entry, mark }, { own: deps.apiPort(), listening: schedulers.apiPort() })
  }

const list =
  (parts: Parts): Triggers['list'] =>
  async ({ projectId, pipelineUuid }) => {
    const { deps } = parts
    const project = deps.findProject(projectId)
    if (!project.ok) return project
    const history = await deps.histories.existing(project.value)
    if (!history.ok) return history
    const isPaused = history.value?.triggerMarks.isPaused() ?? false
    const all = await createTriggerIndex(project.value.path).read()
    const { environment, clock } = deps
    const isTrusted = project.value.isTrusted()
    const api = apiOf(parts, history.value)
    const facts = { history: history.value, now: clock.now(), environment, isPaused, isTrusted, apiOf: api }
    const wanted = all.filter((entry) => pipelineUuid === null || entry.pipelineUuid === pipelineUuid)
    return ok({ triggers: wanted.map((entry) => statusOf(entry, facts)), isPaused })
  }

/** What a fire needs; fails in words where nothing may run. */
const placeOf = async ({ context, deps, host }: Parts, projectId: string): Promise<Result<TriggerPlace>> => {
  const project = deps.findProject(projectId)
  if (!project.ok) return project
  if (!project.value.isTrusted()) return notTrusted(project.value)
  const history = await deps.histories.of(project.value)
  return history.ok ? ok({ context, deps, project: project.value, history: history.value, host: await host }) : history
}

const findTrigger = async (
  project: OpenProject,
  pipelineUuid: string,
  name: string,
): Promise<Result<PipelineTrigger>> => {
  const all = await createTriggerIndex(project.path).read()
  const found = all.find((entry) => entry.pipelineUuid === pipelineUuid && entry.trigger.name === name)
  return found === undefined
    ? fail('not-found', `There is no trigger "${name}" any more. Look at the list again.`)
    : ok(found)
}

const run =
  (parts: Parts): Triggers['run'] =>
  async ({ projectId, pipelineUuid, name }) => {
    const place = await placeOf(parts, projectId)
    if (!place.ok) return place
    const known = await findTrigger(place.value.project, pipelineUuid, name)
    if (!known.ok) return known
    const now = parts.deps.clock.now()
    const wanted = { key: `manual:${randomUUID()}`, executionDate: now, event: {} }
    const claimed = claimOne(place.value, { known: known.value, isPaused: false, now }, wanted)
    await parts.schedulers.work(projectId)
    const fire = claimed === null ? null : place.value.history.triggerFires.get(claimed.id)
    if (fire?.state === 'started' || fire?.state === 'waiting') return ok({ runId: fire.runId })
    return fail('unsupported', fire?.reason ?? 'The trigger could not fire. Try again.')
  }

const createActions = (parts: Parts): Pick<Triggers, 'run' | 'answer' | 'pause'> => ({
  run: run(parts),
  answer: async ({ projectId, fireId, answer }) => {
    const place = await placeOf(parts, projectId)
    if (!place.ok) return place
    const answered = answerMissed(place.value, fireId, answer)
    if (answered.ok) await parts.schedulers.work(projectId)
    tellChanged(parts, projectId, null)
    return answered
  },
  pause: async ({ projectId, isPaused }) => {
    const project = parts.deps.findProject(projectId)
    const history = project.ok ? await parts.deps.histories.of(project.value) : project
    if (!history.ok) return history
    // What came due while they were paused is noted as skipped before they go on.
    await parts.schedulers.poke(projectId)
    history.value.triggerMarks.setPaused(isPaused)
    void parts.schedulers.poke(projectId)
    tellChanged(parts, projectId, null)
    return ok(null)
  },
})

/** What may make a trigger due, or changes what is shown of one. */
const listenToEvents = ({ context, schedulers }: Pick<Parts, 'context' | 'schedulers'>): (() => void)[] => [
  context.events.on('project.changed', ({ projectId }) => void schedulers.poke(projectId)),
  context.events.on('run.happened', ({ projectId, event }) => {
    if (event.kind !== 'run-ended') return
    void schedulers.poke(projectId)
    context.events.emit('trigger.changed', { projectId })
  }),
  context.events.on('trigger.fired', ({ projectId }) => context.events.emit('trigger.changed', { projectId })),
]

/** Makes the triggers of an engine. Nothing fires until `work` is called for an opened project. */
export const createTriggers = (context: EngineContext, deps: TriggersDependencies): TriggersCapability => {
  const host = ownIdentity()
  const onSpent: SchedulersParts['onSpent'] = async (projectId, { pipelineUuid, trigger }) => {
    await changes.switch({ projectId, pipelineUuid, name: trigger.name, active: false })
  }
  const schedulers = createSchedulers({ context, deps, host, onSpent })
  const parts: Parts = { context, deps, schedulers, host }
  const changes = createChanges(parts)
  const undo = listenToEvents(parts)
  return {
    list: list(parts),
    ...changes,
    ...createActions(parts),
    work: ({ projectId }) => schedulers.work(projectId),
    apiPort: schedulers.apiPort,
    closeProject: schedulers.close,
    [Symbol.asyncDispose]: async () => {
      for (const stop of undo) stop()
      await schedulers.closeAll()
    },
  }
}
