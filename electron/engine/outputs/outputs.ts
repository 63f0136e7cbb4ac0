import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Outputs } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import { runDirectory } from '#engine/run/block-run-directory.ts'
import { parseRecord } from '#engine/run/ndjson.ts'
import type { RunsDependencies } from '#engine/run/runs-dependencies.ts'
import { previewSchema } from '#shared/model/output.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { artifactUrl, mimeOf, parseArtifactUrl } from './artifact-url.ts'
import { fileWithin } from './file-within.ts'
import { createParquetPages, type ParquetPages } from './parquet-page.ts'
import { readPythonPage } from './python-page.ts'
import { type BlockRunPlace, findBlockRun, findOutput } from './stored-output.ts'

export type OutputsDependencies = Pick<RunsDependencies, 'findProject' | 'histories' | 'interpreterFor'>

const mostRows = 1_000

const urlOf = ({ project, runId, blockDirectory, attempt }: BlockRunPlace, path: string): string =>
  artifactUrl({ projectId: project.id, runId, blockDirectory, attempt, path })

const preview =
  (deps: OutputsDependencies): Outputs['preview'] =>
  async (input) => {
    const found = await findOutput(deps, input)
    if (!found.ok) return found
    if (found.value.output.preview === '')
      return fail(
        'not-found',
        `${input.output} has no preview: the block returned so many outputs that only the first have one.`,
      )
    const file = await fileWithin(found.value.directory, found.value.output.preview)
    if (!file.ok) return file
    const parsed = previewSchema.safeParse(parseRecord(await readFile(file.value, 'utf8')))
    if (!parsed.success)
      return fail('unreadable-file', `The preview of ${input.output} cannot be read: ${z.prettifyError(parsed.error)}`)
    const shown = parsed.data
    return ok({ preview: shown, url: 'file' in shown ? urlOf(found.value, shown.file) : null })
  }

const page =
  (context: EngineContext, deps: OutputsDependencies, parquet: ParquetPages): Outputs['page'] =>
  async (input) => {
    const found = await findOutput(deps, input)
    if (!found.ok) return found
    const { project, directory, output } = found.value
    const query = { offset: input.offset, limit: Math.min(input.limit, mostRows), sort: input.sort }
    if (output.format === 'parquet') {
      const file = await fileWithin(directory, output.path)
      return file.ok ? parquet.page(file.value, query) : file
    }
    // Loading a pickle runs code of the project.
    if (!project.isTrusted())
      return fail('not-trusted', `Reading this output runs code of ${project.name}; trust the folder first.`)
    const interpreter = await deps.interpreterFor(project)
    if (!interpreter.ok) return interpreter
    const pythonDirectory = join(context.resourcesDirectory, 'python')
    return readPythonPage(
      {
        interpreter: interpreter.value.path,
        pythonDirectory,
        projectPath: project.path,
        blockRunDirectory: directory,
        output: output.name,
      },
      query,
    )
  }

const artifactFile =
  (deps: OutputsDependencies): Outputs['artifactFile'] =>
  async (url): Promise<Result<{ path: string; mime: string }>> => {
    const address = parseArtifactUrl(url)
    if (address === null) return fail('invalid-input', 'This is no address of an artifact.')
    const project = deps.findProject(address.projectId)
    if (!project.ok) return project
    const run = runDirectory(project.value.stateDirectory, address.runId)
    const directory = join(run, address.blockDirectory, String(address.attempt))
    // The folders above are ours; a link in their place is somebody's trick.
    const within = await fileWithin(
      dirname(run),
      join(String(address.runId), address.blockDirectory, String(address.attempt), address.path),
    )
    if (!within.ok) return within
    const file = await fileWithin(directory, address.path)
    return file.ok ? ok({ path: file.value, mime: mimeOf(file.value) }) : file
  }

/** Outputs of one engine, with what the composition root calls at the end. */
export type OutputsCapability = Outputs & AsyncDisposable

/** Makes what shows stored outputs and artifacts. */
export const createOutputs = (context: EngineContext, deps: OutputsDependencies): OutputsCapability => {
  const parquet = createParquetPages()
  return {
    preview: preview(deps),
    page: page(context, deps, parquet),
    artifactUrl: async (input) => {
      const place = await findBlockRun(deps, input)
      if (!place.ok) return place
      const file = await fileWithin(place.value.directory, input.path)
      return file.ok ? ok({ url: urlOf(place.value, input.path) }) : file
    },
    artifactFile: artifactFile(deps),
    [Symbol.asyncDispose]: parquet.idle,
  }
}
