import { dirname, join } from 'node:path'
import type { Outputs } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import { runDirectory } from '#engine/run/block-run-directory.ts'
import type { Output, TablePage } from '#shared/model/output.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { artifactUrl, mimeOf, parseArtifactUrl } from './artifact-url.ts'
import { fileWithin } from './file-within.ts'
import type { OutputsCapability, OutputsDependencies } from './outputs.ts'
import { createParquetPages, type PageQuery, type ParquetPages } from './parquet-page.ts'
import { createPythonPages, type PythonPages } from './python-page.ts'
import { type BlockRunPlace, findBlockRun, findOutput } from './stored-output.ts'
import { pageOfPreview, readStoredPreview } from './stored-preview.ts'

const mostRows = 1_000

const urlOf = ({ project, runId, blockDirectory, attempt }: BlockRunPlace, path: string): string =>
  artifactUrl({ projectId: project.id, runId, blockDirectory, attempt, path })

const preview =
  (deps: OutputsDependencies): Outputs['preview'] =>
  async (input) => {
    const found = await findOutput(deps, input)
    if (!found.ok) return found
    const stored = await readStoredPreview(found.value.directory, found.value.output)
    if (!stored.ok) return stored
    const shown = stored.value.preview
    return ok({ preview: shown, url: 'file' in shown ? urlOf(found.value, shown.file) : null })
  }

type Pages = { readonly parquet: ParquetPages; readonly python: PythonPages }
type PageDependencies = OutputsDependencies & Pages & Pick<EngineContext, 'resourcesDirectory'>
type FoundOutput = BlockRunPlace & { readonly output: Output }

/** The first rows from the preview, else by the project's interpreter. */
const pageByPython = async (
  deps: PageDependencies,
  { project, directory, output }: FoundOutput,
  query: PageQuery,
): Promise<Result<TablePage>> => {
  const stored = await readStoredPreview(directory, output)
  const first = stored.ok ? pageOfPreview(stored.value, query) : null
  if (first !== null) return ok(first)
  // Loading a pickle runs code of the project.
  if (!project.isTrusted())
    return fail('not-trusted', `Reading this output runs code of ${project.name}; trust the folder first.`)
  const interpreter = await deps.interpreterFor(project)
  if (!interpreter.ok) return interpreter
  const pythonDirectory = join(deps.resourcesDirectory, 'python')
  return deps.python.page(
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

const page =
  (deps: PageDependencies): Outputs['page'] =>
  async (input) => {
    const found = await findOutput(deps, input)
    if (!found.ok) return found
    const query = { offset: input.offset, limit: Math.min(input.limit, mostRows), sort: input.sort }
    const { directory, output } = found.value
    if (output.format !== 'parquet') return pageByPython(deps, found.value, query)
    const file = await fileWithin(directory, output.path)
    return file.ok ? deps.parquet.page(file.value, query) : file
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

/** What shows stored outputs and artifacts, loaded with the first look. */
export const createOutputsPart = (context: EngineContext, deps: OutputsDependencies): OutputsCapability => {
  const pages: Pages = { parquet: createParquetPages(), python: createPythonPages() }
  return {
    preview: preview(deps),
    page: page({ ...deps, ...pages, resourcesDirectory: context.resourcesDirectory }),
    artifactUrl: async (input) => {
      const place = await findBlockRun(deps, input)
      if (!place.ok) return place
      const file = await fileWithin(place.value.directory, input.path)
      return file.ok ? ok({ url: urlOf(place.value, input.path) }) : file
    },
    artifactFile: artifactFile(deps),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([pages.parquet.idle(), pages.python.dispose()])
    },
  }
}
