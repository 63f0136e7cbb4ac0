import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isNoPipelineName } from '#engine/project/project-folders.ts'

/** Ids of all pipelines of a project: folders of `pipelines/` with a `metadata.yaml`, without what Mage's editor leaves behind. */
export const listPipelineUuids = (projectPath: string): string[] => {
  const folder = join(projectPath, 'pipelines')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => !isNoPipelineName(name) && existsSync(join(folder, name, 'metadata.yaml')))
    .sort()
}
