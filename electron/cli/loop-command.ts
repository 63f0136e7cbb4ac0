import type { Project } from '#shared/model/project.ts'
import { isRetrainingOver, type Retraining } from '#shared/model/retraining.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { ensureTrust, exitCodes, openProject, type Session, sayFailure, untilInterrupted } from './session.ts'

/** How often it is looked whether a loop has come round. */
const lookEveryMs = 500

type Loop = { readonly session: Session; readonly project: Project; readonly modelName: string }

const say = ({ session }: Pick<Loop, 'session'>, kind: string, words: string): void => {
  if (session.arguments.json) console.log(JSON.stringify({ kind, time: Date.now(), words }))
  else console.log(`${new Date().toISOString().slice(11, 19)}  ${words}`)
}

/** Tells alerts, runs and what becomes of the model. */
const follow = (loop: Loop): void => {
  const { session, project, modelName } = loop
  const { events } = session.engine
  events.on('model.alerted', ({ projectId, state, alert }) => {
    if (projectId !== project.id || alert.model !== modelName) return
    say(
      loop,
      `alert-${state}`,
      state === 'opened' ? `alert "${alert.rule}": ${alert.message}` : `"${alert.rule}" is quiet again`,
    )
  })
  events.on('run.happened', ({ projectId, runId, event }) => {
    if (projectId !== project.id) return
    if (event.kind === 'run-queued') say(loop, 'run', `run ${runId} of ${event.pipelineUuid} began`)
    if (event.kind === 'run-ended')
      say(loop, 'run', `run ${runId} ${event.state}${event.reason === null ? '' : `: ${event.reason}`}`)
  })
  const told = new Set<string>()
  events.on('monitor.changed', ({ projectId }) => {
    if (projectId === project.id) void tellRetrainings(loop, told)
  })
}

const tellRetrainings = async (loop: Loop, told: Set<string>): Promise<void> => {
  for (const { id, state, reason } of (await retrainings(loop)).reverse()) {
    if (told.has(`${id}:${state}`)) continue
    told.add(`${id}:${state}`)
    say(loop, `retraining-${state}`, `retraining ${id} ${state}${reason === null ? '' : `: ${reason}`}`)
  }
}

const retrainings = async ({ session, project, modelName }: Loop): Promise<Retraining[]> => {
  const listed = await session.engine.monitoring.retrainings({ projectId: project.id, modelName, limit: 20 })
  return listed.ok ? listed.value : []
}

const runPipeline = async (
  loop: Loop,
  pipelineUuid: string,
  variables: Record<string, string>,
): Promise<Result<null>> => {
  const { engine } = loop.session
  const projectId = loop.project.id
  const pipeline = await engine.pipelines.get({ projectId, pipelineUuid })
  if (!pipeline.ok) return pipeline
  const input = {
    projectId,
    pipelineUuid,
    scope: { kind: 'all' as const },
    variables: { ...pipeline.value.variables, ...variables },
  }
  const started = await engine.runs.start({ ...input, reuse: false })
  if (!started.ok) return started
  const run = await engine.runs.waitFor(projectId, started.value.runId)
  if (!run.ok) return run
  if (run.value.state === 'completed') return ok(null)
  return fail('conflict', `Run ${run.value.id} of ${pipelineUuid} ${run.value.state}: ${run.value.reason ?? ''}`)
}

/** A model without a version is trained first, by the pipeline that trains it anew. */
const trainFirst = async (loop: Loop): Promise<Result<null>> => {
  const { session, project, modelName } = loop
  const projectId = project.id
  const model = await session.engine.models.get({ projectId, name: modelName })
  if (!model.ok) return model
  if (model.value.model.newest !== null) return ok(null)
  const read = await session.engine.monitoring.settings({ projectId, modelName })
  if (!read.ok) return read
  const pipelineUuid = read.value.settings.retraining?.pipeline
  if (pipelineUuid === undefined)
    return fail(
      'unsupported',
      `"${modelName}" has no version, and ${read.value.path} names no pipeline under "retraining" that trains one.`,
    )
  return runPipeline(loop, pipelineUuid, { model_name: modelName })
}

const serve = async ({ session, project, modelName }: Loop): Promise<Result<string>> => {
  const typed = session.arguments.port
  const input = { projectId: project.id, modelName, versions: null, workers: null, reason: null }
  const served = await session.engine.endpoints.serve({ ...input, port: typed === null ? null : Number(typed) })
  if (!served.ok) return served
  return served.value.url === null
    ? fail('internal', served.value.message ?? 'The endpoint did not start.')
    : ok(served.value.url)
}

/** Waits until nothing of the loop goes on that needs nobody's answer. */
const settled = async (loop: Loop): Promise<Retraining | null> => {
  const { monitoring } = loop.session.engine
  for (;;) {
    await monitoring.watch({ projectId: loop.project.id })
    const [newest] = await retrainings(loop)
    if (
      newest === undefined ||
      isRetrainingOver(newest.state) ||
      newest.state === 'waiting' ||
      newest.state === 'canary'
    )
      return newest ?? null
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
}

const withTraffic = async (loop: Loop, url: string, pipelineUuid: string): Promise<Result<null>> => {
  const sent = await runPipeline(loop, pipelineUuid, { endpoint: url, model_name: loop.modelName })
  if (!sent.ok) return sent
  const last = await settled(loop)
  const model = await loop.session.engine.models.get({ projectId: loop.project.id, name: loop.modelName })
  const champion = model.ok ? model.value.model.champion : null
  if (last === null) say(loop, 'summary', `nothing rang; version ${champion} answers as before`)
  else say(loop, 'summary', `${last.state}: version ${champion} answers now`)
  return ok(null)
}

const begin = async (loop: Loop): Promise<Result<string>> => {
  const trained = await trainFirst(loop)
  return trained.ok ? serve(loop) : trained
}

/** `pipewright loop <folder> <model>`: trains, serves, watches and trains anew, until Ctrl+C or until the traffic has been sent. */
export const loopCommand = async (session: Session): Promise<number> => {
  const [folder, modelName] = session.arguments.positionals
  if (modelName === undefined)
    return sayFailure(session, {
      code: 'invalid-input',
      message: 'A project folder and a model are needed. See pipewright --help.',
    })
  const opened = await openProject(session, folder)
  if (!opened.ok) return sayFailure(session, opened.error)
  const project = await ensureTrust(session, opened.value)
  if (!project.ok) return sayFailure(session, project.error)
  const loop: Loop = { session, project: project.value, modelName }
  follow(loop)
  const url = await begin(loop)
  if (!url.ok) return sayFailure(session, url.error)
  say(loop, 'serving', `${modelName} is served at ${url.value}`)
  const watched = await session.engine.monitoring.watch({ projectId: loop.project.id })
  if (!watched.ok) return sayFailure(session, watched.error)
  const { traffic } = session.arguments
  if (traffic === null) {
    await untilInterrupted()
    return exitCodes.interrupted
  }
  const sent = await withTraffic(loop, url.value, traffic)
  return sent.ok ? exitCodes.completed : sayFailure(session, sent.error)
}
