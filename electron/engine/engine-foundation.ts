import type { EngineOptions } from './engine.ts'
import type { EngineContext } from './engine-context.ts'
import { createEngineEvents } from './engine-events.ts'
import { createDetachBlockFile } from './files/detach-block-file.ts'
import { createFiles } from './files/files.ts'
import { createHistories } from './history/history.ts'
import { createBlockModels } from './models/block-models.ts'
import { createModelProblems } from './models/model-problems.ts'
import { createModels } from './models/models.ts'
import { createOutputs } from './outputs/outputs.ts'
import { createPipelines } from './pipelines/pipelines.ts'
import { readPipeline } from './pipelines/read-pipeline.ts'
import { writeDurably } from './project/durable-write.ts'
import type { FindProject } from './project/open-project.ts'
import { createProjects } from './project/projects.ts'
import { createEnvironments } from './python/environments.ts'
import { createRuns } from './run/runs.ts'
import { userDataDirectory } from './settings/user-data-directory.ts'
import { createUserSettings } from './settings/user-settings.ts'
import { createTracking } from './tracking/tracking.ts'
import { withTriggerProblems } from './triggers/trigger-problems.ts'
import { runFactsOf } from './with-runs.ts'

/** Projects, their files and pipelines, environments, runs and what those gave: what everything else is built on. */
export const createFoundation = async (options: EngineOptions) => {
  const dataDirectory = options.dataDirectory ?? userDataDirectory(process.env, process.platform)
  const context: EngineContext = { ...options, dataDirectory, events: createEngineEvents(options.logger) }
  const settings = await createUserSettings(context)
  const histories = createHistories(context)
  const find: FindProject = (projectId) => held.findProject(projectId)
  const held = createProjects(context, {
    readPipeline: withTriggerProblems(readPipeline),
    readProblems: createModelProblems(),
    runFacts: runFactsOf(histories, find),
    noteOpened: settings.noteOpened,
    onOpening: (project) => void runs.expect(project),
  })
  const { findProject, noteOwnWrite } = held
  const environments = createEnvironments(context, { findProject, env: process.env })
  const { interpreterFor } = environments
  const models = createModels(context, { findProject, noteOwnWrite, interpreterFor: environments.interpreterFor })
  const tracking = createTracking(context, { findProject, models })
  const runs = createRuns(context, {
    findProject,
    histories,
    models: createBlockModels(models),
    tracking,
    interpreterFor,
    likelyInterpreter: environments.likelyInterpreter,
    settings: settings.get,
  })
  const outputs = createOutputs(context, { findProject, histories, interpreterFor })
  const { pipelines, blocks } = createPipelines({ context, findProject, writeFile: writeDurably, noteOwnWrite })
  const detachBlockFile = createDetachBlockFile(findProject, pipelines.edit)
  const files = createFiles(context, { findProject, noteOwnWrite, detachBlockFile })
  return { context, settings, histories, held, environments, runs, models, tracking, outputs, pipelines, blocks, files }
}

export type Foundation = Awaited<ReturnType<typeof createFoundation>>
