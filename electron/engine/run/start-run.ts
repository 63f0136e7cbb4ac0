import { join } from 'node:path'
import type { EngineContext } from '#engine/engine-context.ts'
import { historyFailure } from '#engine/history/history-failure.ts'
import type { RunHost } from '#engine/history/runs-repository.ts'
import type { RequestInput } from '#shared/contract/requests.ts'
import { downstreamClosure } from '#shared/graph/walk.ts'
import type { JsonMap } from '#shared/model/json.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { ActiveRun, ActiveRuns } from './active-runs.ts'
import { projectEnvironment } from './block-environment.ts'
import { runDirectory } from './block-run-directory.ts'
import { openReuse, type ReuseOptions } from './fingerprint/open-reuse.ts'
import { productExtra } from './global-data-product.ts'
import { readConcurrency } from './limits/concurrency.ts'
import { type Gates, limitPlaces, poolOf } from './limits/limited-places.ts'
import { createPoolSlots } from './limits/pool-slots.ts'
import { createLogBatcher } from './log-batcher.ts'
import type { LogFile } from './log-file.ts'
import { answerModels } from './model-requests.ts'
import { createOneProcess } from './one-process.ts'
import { createPlaces, type Places, processors } from './places.ts'
import { modulesToPreload } from './preload.ts'
import { guestsOf, type Prepared, prepareRun, readCode } from './prepare-run.ts'
import type { ProcessPool } from './process-pool.ts'
import { projectRetryRule } from './retry.ts'
import type { BlockRunContext } from './run-block.ts'
import type { RunCause } from './run-cause.ts'
import { runPipeline } from './run-pipeline.ts'
import { beginRunRecord, type RunRecord } from './run-record.ts'
import { runServices, type StartOther } from './run-services.ts'
import { eventsAfterDefect } from './run-state.ts'
import { blockTracking } from './run-tracking.ts'
import type { RunsDependencies } from './runs-dependencies.ts'

export type StartRunPlace = {
  readonly context: EngineContext
  readonly deps: RunsDependencies
  readonly active: ActiveRuns
  readonly places: Places
  /** What runs at once per project and pool. */
  readonly gates: Gates
  readonly pool: ProcessPool
  readonly host: Promise<RunHost>
}

const begin = async (
  { context, host }: StartRunPlace,
  input: RequestInput<'run.start'>,
  { project, history, plan, variables, commit, cause }: Prepared,
): Promise<RunRecord> => {
  return beginRunRecord(
    { events: context.events, logger: context.logger, projectId: project.id, history },
    {
      kind: 'run-queued',
      time: Date.now(),
      pipelineUuid: input.pipelineUuid,
      scope: input.scope,
      origin: cause?.origin ?? { kind: context.hostKind, name: null },
      variables,
      commit,
      ...(cause?.resumes === undefined ? {} : { resumedFrom: cause.resumes.run.id }),
      blocks: plan.scope.blocks.map((block) => ({
        blockUuid: block.uuid,
        blockType: block.type,
        language: block.language,
      })),
      edges: plan.scope.edges.map(({ from, to }) => ({ from, to })),
    },
    {
      host: await host,
      onStored: (runId) => {
        if (cause === null) history.rememberedVariables.set(input.pipelineUuid, input.variables, Date.now())
        else cause.onStored(runId)
      },
    },
  )
}

/** A history that cannot be written refuses the run in words; any other error is a defect. */
const beginSafely = async (
  place: StartRunPlace,
  input: RequestInput<'run.start'>,
  prepared: Prepared,
): Promise<Result<RunRecord>> => {
  try {
    return ok(await begin(place, input, prepared))
  } catch (error) {
    const failure = historyFailure(error)
    if (failure === null) throw error
    return failure
  }
}

/** Starts runs for the blocks of a run. Their places are their own: a block that waits for such a run must not keep it from starting. */
const startOther =
  (place: StartRunPlace, { project, plan }: Prepared): StartOther =>
  async (pipelineUuid, variables) => {
    const { deps } = place
    const places = createPlaces(() => deps.settings().maxParallelBlocks ?? processors())
    const cause = { origin: { kind: 'pipeline' as const, name: plan.pipeline.uuid }, reserved: {}, onStored: () => {} }
    const input = { projectId: project.id, pipelineUuid, scope: { kind: 'all' as const }, variables }
    const started = await startRun({ ...place, places }, input, cause)
    if (!started.ok) return started
    const { runId } = started.value
    const run = place.active.get(project.id, runId)
    if (run === null) return fail('internal', `Run ${runId} ended before anyone could look at it.`)
    return ok({ runId, done: run.done.then(() => run.record.run()), cancel: () => run.abort.abort() })
  }

/** Variables of a run, which its blocks may add to; what was given to the run stays. */
const runVariables = ({ variables, given }: Prepared): Pick<BlockRunContext, 'variables' | 'setVariable'> => {
  const current: JsonMap = { ...variables }
  return {
    variables: current,
    setVariable: (name, value) => {
      if (Object.hasOwn(given, name)) return
      if (value === undefined) delete current[name]
      else current[name] = value
    },
  }
}

type RunParts = Pick<ActiveRun, 'record' | 'logs'> & Pick<BlockRunContext, 'onDefect' | 'processes'>

/** One process for all blocks of the run, where its pipeline asks for it and there are sockets for it. */
const oneProcessOf = ({ pool }: StartRunPlace, { project, interpreter, facts }: Prepared, record: RunRecord) => {
  if (!facts.isOneProcess || process.platform === 'win32') return null
  return createOneProcess({
    runId: record.run().id,
    projectId: project.id,
    runDirectory: runDirectory(project.stateDirectory, record.run().id),
    keepsOutputs: facts.keepsOutputs,
    processes: () => pool.of(project.id, interpreter),
  })
}

const blockRunContext = async (
  place: StartRunPlace,
  prepared: Prepared,
  { record, logs, onDefect, processes }: RunParts,
): Promise<BlockRunContext> => {
  const { context } = place
  const { project, history, plan, interpreter, cause } = prepared
  const start = startOther(place, prepared)
  const { blocks } = plan.scope
  const guests = guestsOf(plan)
  const code = readCode(project, plan.pipeline, [
    ...blocks,
    ...blocks.flatMap(({ uuid }) => Object.values(guests(uuid)).flat()),
  ])
  const batcher = createLogBatcher(({ lines, gap }) =>
    context.events.emit('run.logged', { projectId: project.id, runId: record.run().id, lines, gap }),
  )
  return {
    project,
    cwd: await project.workingDirectory(),
    pipeline: plan.pipeline,
    ...runVariables(prepared),
    ...runServices(prepared.facts, start, {
      stateDirectory: project.stateDirectory,
      runId: record.run().id,
      keepsFailures: place.deps.settings().keepFailures ?? true,
    }),
    product: (block, signal) => productExtra({ project, history, startOther: start, signal }, block),
    askModels: (asked, told) => answerModels({ ...asked, project, record, models: place.deps.models, onDefect }, told),
    tracking: blockTracking(place.deps.tracking, project, { id: record.run().id, pipelineUuid: plan.pipeline.uuid }),
    onDefect,
    reserved: cause?.reserved ?? {},
    record,
    environment: { ...(await projectEnvironment(interpreter)), ...(await place.deps.secretEnvironment?.(project.id)) },
    retry: projectRetryRule(await project.metadata()),
    processes,
    preload: (modules) => preloadNow(place, prepared, modules),
    code,
    guests,
    downstream: (blockUuid) => [...downstreamClosure(blocks, blockUuid)],
    onLine: batcher.add,
    onLogOpened: (log: LogFile) => {
      logs.add(log)
      return () => logs.delete(log)
    },
    flushLines: batcher.flush,
  }
}

const restMs = 100
const saveAttempts = 20
const saveAgainMs = 500

/** A disk that was full when the run ended gets some time; the run must not stay "running" in the history. */
const storeAtLast = async (record: RunRecord): Promise<void> => {
  for (let attempt = 0; attempt < saveAttempts && !record.save(); attempt += 1)
    await new Promise((resolve) => setTimeout(resolve, saveAgainMs))
}

const preloadNow = async (
  { deps, pool }: StartRunPlace,
  { project, interpreter }: Prepared,
  modules: readonly string[],
) => {
  if (modules.length > 0 && deps.settings().warmInterpreter) await pool.preload(project.id, interpreter, modules)
}

/** What these blocks imported, their next run finds loaded. After the run, so that it costs no block its first line. */
const preloadForNextRun = async ({ deps, pool }: StartRunPlace, prepared: Prepared): Promise<void> => {
  if (!deps.settings().warmInterpreter) return
  const { project, plan, interpreter } = prepared
  const code = readCode(project, plan.pipeline, plan.scope.blocks)
  const texts = await Promise.all(plan.scope.blocks.map(code))
  const modules = modulesToPreload(texts.flatMap((text) => (text.ok ? [text.value] : [])))
  await pool.preload(project.id, interpreter, modules)
}

const reuseOptions = ({ context }: StartRunPlace, { plan, history, interpreter, mode }: Prepared): ReuseOptions => {
  const { resourcesDirectory, logger } = context
  const place = { history, interpreter, resourcesDirectory, logger, pipelineUuid: plan.pipeline.uuid }
  return { place, mode, blocks: plan.scope.blocks }
}

const placesOf = async (
  { places, gates, host }: StartRunPlace,
  { project, plan, facts }: Prepared,
): Promise<Places> => {
  // What shares a context runs one after another.
  if (facts.isOneProcess) return createPlaces(() => 1)
  const concurrency = await readConcurrency(project, plan.pipeline.uuid)
  const hasPool = plan.scope.blocks.some((block) => poolOf(block) !== null)
  const slots = hasPool ? createPoolSlots(join(project.stateDirectory, 'locks'), await host) : null
  return limitPlaces({ shared: places, gates, projectId: project.id, concurrency, slots })
}

const execute = async (place: StartRunPlace, prepared: Prepared, run: Omit<ActiveRun, 'done'>): Promise<void> => {
  const { logger } = place.context
  const onDefect = (error: unknown) => {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
    logger.error('a run met a defect', { runId: run.record.run().id, error: words })
  }
  const { plan, project, interpreter } = prepared
  const oneProcess = oneProcessOf(place, prepared, run.record)
  const processes = async () => oneProcess ?? (await place.pool.of(project.id, interpreter))
  try {
    const [context, places] = await Promise.all([
      blockRunContext(place, prepared, { ...run, onDefect, processes }),
      placesOf(place, prepared),
    ])
    const opened = await openReuse(context, reuseOptions(place, prepared))
    // The run has ended when no process of it is left.
    const settled = async () => {
      await Promise.all([opened.settled(), oneProcess?.dispose()])
    }
    const reuse = { ...opened, settled }
    const { signal } = run.abort
    await runPipeline({ plan, context, reuse, places, signal, stop: () => run.abort.abort(), onDefect })
  } catch (error) {
    onDefect(error)
    const reason = `Pipewright could not go on with the run: ${String(error).replace(/\.$/, '')}. This is a defect of ours; please report it.`
    run.record.record(...eventsAfterDefect(run.record.run(), reason))
  }
  await oneProcess?.dispose()
  await storeAtLast(run.record)
  // Once there is time: the next run may have begun, or the host be about to end.
  setTimeout(() => void preloadForNextRun(place, prepared).catch(onDefect), restMs).unref()
}

/** Starts a run: everything that can be refused is refused here; its number comes back as soon as it is stored. */
export const startRun = async (
  place: StartRunPlace,
  input: RequestInput<'run.start'>,
  cause: RunCause | null = null,
): Promise<Result<{ runId: number }>> => {
  const prepared = await prepareRun(place, input, cause)
  if (!prepared.ok) return prepared
  const begun = await beginSafely(place, input, prepared.value)
  if (!begun.ok) return begun
  const record = begun.value
  const { id: projectId } = prepared.value.project
  const run = { projectId, record, abort: new AbortController(), logs: new Set<LogFile>() }
  place.active.add({ ...run, done: execute(place, prepared.value, run) })
  return ok({ runId: record.run().id })
}
