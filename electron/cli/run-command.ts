import type { RequestInput } from '#shared/contract/requests.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import type { Project } from '#shared/model/project.ts'
import type { RunScope } from '#shared/model/run.ts'
import { fail, ok, type Result } from '#shared/result.ts'
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

/** The pipeline of the run that is gone on from; of the command line otherwise. */
const pipelineUuid = async (
  { engine, arguments: typed }: Session,
  project: Project,
): Promise<Result<string | undefined>> => {
  if (typed.resume === null) return ok(typed.positionals[1])
  const runId = Number(typed.resume)
  if (!Number.isSafeInteger(runId) || runId < 1)
    return fail('invalid-input', `--resume expects the number of a run, such as 41; "${typed.resume}" is none.`)
  const run = await engine.runs.get({ projectId: project.id, runId })
  return run.ok ? ok(run.value.pipelineUuid) : run
}

const checkTogether = ({ changed, explain, resume }: Arguments): Result<null> => {
  if (explain && !changed) return fail('invalid-input', '--explain goes with --changed: a plain run runs every block.')
  if (resume !== null && changed) return fail('invalid-input', 'Give only one of --resume and --changed.')
  return ok(null)
}

const pipelineToRun = async (session: Session, project: Project): Promise<Result<Pipeline>> => {
  const together = checkTogether(session.arguments)
  if (!together.ok) return together
  const uuid = await pipelineUuid(session, project)
  return uuid.ok ? findPipeline(session, project, uuid.value) : uuid
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

type ToStart = { readonly runId: number } | { readonly input: RequestInput<'run.start'> }

/** What is to be started: by its number where it goes on from an earlier run. */
const toStart = (session: Session, project: Project, pipeline: Pipeline): Result<ToStart> => {
  const { resume, changed, variables: typed } = session.arguments
  if (resume !== null) return ok({ runId: Number(resume) })
  const scope = scopeOf(session.arguments)
  if (!scope.ok) return scope
  const variables = parseVariables(typed, pipeline.variables)
  if (!variables.ok) return variables
  const common = { projectId: project.id, pipelineUuid: pipeline.uuid, reuse: changed }
  return ok({ input: { ...common, scope: scope.value, variables: variables.value } })
}

/** Says of each block whether it will run; before anything starts. */
const explain = async (session: Session, input: RequestInput<'run.explain'>): Promise<Result<null>> => {
  const decisions = await session.engine.runs.explain(input)
  if (!decisions.ok) return decisions
  if (session.arguments.json)
    for (const { kind, ...decision } of decisions.value)
      console.log(JSON.stringify({ kind: 'explained', decision: kind, ...decision }))
  else for (const line of decisionLines(decisions.value)) console.log(line)
  return ok(null)
}

const startRun = ({ engine }: Session, project: Project, wanted: ToStart) =>
  'runId' in wanted
    ? engine.runs.resume({ projectId: project.id, runId: wanted.runId })
    : engine.runs.start(wanted.input)

const execute = async (session: Session, project: Project, pipeline: Pipeline): Promise<number> => {
  const wanted = toStart(session, project, pipeline)
  if (!wanted.ok) return sayFailure(session, wanted.error)
  if ('input' in wanted.value && session.arguments.changed) {
    const explained = await explain(session, wanted.value.input)
    if (!explained.ok) return sayFailure(session, explained.error)
    if (session.arguments.explain) return exitCodes.completed
  }
  // Beside the run, which goes on either way.
  const warned = warnOfRequirements(session, project)
  const report = session.arguments.json ? jsonReport() : terminalReport(pipeline, session.arguments.color)
  follow(session, report)
  const signals = cancelOnSignals(session)
  const started = await startRun(session, project, wanted.value)
  if (!started.ok) return sayFailure(session, started.error)
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
  const pipeline = await pipelineToRun(session, opened.value)
  if (!pipeline.ok) return sayFailure(session, pipeline.error)
  const project = await ensureTrust(session, opened.value)
  if (!project.ok) return sayFailure(session, project.error)
  return execute(session, project.value, pipeline.value)
}
