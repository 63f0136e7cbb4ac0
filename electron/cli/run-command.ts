import type { Pipeline } from '#shared/model/pipeline.ts'
import type { Project } from '#shared/model/project.ts'
import type { RunScope } from '#shared/model/run.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { type Arguments, parseVariables } from './arguments.ts'
import { jsonReport } from './json-report.ts'
import type { Report } from './report.ts'
import { ensureTrust, exitCodes, openProject, type Session, sayFailure } from './session.ts'
import { terminalReport } from './terminal-report.ts'

const scopeOf = ({ block, to, from }: Arguments): Result<RunScope> => {
  const given = [block, to, from].filter((value) => value !== null)
  if (given.length > 1) return fail('invalid-input', 'Give only one of --block, --to and --from.')
  if (block !== null) return ok({ kind: 'only', block })
  if (to !== null) return ok({ kind: 'to', block: to })
  if (from !== null) return ok({ kind: 'from', block: from })
  return ok({ kind: 'all' })
}

const findPipeline = async (session: Session, project: Project): Promise<Result<Pipeline>> => {
  const uuid = session.arguments.positionals[1]
  const names = project.pipelines.map((pipeline) => pipeline.uuid).join(', ')
  if (uuid === undefined) return fail('invalid-input', `Which pipeline? ${project.name} has: ${names}`)
  if (!project.pipelines.some((pipeline) => pipeline.uuid === uuid)) {
    return fail('not-found', `${project.name} has no pipeline "${uuid}". It has: ${names}`)
  }
  return session.engine.pipelines.get({ projectId: project.id, pipelineUuid: uuid })
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

const execute = async (session: Session, project: Project, pipeline: Pipeline): Promise<number> => {
  const scope = scopeOf(session.arguments)
  if (!scope.ok) return sayFailure(session, scope.error)
  const variables = parseVariables(session.arguments.variables, pipeline.variables)
  if (!variables.ok) return sayFailure(session, variables.error)
  await warnOfRequirements(session, project)
  const report = session.arguments.json ? jsonReport() : terminalReport(pipeline, session.arguments.color)
  follow(session, report)
  const signals = cancelOnSignals(session)
  const started = await session.engine.runs.start({
    projectId: project.id,
    pipelineUuid: pipeline.uuid,
    scope: scope.value,
    variables: variables.value,
  })
  if (!started.ok) return sayFailure(session, started.error)
  const run = await session.engine.runs.waitFor(project.id, started.value.runId)
  report.close()
  if (signals.interrupted()) return exitCodes.interrupted
  if (!run.ok) return sayFailure(session, run.error)
  return run.value.state === 'completed' ? exitCodes.completed : exitCodes.failed
}

/** `pipewright run <folder> <pipeline>`: same engine, same history as the window. */
export const runCommand = async (session: Session): Promise<number> => {
  const opened = await openProject(session, session.arguments.positionals[0])
  if (!opened.ok) return sayFailure(session, opened.error)
  const pipeline = await findPipeline(session, opened.value)
  if (!pipeline.ok) return sayFailure(session, pipeline.error)
  const project = await ensureTrust(session, opened.value)
  if (!project.ok) return sayFailure(session, project.error)
  return execute(session, project.value, pipeline.value)
}
