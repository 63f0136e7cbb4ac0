import { createFiles } from '#engine/files/files.ts'
import type { FilesDeps } from '#engine/files/files-context.ts'
import { readPipeline } from '#engine/pipelines/read-pipeline.ts'
import { createProjects } from '#engine/project/projects.ts'
import type { Result } from '#shared/result.ts'
import { createTempEngineContext } from './temp-engine-context.ts'
import { createTempProject } from './temp-project.ts'

/** Files of a real, watched project. */
export const openTempFiles = async (overrides: Partial<FilesDeps> = {}) => {
  const project = await createTempProject([{ uuid: 'first', blocks: [{ uuid: 'load', code: 'x = 1\n' }] }])
  const context = await createTempEngineContext()
  const capability = createProjects(context, { readPipeline })
  const opened = await capability.projects.open({ path: project.path })
  if (!opened.ok) throw new Error(opened.error.message)
  const projectId = opened.value.id
  await capability.whenWatching(projectId)
  const files = createFiles(context, { ...capability, ...overrides })
  return {
    project,
    context,
    capability,
    projectId,
    files,
    read: async (path: string) => value(await files.read({ projectId, path })),
    save: (path: string, text: string, expected: string | null) => files.save({ projectId, path, text, expected }),
    [Symbol.asyncDispose]: async () => {
      await capability.dispose()
      await context[Symbol.asyncDispose]()
      await project.remove()
    },
  }
}

/** What a request gave; throws where it failed. */
export const value = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
  return result.value
}

/** A failure as the user reads it, with its code. */
export const words = (result: Result<unknown>): string =>
  result.ok ? 'ok' : `${result.error.code}: ${result.error.message}`
