import type { Backfill, BackfillRange, NewBackfill } from '#shared/model/backfill.ts'
import { backfillUnits, newBackfillSchema } from '#shared/model/backfill.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import type { Project } from '#shared/model/project.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { parseVariables } from './arguments.ts'
import { ensureTrust, exitCodes, findPipeline, openProject, type Session, sayFailure } from './session.ts'

/** `2026-01-31` or `2026-01-31T06:00`, in UTC; null for anything else. */
const utcTime = (text: string | null): number | null => {
  if (text === null || !/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?$/.test(text)) return null
  const at = Date.parse(`${text.replace(' ', 'T')}${text.length === 10 ? 'T00:00' : ''}Z`)
  return Number.isNaN(at) ? null : at
}

/** `day`, `2 hours`; null for anything else. */
const every = (text: string): Pick<BackfillRange, 'unit' | 'every'> | null => {
  const typed = /^(?:([1-9]\d{0,3}) *)?([a-z]+?)s?$/.exec(text.trim())
  const unit = backfillUnits.find((known) => known === typed?.[2])
  return unit === undefined ? null : { unit, every: Number(typed?.[1] ?? 1) }
}

const rangeOf = ({ arguments: typed }: Session): Result<BackfillRange> => {
  const from = utcTime(typed.from)
  const to = utcTime(typed.to)
  if (from === null || to === null)
    return fail(
      'invalid-input',
      'backfill expects --from and --to as dates in UTC, such as 2026-01-31 or 2026-01-31T06:00.',
    )
  const steps = every(typed.every ?? 'day')
  if (steps === null)
    return fail('invalid-input', `--every expects such as day or "2 hours", one of: ${backfillUnits.join(', ')}.`)
  return ok({ from, to, ...steps })
}

const wantedBackfill = (session: Session, pipeline: Pipeline): Result<NewBackfill> => {
  const range = rangeOf(session)
  if (!range.ok) return range
  const variables = parseVariables(session.arguments.variables, pipeline.variables)
  if (!variables.ok) return variables
  const { from, to, parallel } = session.arguments
  const wanted = {
    name: `${pipeline.uuid.slice(0, 120)} ${from} to ${to}`,
    range: range.value,
    parallel: Number(parallel ?? 1),
    variables: variables.value,
  }
  const checked = newBackfillSchema.safeParse(wanted)
  return checked.success ? ok(checked.data) : fail('invalid-input', '--parallel expects a whole number from 1 to 100.')
}

const isOver = ({ state }: Backfill): boolean => state === 'completed' || state === 'failed' || state === 'cancelled'

type Ended = { readonly runId: number; readonly state: string; readonly reason: string | null }

const sayEnd = async (session: Session, place: { projectId: string; backfillId: number }, ended: Ended) => {
  const got = await session.engine.backfills.get(place)
  const date = got.ok ? got.value.dates.find(({ runId }) => runId === ended.runId) : undefined
  if (date === undefined) return
  const executionDate = new Date(date.executionDate).toISOString()
  const { runId, state, reason } = ended
  const words = `${executionDate.slice(0, 16).replace('T', ' ')}  run ${runId} ${state}${reason === null ? '' : `: ${reason}`}`
  console.log(session.arguments.json ? JSON.stringify({ kind: 'run-ended', executionDate, ...ended }) : words)
}

/** Says each run that ends, with its date. @returns resolves when all that was begun is said */
const follow = (session: Session, projectId: string, backfillId: number): (() => Promise<unknown>) => {
  const said: Promise<void>[] = []
  session.engine.events.on('run.happened', ({ projectId: ofProject, runId, event }) => {
    if (ofProject !== projectId || event.kind !== 'run-ended') return
    said.push(sayEnd(session, { projectId, backfillId }, { runId, state: event.state, reason: event.reason }))
  })
  return () => Promise.all(said)
}

/** Resolves when nothing of the backfill waits or runs any more. */
const untilOver = ({ engine }: Session, project: Project, backfillId: number): Promise<Backfill | null> =>
  new Promise((resolve) => {
    const alive = setInterval(() => {}, 60_000)
    const look = async () => {
      const got = await engine.backfills.get({ projectId: project.id, backfillId })
      if (got.ok && !isOver(got.value.backfill)) return
      clearInterval(alive)
      stop()
      resolve(got.ok ? got.value.backfill : null)
    }
    const stop = engine.events.on('backfill.changed', () => void look())
    void look()
  })

/** Ctrl+C cancels what runs; a second one is not needed. */
const cancelOnSignals = ({ engine }: Session, project: Project, backfillId: number): (() => boolean) => {
  let isInterrupted = false
  const cancel = () => {
    isInterrupted = true
    void engine.backfills.change({ projectId: project.id, backfillId, action: 'cancel' })
  }
  process.once('SIGINT', cancel)
  process.once('SIGTERM', cancel)
  return () => isInterrupted
}

const execute = async (session: Session, project: Project, wanted: NewBackfill & { pipelineUuid: string }) => {
  const { pipelineUuid, ...backfill } = wanted
  const made = await session.engine.backfills.create({ projectId: project.id, pipelineUuid, backfill })
  if (!made.ok) return sayFailure(session, made.error)
  const { backfillId } = made.value
  const isInterrupted = cancelOnSignals(session, project, backfillId)
  const allSaid = follow(session, project.id, backfillId)
  const ended = await untilOver(session, project, backfillId)
  await allSaid()
  const words = `${ended?.completed ?? 0} of ${ended?.total ?? 0} dates completed`
  if (!session.arguments.json) console.log(words)
  if (isInterrupted()) return exitCodes.interrupted
  return ended?.state === 'completed' ? exitCodes.completed : exitCodes.failed
}

/** `pipewright backfill <folder> <pipeline> --from <date> --to <date>`: runs each date of the range, and ends with their outcome. */
export const backfillCommand = async (session: Session): Promise<number> => {
  const opened = await openProject(session, session.arguments.positionals[0])
  if (!opened.ok) return sayFailure(session, opened.error)
  const pipeline = await findPipeline(session, opened.value, session.arguments.positionals[1])
  if (!pipeline.ok) return sayFailure(session, pipeline.error)
  const wanted = wantedBackfill(session, pipeline.value)
  if (!wanted.ok) return sayFailure(session, wanted.error)
  const project = await ensureTrust(session, opened.value)
  if (!project.ok) return sayFailure(session, project.error)
  return execute(session, project.value, { ...wanted.value, pipelineUuid: pipeline.value.uuid })
}
