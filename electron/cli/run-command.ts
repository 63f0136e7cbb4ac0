import type { RequestInput } from '#shared/contract/requests.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import type { Project } from '#shared/model/project.ts'
import type { Run, RunScope } from '#shared/model/run.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { unfinishedChildren } from '#shared/run/children.ts'
import { type Arguments, parseVariables } from './arguments.ts'
import { decisionLines } from './decision-lines.ts'
import { jsonReport } from './json-report.ts'
import type { Report } from './report.ts'
import { ensureTrust, exitCodes, findPipeline, openProject, type Session, sayFailure } from './session.ts'
import { terminalReport } from './terminal-report.ts'

const scopeOf = ({ block, to, from }: Arguments): Result<RunScope> => {
  const given = [block, to, from].filter((value) => value !== null)
  if (given.length > 1) return fail('invalid-input', 'Give only one of --block, --to and --from.')
  if (block !== null) return ok({ kind: 'only', block })
  if (to !== null) return ok({ kind: 'to', block: to })
  if (from !== null) return ok({ kind: 'from', block: from })
  return ok({ kind: 'all' })
}

/** The run that is gone on from; null where a new one is started. */
const runToResume = async ({ engine, arguments: typed }: Session, project: Project): Promise<Result<Run | null>> => {
  if (typed.resume === null) return ok(null)
  const runId = Number(typed.resume)
  if (!Number.isSafeInteger(runId) || runId < 1)
    return fail('invalid-input', `--resume expects the number of a run, such as 41; "${typed.resume}" is none.`)
  const run = await engine.runs.get({ projectId: project.id, runId })
  const named = typed.positionals[1]
  if (run.ok && named !== undefined && named !== run.value.pipelineUuid)
    return fail('invalid-input', `Run ${runId} is one of the pipeline "${run.value.pipelineUuid}", not of "${named}".`)
  return run
}

const checkTogether = ({ changed, explain, resume, again }: Arguments): Result<null> => {
  if (explain && !changed && resume === null)
    return fail('invalid-input', '--explain goes with --changed or --resume: a plain run runs every block.')
  if (resume !== null && changed) return fail('invalid-input', 'Give only one of --resume and --changed.')
  if (again.length > 0 && resume === null)
    return fail('invalid-input', '--again goes with --resume <run>: it names block runs of that run.')
  return ok(null)
}

type Subject = { readonly pipeline: Pipeline; readonly resumes: Run | null }

const subjectOf = async (session: Session, project: Project): Promise<Result<Subject>> => {
  const together = checkTogether(session.arguments)
  if (!together.ok) return together
  const resumes = await runToResume(session, project)
  if (!resumes.ok) return resumes
  const uuid = resumes.value?.pipelineUuid ?? session.arguments.positionals[1]
  const pipeline = await findPipeline(session, project, uuid)
  return pipeline.ok ? ok({ pipeline: pipeline.value, resumes: resumes.value }) : pipeline
}

/** Says which packages are missing; the run goes on, since not every block needs every package. */
const warnOfRequirements = async (session: Session, project: Project): Promise<void> => {
  const environment = await session.engine.environments.get({ projectId: project.id })
  if (!environment.ok || environment.value.state !== 'requirements-missing' || session.arguments.json) return
  console.error(
    `pipewright: ${environment.value.message}\n            To make it: pipewright env create ${project.path}`,
  )
}

/** Ctrl+C cancels and waits until nothing of the run is left; a second one leaves at once. */
const cancelOnSignals = (session: Session): { interrupted: () => boolean } => {
  let interrupted = false
  const onSignal = () => {
    if (interrupted) process.exit(exitCodes.interrupted)
    interrupted = true
    void session.engine.runs.cancelAll(null)
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return { interrupted: () => interrupted }
}

const follow = (session: Session, report: Report): void => {
  session.engine.events.on('run.happened', ({ runId, seq, event }) => report.happened(runId, seq, event))
  session.engine.events.on('run.logged', ({ lines }) => report.logged(lines))
}

type ToStart = { readonly resume: RequestInput<'run.resume'> } | { readonly start: RequestInput<'run.start'> }

const failedSuffix = ':failed'

/** Block runs by what was typed: `each:failed` stands for the children of `each` that did not complete. */
const namedAgain = (run: Run, typed: readonly string[]): Result<readonly string[]> => {
  const keys: string[] = []
  for (const name of typed) {
    if (!name.endsWith(failedSuffix)) {
      keys.push(name)
      continue
    }
    const block = name.slice(0, -failedSuffix.length)
    const failed = unfinishedChildren(run, block)
    if (failed.length === 0) return fail('not-found', `No child of "${block}" failed in run ${run.id}.`)
    keys.push(...failed.map(({ blockUuid }) => blockUuid))
  }
  return ok(keys)
}

/** What is to be started: by its number where it goes on from an earlier run. */
const toStart = (session: Session, project: Project, { pipeline, resumes }: Subject): Result<ToStart> => {
  const { changed, variables: typed } = session.arguments
  if (resumes !== null) {
    const again = namedAgain(resumes, session.arguments.again)
    if (!again.ok) return again
    const chosen = again.value.length === 0 ? {} : { again: [...again.value] }
    return ok({ resume: { projectId: project.id, runId: resumes.id, ...chosen } })
  }
  const scope = scopeOf(session.arguments)
  if (!scope.ok) return scope
  const variables = parseVariables(typed, pipeline.variables)
  if (!variables.ok) return variables
  const common = { projectId: project.id, pipelineUuid: pipeline.uuid, reuse: changed }
  return ok({ start: { ...common, scope: scope.value, variables: variables.value } })
}

/** Whether it is said what becomes of each block, before anything starts. */
const isExplained = ({ arguments: { changed, explain, again } }: Session): boolean =>
  changed || explain || again.length > 0

const explain = async (session: Session, wanted: ToStart): Promise<Result<null>> => {
  const { runs } = session.engine
  const decisions = await ('resume' in wanted ? runs.explainResume(wanted.resume) : runs.explain(wanted.start))
  if (!decisions.ok) return decisions
  if (session.arguments.json)
    for (const { kind, ...decision } of decisions.value)
      console.log(JSON.stringify({ kind: 'explained', decision: kind, ...decision }))
  else for (const line of decisionLines(decisions.value)) console.log(line)
  return ok(null)
}

const startRun = ({ engine }: Session, wanted: ToStart) =>
  'resume' in wanted ? engine.runs.resume(wanted.resume) : engine.runs.start(wanted.start)

const execute = async (session: Session, project: Project, subject: Subject): Promise<number> => {
  const wanted = toStart(session, project, subject)
  if (!wanted.ok) return sayFailure(session, wanted.error)
  if (isExplained(session)) {
    const explained = await explain(session, wanted.value)
    if (!explained.ok) return sayFailure(session, explained.error)
    if (session.arguments.explain) return exitCodes.completed
  }
  const report = session.arguments.json ? jsonReport() : terminalReport(subject.pipeline, session.arguments.color)
  follow(session, report)
  const signals = cancelOnSignals(session)
  const started = await startRun(session, wanted.value)
  if (!started.ok) return sayFailure(session, started.error)
  // Beside the run, which goes on either way.
  const warned = warnOfRequirements(session, project)
  const run = await session.engine.runs.waitFor(project.id, started.value.runId)
  report.close()
  await warned
  if (signals.interrupted()) return exitCodes.interrupted
  if (!run.ok) return sayFailure(session, run.error)
  return run.value.state === 'completed' ? exitCodes.completed : exitCodes.failed
}

/** `pipewright run <folder> <pipeline>`: same engine, same history as the window. */
export const runCommand = async (session: Session): Promise<number> => {
  const opened = await openProject(session, session.arguments.positionals[0])
  if (!opened.ok) return sayFailure(session, opened.error)
  const subject = await subjectOf(session, opened.value)
  if (!subject.ok) return sayFailure(session, subject.error)
  const project = await ensureTrust(session, opened.value)
  if (!project.ok) return sayFailure(session, project.error)
  return execute(session, project.value, subject.value)
}
