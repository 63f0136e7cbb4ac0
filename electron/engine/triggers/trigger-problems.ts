import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReadPipeline } from '#engine/project/pipeline-index.ts'
import type { Problem } from '#shared/model/problem.ts'
import { extrasFilePath, triggersFilePath } from './trigger-files.ts'

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    // Also where it cannot be looked at: reading says why.
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  )

/** What is wrong in the files of triggers of a pipeline. Most have none, so what reads them is loaded only for those that have. */
const problemsOf = async (projectPath: string, uuid: string): Promise<readonly Problem[]> => {
  const files = [triggersFilePath(uuid), extrasFilePath(uuid)]
  const there = await Promise.all(files.map((file) => isThere(join(projectPath, file))))
  if (!there.includes(true)) return []
  const { readTriggers } = await import('./read-triggers.ts')
  return (await readTriggers(projectPath, uuid)).problems
}

/** Reads a pipeline with what is wrong in its files of triggers among its problems. */
export const withTriggerProblems =
  (readPipeline: ReadPipeline): ReadPipeline =>
  async (projectPath, uuid) => {
    const [reading, problems] = await Promise.all([readPipeline(projectPath, uuid), problemsOf(projectPath, uuid)])
    return problems.length === 0 ? reading : { ...reading, problems: [...reading.problems, ...problems] }
  }
