import { execFileSync } from 'node:child_process'
import { basename, dirname, join } from 'node:path'
import type { EngineContext } from '#engine/engine-context.ts'
import { createHistories, type Histories } from '#engine/history/history.ts'
import { type BlockModels, createBlockModels } from '#engine/models/block-models.ts'
import { createModels } from '#engine/models/models.ts'
import { readPipeline } from '#engine/pipelines/read-pipeline.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { projectIdOf } from '#engine/project/project-folders.ts'
import { ensureStateDirectory } from '#engine/project/state-directory.ts'
import { noTracking } from '#engine/run/run-tracking.ts'
import { createRuns, type RunsCapability } from '#engine/run/runs.ts'
import type { RunsDependencies } from '#engine/run/runs-dependencies.ts'
import { createTempEngineContext, type TempEngineContext } from '#engine/testing/temp-engine-context.ts'
import { createTempProject, type TempPipeline, type TempProject } from '#engine/testing/temp-project.ts'
import type { LogLine } from '#shared/model/log.ts'
import type { Run, RunScope } from '#shared/model/run.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import { fail, ok, type Result } from '#shared/result.ts'

let python: string | null = null

/** The real executable behind `python3`: a shim of a version manager would add its own start to every measurement. */
export const testInterpreter = (): string => {
  python ??= execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
  return python
}

/** An opened project straight over its folder, without watcher and trust. */
export const openTempProject = (path: string, overrides: Partial<OpenProject> = {}): OpenProject => ({
  id: projectIdOf(path),
  path,
  name: basename(path),
  workingDirectory: async () => dirname(path),
  stateDirectory: join(path, '.pipewright'),
  ensureStateDirectory: () => ensureStateDirectory(path),
  isTrusted: () => true,
  pipeline: async (uuid) => {
    const { pipeline, problems } = await readPipeline(path, uuid)
    return pipeline === null ? fail('not-found', problems[0]?.message ?? 'no such pipeline') : ok(pipeline)
  },
  metadata: async () => ({}),
  ...overrides,
})

type RunOptions = {
  readonly scope?: RunScope
  readonly variables?: Run['variables']
  readonly reuse?: boolean
}

export type TempRuns = AsyncDisposable & {
  readonly context: TempEngineContext
  readonly folder: TempProject
  readonly project: OpenProject
  readonly histories: Histories
  readonly deps: RunsDependencies
  readonly runs: RunsCapability
  /** Everything told so far. */
  readonly happened: { runId: number; seq: number; event: RunEvent }[]
  readonly logged: LogLine[]
  /** Starts a run and gives its number; fails the test where it is refused. */
  start(pipelineUuid: string, options?: RunOptions): Promise<number>
  /** Starts a run and waits for its end. */
  finish(pipelineUuid: string, options?: RunOptions): Promise<Run>
}

/** The registry as blocks of a temporary project see it. */
export const tempBlockModels = (context: EngineContext): BlockModels =>
  createBlockModels(
    createModels(context, {
      findProject: () => fail('not-found', 'blocks are given their project'),
      noteOwnWrite: () => {},
      interpreterFor: async () => fail('environment-missing', 'not asked for'),
    }),
  )

/** The value of a result that a test takes for granted. */
export const given = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(`expected a value, got ${result.error.code}: ${result.error.message}`)
  return result.value
}

export type TempRunsOptions = {
  readonly project?: Partial<OpenProject>
  readonly deps?: Partial<RunsDependencies>
  readonly context?: Partial<EngineContext>
}

/** Real runs over a real project folder, in the Python of the machine. */
export const createTempRuns = async (
  pipelines: readonly TempPipeline[],
  options: TempRunsOptions = {},
): Promise<TempRuns> => {
  const context = await createTempEngineContext(options.context)
  const folder = await createTempProject(pipelines)
  const project = openTempProject(folder.path, options.project)
  const histories = createHistories(context)
  const deps: RunsDependencies = {
    findProject: (id) => (id === project.id ? ok(project) : fail('not-found', 'no such project')),
    histories,
    models: tempBlockModels(context),
    tracking: noTracking,
    interpreterFor: async () => ok({ path: testInterpreter(), version: null }),
    settings: () => ({ maxParallelBlocks: 4, warmInterpreter: true }),
    ...options.deps,
  }
  const runs = createRuns(context, deps)
  const happened: TempRuns['happened'] = []
  const logged: LogLine[] = []
  context.events.on('run.happened', (payload) => happened.push(payload))
  context.events.on('run.logged', ({ lines }) => logged.push(...lines))
  const start: TempRuns['start'] = async (pipelineUuid, how = {}) => {
    const scope: RunScope = how.scope ?? { kind: 'all' }
    const { variables = {}, reuse = false } = how
    const started = await runs.start({ projectId: project.id, pipelineUuid, scope, variables, reuse })
    return given(started).runId
  }
  return {
    context,
    folder,
    project,
    histories,
    deps,
    runs,
    happened,
    logged,
    start,
    finish: async (pipelineUuid, how) => given(await runs.waitFor(project.id, await start(pipelineUuid, how))),
    [Symbol.asyncDispose]: async () => {
      await runs[Symbol.asyncDispose]()
      await histories.dispose()
      await folder.remove()
      await context[Symbol.asyncDispose]()
    },
  }
}

/** Block -> state, to compare at a glance. */
export const statesOf = (run: Run): Record<string, string> =>
  Object.fromEntries(run.blockRuns.map(({ blockUuid, state }) => [blockUuid, state]))
