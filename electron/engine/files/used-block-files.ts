import type { ProjectWithFiles } from '#engine/project/open-project.ts'

/** Block files that pipelines use, at a path or below it, each with its pipelines. */
export const usedBlockFiles = async (
  project: ProjectWithFiles,
  path: string,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const used = new Map<string, readonly string[]>()
  for (const file of await project.files()) {
    if (file !== path && !file.startsWith(`${path}/`)) continue
    const pipelines = project.usersOf(file)
    if (pipelines.length > 0) used.set(file, pipelines)
  }
  return used
}
