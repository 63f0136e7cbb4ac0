import type { Pipelines } from '#engine/engine.ts'
import type { FindProjectWithFiles, ProjectWithFiles } from '#engine/project/open-project.ts'
import { ok, type Result } from '#shared/result.ts'
import type { FilesDeps } from './files-context.ts'

/**
 * Takes a block file out of every pipeline that uses it, by the same edit as *Remove block*: so it can be undone in each of them.
 * Stops at the first pipeline that cannot be edited; those before it stay as they are then.
 */
export const createDetachBlockFile =
  (findProject: FindProjectWithFiles, edit: Pipelines['edit']): NonNullable<FilesDeps['detachBlockFile']> =>
  async (projectId, file) => {
    const project = findProject(projectId)
    if (!project.ok) return project
    const users = (await project.value.usedFiles()).get(file) ?? []
    for (const pipelineUuid of users) {
      const detached = await detachFrom(project.value, pipelineUuid, { file, edit })
      if (!detached.ok) return detached
    }
    return ok(null)
  }

type Detaching = { readonly file: string; readonly edit: Pipelines['edit'] }

const detachFrom = async (
  project: ProjectWithFiles,
  pipelineUuid: string,
  { file, edit }: Detaching,
): Promise<Result<unknown>> => {
  const pipeline = await project.pipeline(pipelineUuid)
  if (!pipeline.ok) return pipeline
  const edits = pipeline.value.blocks
    .filter((block) => block.file === file)
    .map(({ uuid }) => ({ kind: 'remove-block', block: uuid, bridge: false }) as const)
  if (edits.length === 0) return ok(null)
  return edit({ projectId: project.id, pipelineUuid, edits, label: `Delete ${file}` })
}
