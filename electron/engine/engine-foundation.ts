import type { Problem } from '#shared/model/problem.ts'
import type { Blocks, Files, OverviewFace, Pipelines } from './engine.ts'
import type { EngineContext } from './engine-context.ts'
import type { HeadStart } from './head-start.ts'
import { createHistories } from './history/history.ts'
import { faceOf, later } from './later.ts'
import { createBlockModels } from './models/block-models.ts'
import { createModels, hasModels } from './models/models.ts'
import { createOutputs } from './outputs/outputs.ts'
import type { OverviewDependencies } from './overview/overview.ts'
import { readPipeline } from './pipelines/read-pipeline.ts'
import { writeDurably } from './project/durable-write.ts'
import type { FindProject } from './project/open-project.ts'
import { createProjects, type ProjectsCapability } from './project/projects.ts'
import { createEnvironments } from './python/environments.ts'
import { createRuns } from './run/runs.ts'
import { createSecretEnvironment, createSecrets } from './secrets/secrets.ts'
import { createTracking } from './tracking/tracking.ts'
import { withTriggerProblems } from './triggers/trigger-problems.ts'
import { runFactsOf } from './with-runs.ts'

/** What is wrong with the files of models; what reads them is loaded where there are any. */
const createModelProblems = () => {
  const part = later(async () => ({ read: (await import('./models/model-problems.ts')).createModelProblems() }))
  return async (projectPath: string): Promise<readonly Problem[]> =>
    hasModels(projectPath) ? (await part.get()).read(projectPath) : []
}

/** Pipelines as a person edits them. One that is only read is read without what edits. */
const createPipelines = (context: EngineContext, { findProject, noteOwnWrite }: Held) => {
  const part = later(async () => {
    const { createPipelines: create } = await import('./pipelines/pipelines.ts')
    return create({ context, findProject, writeFile: writeDurably, noteOwnWrite })
  })
  const pipelinesPart = { get: async () => (await part.get()).pipelines }
  const changes = ['create', 'clone', 'rename', 'delete', 'edit', 'undo', 'redo'] as const
  const pipelines: Pipelines = {
    ...faceOf(pipelinesPart, changes),
    get: async (input) => {
      const made = await part.made()
      if (made !== null) return made.pipelines.get(input)
      const project = findProject(input.projectId)
      return project.ok ? project.value.pipeline(input.pipelineUuid) : project
    },
  }
  const blocks: Blocks = faceOf({ get: async () => (await part.get()).blocks }, ['templates', 'files'])
  return { pipelines, blocks }
}

const fileActions = ['list', 'search', 'read', 'picture', 'save', 'create', 'rename', 'delete'] as const
const fileRecords = ['journal', 'journalled', 'history', 'historyText', 'resolve'] as const

const createFiles = (context: EngineContext, { findProject, noteOwnWrite }: Held, edit: Pipelines['edit']): Files =>
  faceOf(
    later(async () => {
      const [{ createFiles: create }, { createDetachBlockFile }] = await Promise.all([
        import('./files/files.ts'),
        import('./files/detach-block-file.ts'),
      ])
      return create(context, { findProject, noteOwnWrite, detachBlockFile: createDetachBlockFile(findProject, edit) })
    }),
    [...fileActions, ...fileRecords],
  )

const createOverview = (deps: OverviewDependencies): OverviewFace =>
  faceOf(
    later(async () => (await import('./overview/overview.ts')).createOverview(deps)),
    ['get', 'compare'],
  )

type Held = Pick<ProjectsCapability, 'findProject' | 'noteOwnWrite'>

/** Projects, their files and pipelines, environments, runs and what those gave: what everything else is built on. */
export const createFoundation = ({ context, settings, trust, choice, host, pool }: HeadStart) => {
  const histories = createHistories(context)
  const find: FindProject = (projectId) => held.findProject(projectId)
  const held = createProjects(context, {
    readPipeline: withTriggerProblems(readPipeline),
    readProblems: createModelProblems(),
    runFacts: runFactsOf(histories, find),
    noteOpened: settings.noteOpened,
    trust,
    onOpening: (project) => void runs.expect(project),
  })
  const { findProject, noteOwnWrite } = held
  const environments = createEnvironments(context, { findProject, env: process.env, choice })
  const { interpreterFor } = environments
  const secretEnvironment = createSecretEnvironment(context.dataDirectory)
  const models = createModels(context, { findProject, noteOwnWrite, interpreterFor: environments.interpreterFor })
  const tracking = createTracking(context, { findProject, models })
  const runs = createRuns(context, {
    findProject,
    histories,
    models: createBlockModels(models),
    tracking,
    interpreterFor,
    likelyInterpreter: environments.likelyInterpreter,
    secretEnvironment,
    settings: settings.get,
    host,
    pool,
  })
  const outputs = createOutputs(context, { findProject, histories, interpreterFor })
  const { pipelines, blocks } = createPipelines(context, held)
  const files = createFiles(context, held, pipelines.edit)
  const looked = { overview: createOverview({ findProject, histories, runs }), outputs }
  return {
    context,
    settings,
    histories,
    held,
    environments,
    runs,
    models,
    tracking,
    ...looked,
    pipelines,
    blocks,
    files,
    secretEnvironment,
    secrets: createSecrets(context.dataDirectory, findProject),
  }
}

export type Foundation = ReturnType<typeof createFoundation>
