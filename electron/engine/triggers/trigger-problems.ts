import type { ReadPipeline } from '#engine/project/pipeline-index.ts'
import { readTriggers } from './read-triggers.ts'

/** Reads a pipeline with what is wrong in its files of triggers among its problems. */
export const withTriggerProblems =
  (readPipeline: ReadPipeline): ReadPipeline =>
  async (projectPath, uuid) => {
    const [reading, { problems }] = await Promise.all([
      readPipeline(projectPath, uuid),
      readTriggers(projectPath, uuid),
    ])
    return problems.length === 0 ? reading : { ...reading, problems: [...reading.problems, ...problems] }
  }
