import { symlink } from 'node:fs/promises'
import { writeDurably } from '#engine/project/durable-write.ts'
import type { FindProject } from '#engine/project/open-project.ts'
import { createTempEngineContext } from '#engine/testing/temp-engine-context.ts'
import { createTempProject, type TempPipeline } from '#engine/testing/temp-project.ts'
import type { EventPayload } from '#shared/contract/events.ts'
import type { Pipeline, PipelineEdit } from '#shared/model/pipeline.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { createPipelines, type PipelinesDependencies } from './pipelines.ts'
import { readPipeline } from './read-pipeline.ts'

const projectId = '0123456789abcdef'

/** For tests: a real project folder with the capability over it, and everything told of it. */
export const createTempPipelines = async (
  pipelines: readonly TempPipeline[] = [],
  overrides: Partial<Pick<PipelinesDependencies, 'writeFile'>> = {},
) => {
  const project = await createTempProject(pipelines)
  const context = await createTempEngineContext()
  const changes: EventPayload<'project.changed'>[] = []
  const ownWrites: string[] = []
  context.events.on('project.changed', (payload) => changes.push(payload))
  const findProject: FindProject = (id) =>
    id !== projectId
      ? fail('not-found', 'This project is not open.')
      : ok({
          id,
          path: project.path,
          name: 'temp_project',
          stateDirectory: project.at('.pipewright'),
          ensureStateDirectory: async () => ok(project.at('.pipewright')),
          isTrusted: () => true,
          pipeline: async () => fail('unsupported', 'not asked here'),
          workingDirectory: async () => project.path,
          metadata: async () => ({}),
        })
  const capability = createPipelines({
    context,
    findProject,
    writeFile: (path, content) => writeDurably(path, content),
    noteOwnWrite: (path) => ownWrites.push(path),
    ...overrides,
  })
  const edit = (pipelineUuid: string, ...edits: PipelineEdit[]) =>
    capability.pipelines.edit({ projectId, pipelineUuid, edits, label: 'Edit' })
  return {
    ...capability,
    project,
    context,
    projectId,
    changes,
    ownWrites,
    /** The answer to edits, whatever it is. */
    tryEdit: edit,
    /** The pipeline after edits that must succeed. */
    edit: async (uuid: string, ...edits: PipelineEdit[]): Promise<Pipeline> =>
      value(await edit(uuid, ...edits)).pipeline,
    read: async (uuid: string) => readPipeline(project.path, uuid),
    yaml: (uuid: string) => project.read(`pipelines/${uuid}/metadata.yaml`),
    [Symbol.asyncDispose]: async () => {
      await context[Symbol.asyncDispose]()
      await project.remove()
    },
  }
}

/** The value of a result that must be one. */
export const value = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
  return result.value
}

/** Code and message of a result that must be a failure. */
export const refusal = (result: Result<unknown>): string =>
  result.ok ? 'it succeeded' : `${result.error.code}: ${result.error.message}`

/** For tests of bad input: what a project with this pipeline file says of it. Some code files are there, one of them a link out of the project. */
export const readBroken = async (content: string | Uint8Array) => {
  await using project = await createTempProject([])
  for (const file of ['custom/a.py', 'custom/b.py', 'custom/c.py', 'custom/12.py', 'conditionals/a.py'])
    await project.write(file, '')
  await project.write('../outside.py', '')
  await symlink('../../outside.py', project.at('custom/outside.py'))
  await project.write('pipelines/p/metadata.yaml', content)
  const { pipeline, problems } = await readPipeline(project.path, 'p')
  const messages = problems.map(({ severity, code, line, message }) => `${severity} ${code} ${line ?? '-'} ${message}`)
  return { problems, messages, shown: pipeline !== null }
}
