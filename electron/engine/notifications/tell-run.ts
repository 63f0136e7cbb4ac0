import type { Run } from '#shared/model/run.ts'
import { failuresOf } from '#shared/run/left.ts'
import { isByItself } from './by-itself.ts'
import { type MessageFacts, messageOf } from './message.ts'
import type { NotificationPlace } from './notifications-dependencies.ts'
import { readSetup } from './read-setup.ts'
import { storeMessage } from './store-message.ts'

/** Of failures a run only left as they were, their own run has told. */
const isNews = (run: Run): boolean => {
  const { own, left } = failuresOf(run)
  return run.state === 'completed' || own.length > 0 || left.length === 0
}

const occasionOf = ({ state }: Pick<Run, 'state'>): 'failure' | 'success' | null => {
  if (state === 'completed') return 'success'
  return state === 'failed' || state === 'crashed' ? 'failure' : null
}

const failureOf = (run: Run): Pick<MessageFacts, 'error' | 'stacktrace'> => {
  const [failed] = failuresOf(run).own
  if (failed === undefined) return { error: run.reason ?? '', stacktrace: '' }
  const { error, reason, blockUuid } = failed
  const words = error === null ? (reason ?? '') : `${error.type}: ${error.message}`
  return { error: `Block ${blockUuid}: ${words}`, stacktrace: error?.traceback ?? '' }
}

const factsOf = ({ history, project }: NotificationPlace, run: Run): MessageFacts => {
  const name = run.origin.name ?? run.origin.kind
  const fire = history.triggerFires.ofRun(run.id)
  const mark = history.triggerMarks.get(run.pipelineUuid, name)
  return {
    pipeline_uuid: run.pipelineUuid,
    pipeline_schedule_id: String(mark?.id ?? ''),
    pipeline_schedule_name: run.origin.kind === 'backfill' ? `the backfill ${name}` : name,
    pipeline_schedule_description: '',
    execution_time: new Date(fire?.executionDate ?? run.queuedAt).toISOString().slice(0, 19).replace('T', ' '),
    pipeline_run_url: `Run ${run.id} of ${project.path}`,
    ...failureOf(run),
  }
}

type Told = { readonly run: Run; readonly occasion: 'failure' | 'success' | 'late' }

const store = async (place: NotificationPlace, { run, occasion }: Told): Promise<boolean> => {
  const setup = await readSetup(place.project, run.pipelineUuid)
  if (!setup.occasions.includes(occasion)) return false
  const { title, summary, details } = messageOf(occasion, setup.templates[occasion], factsOf(place, run))
  const { id, pipelineUuid } = run
  const told = { occasion, pipelineUuid, runId: id, title, summary, details }
  return storeMessage(place, setup, { key: `run:${id}:${occasion}`, ...told })
}

/** Stores the messages about a run that ended. @returns whether there is one to send */
export const tellRunEnded = async (place: NotificationPlace, runId: number): Promise<boolean> => {
  // Looked at without its block runs first: most runs are started by a person, and nobody is told.
  const summary = place.history.runs.get(runId)
  const occasion = summary === null || !isByItself(summary) ? null : occasionOf(summary)
  const run = occasion === null ? null : place.history.run(runId)
  return run === null || occasion === null || !isNews(run) ? false : store(place, { run, occasion })
}

/** Stores the messages about a run that takes longer than its trigger says. @returns whether there is one to send */
export const tellRunLate = async (place: NotificationPlace, runId: number): Promise<boolean> => {
  const run = place.history.run(runId)
  return run === null ? false : store(place, { run, occasion: 'late' })
}
