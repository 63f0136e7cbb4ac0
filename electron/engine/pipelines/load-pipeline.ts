import type { Pipeline } from '#shared/model/pipeline.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { readPipeline } from './read-pipeline.ts'

/** The pipeline as its files say now; fails with the first of its problems where they cannot be read. */
export const loadPipeline = async (projectPath: string, uuid: string): Promise<Result<Pipeline>> => {
  const { pipeline, problems, etag } = await readPipeline(projectPath, uuid)
  if (pipeline !== null) return ok(pipeline)
  const first = problems.find((problem) => problem.severity === 'error') ?? problems[0]
  const message = first?.message ?? 'The file could not be read. Open it and correct it.'
  const facts = { pipelineUuid: uuid, file: first?.file ?? null, line: first?.line ?? null }
  return fail(
    etag === null && first?.code === 'missing-pipeline-file' ? 'not-found' : 'unreadable-file',
    message,
    facts,
  )
}
