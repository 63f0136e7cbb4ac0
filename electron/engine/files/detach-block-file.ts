import type { Pipelines } from '#engine/engine.ts'
import type { FindProjectWithFiles, ProjectWithFiles } from '#engine/project/open-project.ts'
import type { PipelineEdit } from '#shared/model/pipeline.ts'
import { ok, type Result } from '#shared/result.ts'
import type { FilesDeps } from './files-context.ts'

/**
 * Takes a block file out of every pipeline that uses it, by the same edit as *Remove block*: so it can be undone in each of them.
 * Stops at the first pipeline that cannot be edited; those before it stay as they are then.
 */
export const createDetachBlockFile =
  (findProject: FindProjectWithFiles, edit: Pipelines['edit']): NonNullable<FilesDeps['detachBlockFile']> =>
  async (projectId, file): Promise<Result<unknown>> => {
    const project = findProject(projectId)
    if (!project.ok) return project
    for (const pipelineUuid of project.value.usersOf(file)) {
      const edits = await removals(project.value, pipelineUuid, file)
      if (!edits.ok) return edits
      const input = { projectId, pipelineUuid, edits: edits.value, label: `Delete ${file}` }
      const edited = edits.value.length === 0 ? edits : await edit(input)
      if (!edited.ok) return edited
    }
    return ok(null)
  }

const removals = async (
  project: ProjectWithFiles,
  pipelineUuid: string,
  file: string,
): Promise<Result<PipelineEdit[]>> => {
  const pipeline = await project.pipeline(pipelineUuid)
  if (!pipeline.ok) return pipeline
  const using = pipeline.value.blocks.filter((block) => block.file === file)
  return ok(using.map(({ uuid }) => ({ kind: 'remove-block', block: uuid, bridge: false })))
}
