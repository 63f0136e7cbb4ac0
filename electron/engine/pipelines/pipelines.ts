import type { Blocks, Pipelines } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import type { FindProject } from '#engine/project/open-project.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { readPipeline } from './read-pipeline.ts'

export type PipelinesDependencies = {
  readonly context: EngineContext
  readonly findProject: FindProject
  /** Writes a file atomically and durably, links and modes kept. */
  readonly writeFile: (absolutePath: string, content: Uint8Array | string) => Promise<Result<{ etag: string }>>
  /** Tells the watcher of a change of ours, so that it is no news; null = we removed the file. */
  readonly noteOwnWrite: (absolutePath: string, etag: string | null) => void
}

/** The pipeline as its files say now, or why it cannot be read. */
export const loadPipeline = async (projectPath: string, uuid: string): Promise<Result<Pipeline>> => {
  const { pipeline, problems, etag } = await readPipeline(projectPath, uuid)
  if (pipeline !== null) return ok(pipeline)
  const reason = problems[0]?.message ?? 'It could not be read.'
  if (etag === null && problems[0]?.code === 'missing-pipeline-file')
    return fail('not-found', `There is no pipeline "${uuid}". ${reason}`)
  return fail('unreadable-file', `Pipeline "${uuid}" cannot be read. ${reason}`, { problems })
}

/** Everything a person does with pipelines as wholes and with their graphs; and the palette's templates and files. */
export const createPipelines = (dependencies: PipelinesDependencies): { pipelines: Pipelines; blocks: Blocks } => {
  const get: Pipelines['get'] = async ({ projectId, pipelineUuid }) => {
    const project = dependencies.findProject(projectId)
    return project.ok ? loadPipeline(project.value.path, pipelineUuid) : project
  }
  const later = async () => fail('unsupported', 'This is being built.')
  return {
    pipelines: {
      get,
      create: later,
      clone: later,
      rename: later,
      delete: later,
      edit: later,
      undo: later,
      redo: later,
    },
    blocks: { templates: later, files: later },
  }
}
