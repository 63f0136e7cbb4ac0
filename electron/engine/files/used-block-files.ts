import type { ProjectWithFiles } from '#engine/project/open-project.ts'

/** Block files that pipelines use, at a path or below it, each with its pipelines. */
export const usedBlockFiles = async (
  project: ProjectWithFiles,
  path: string,
): Promise<ReadonlyMap<string, readonly string[]>> =>
  new Map([...(await project.usedFiles())].filter(([file]) => file === path || file.startsWith(`${path}/`)))
