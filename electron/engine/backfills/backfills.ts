import type { Backfills } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import type { StoredDate } from '#engine/history/backfills-repository.ts'
import { notTrusted } from '#engine/project/not-trusted.ts'
import { backfillDates, mostDates } from '#shared/backfills/backfill-dates.ts'
import type { RequestInput, RequestOutput } from '#shared/contract/requests.ts'
import type { Backfill, BackfillDate } from '#shared/model/backfill.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { createBackfillWork } from './backfill-work.ts'
import type { BackfillPlace, BackfillsDependencies } from './backfills-dependencies.ts'

/** Backfills of one engine, with what the composition root calls when projects open and close. */
export type BackfillsCapability = Backfills &
  AsyncDisposable & {
    /** When a project is closed: no more runs of its backfills start here. */
    closeProject(projectId: string): Promise<void>
  }

type Parts = {
  readonly context: EngineContext
  readonly deps: BackfillsDependencies
  readonly work: ReturnType<typeof createBackfillWork>
}

const shownDate = ({ id: _, runState, state, ...date }: StoredDate): BackfillDate => {
  if (state !== 'started') return { ...date, state }
  if (runState === null) return { ...date, state: 'cancelled', reason: 'Its run was deleted.' }
  return { ...date, state: runState as BackfillDate['state'] }
}

const preview: Backfills['preview'] = async (range) => {
  const dates = backfillDates(range)
  if (dates === null) return tooMany()
  const shown = dates.length <= 10 ? dates : [...dates.slice(0, 5), ...dates.slice(-3)]
  return ok({ total: dates.length, dates: shown })
}

const tooMany = () =>
  fail(
    'invalid-input',
    `A backfill has at most ${mostDates.toLocaleString('en-US')} dates. Take a shorter range or longer steps.`,
  )

/** What a backfill needs; fails in words where nothing may run. */
const placeOf = async (parts: Omit<Parts, 'work'>, projectId: string): Promise<Result<BackfillPlace>> => {
  const project = parts.deps.findProject(projectId)
  if (!project.ok) return project
  const history = await parts.deps.histories.of(project.value)
  return history.ok ? ok({ ...parts, project: project.value, history: history.value }) : history
}

const existing = async ({ deps }: Parts, projectId: string) => {
  const project = deps.findProject(projectId)
  return project.ok ? deps.histories.existing(project.value) : project
}

const missing = (id: number) => fail('not-found', `There is no backfill ${id} any more. Look at the list again.`)

const create =
  (parts: Parts): Backfills['create'] =>
  async ({ projectId, pipelineUuid, backfill }) => {
    const place = await placeOf(parts, projectId)
    if (!place.ok) return place
    const { project, history, context } = place.value
    if (!project.isTrusted()) return notTrusted(project)
    const pipeline = await project.pipeline(pipelineUuid)
    if (!pipeline.ok) return pipeline
    const dates = backfillDates(backfill.range)
    if (dates === null) return tooMany()
    if (dates.length === 0)
      return fail('invalid-input', 'The range has no date: expected its end at or after its beginning.')
    const backfillId = history.backfills.create({ ...backfill, pipelineUuid }, dates, Date.now())
    context.events.emit('backfill.changed', { projectId })
    void parts.work.begin(projectId)
    return ok({ backfillId })
  }

type Action = RequestInput<'backfill.change'>['action']

const refusal = ({ state }: Backfill, action: Action): string | null => {
  const allowed: Record<Action, readonly Backfill['state'][]> = {
    pause: ['running'],
    resume: ['paused'],
    cancel: ['running', 'paused'],
    retry: ['running', 'failed', 'cancelled'],
  }
  return allowed[action].includes(state) ? null : `The backfill is ${state}: it cannot be told to ${action}.`
}

const apply = async ({ project, history, deps }: BackfillPlace, id: number, action: Action): Promise<void> => {
  const { backfills } = history
  if (action === 'pause') backfills.setState(id, 'paused')
  if (action === 'resume') backfills.setState(id, 'running')
  if (action === 'retry') {
    backfills.retryUnfinished(id)
    backfills.setState(id, 'running')
  }
  if (action !== 'cancel') return
  // First the state, so that no date starts while those that run are being ended.
  backfills.setState(id, 'cancelled')
  for (const runId of backfills.activeRuns(id)) await deps.runs.cancel({ projectId: project.id, runId })
}

const change =
  (parts: Parts): Backfills['change'] =>
  async ({ projectId, backfillId, action }) => {
    const place = await placeOf(parts, projectId)
    if (!place.ok) return place
    const backfill = place.value.history.backfills.get(backfillId)
    if (backfill === null) return missing(backfillId)
    const refused = refusal(backfill, action)
    if (refused !== null) return fail('unsupported', refused)
    await apply(place.value, backfillId, action)
    place.value.context.events.emit('backfill.changed', { projectId })
    void parts.work.begin(projectId)
    return ok(null)
  }

const remove =
  (parts: Parts): Backfills['delete'] =>
  async ({ projectId, backfillId }) => {
    const place = await placeOf(parts, projectId)
    if (!place.ok) return place
    const backfill = place.value.history.backfills.get(backfillId)
    if (backfill !== null && backfill.running > 0)
      return fail('run-active', `Runs of "${backfill.name}" go on. Cancel the backfill first.`)
    place.value.history.backfills.delete(backfillId)
    place.value.context.events.emit('backfill.changed', { projectId })
    return ok(null)
  }

const get =
  (parts: Parts): Backfills['get'] =>
  async ({ projectId, backfillId }): Promise<Result<RequestOutput<'backfill.get'>>> => {
    const history = await existing(parts, projectId)
    if (!history.ok) return history
    const backfill = history.value?.backfills.get(backfillId) ?? null
    if (history.value === null || backfill === null) return missing(backfillId)
    return ok({ backfill, dates: history.value.backfills.dates(backfillId).map(shownDate) })
  }

/** Makes the backfills of an engine. Those of a project go on once `work` is called for it, or one is made. */
export const createBackfills = (context: EngineContext, deps: BackfillsDependencies): BackfillsCapability => {
  const work = createBackfillWork(context, (projectId) => placeOf({ context, deps }, projectId))
  const parts: Parts = { context, deps, work }
  return {
    preview,
    list: async ({ projectId, pipelineUuid }) => {
      const history = await existing(parts, projectId)
      return history.ok ? ok(history.value?.backfills.list(pipelineUuid) ?? []) : history
    },
    get: get(parts),
    create: create(parts),
    change: change(parts),
    delete: remove(parts),
    work: async ({ projectId }) => {
      const history = await existing(parts, projectId)
      if (!history.ok) return history
      // A project without backfills is left as it is.
      if (history.value?.backfills.list(null).some(({ state }) => state === 'running') === true)
        await work.begin(projectId)
      return ok(null)
    },
    closeProject: work.end,
    [Symbol.asyncDispose]: work.dispose,
  }
}
