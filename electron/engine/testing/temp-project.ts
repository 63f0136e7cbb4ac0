import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import type { BlockLanguage, BlockType } from '#shared/model/block.ts'
import type { JsonMap } from '#shared/model/json.ts'

/** A block of a temporary pipeline. Left out: a Python transformer without upstream that returns its first input. */
export type TempBlock = {
  readonly uuid: string
  readonly type?: BlockType
  readonly language?: BlockLanguage
  readonly upstream?: readonly string[]
  /** Text of the code file; null = write no file. */
  readonly code?: string | null
  readonly configuration?: JsonMap
  /** Further keys of the block's entry, as in the file: `timeout`, `retry_config`, … */
  readonly entry?: JsonMap
}

export type TempPipeline = {
  readonly uuid: string
  readonly blocks: readonly TempBlock[]
  readonly variables?: JsonMap
  /** Further keys of the pipeline file. */
  readonly entry?: JsonMap
}

/** A real project folder in the system's temporary folder; gone after `await using`. */
export type TempProject = AsyncDisposable & {
  /** Real path of the project folder. */
  readonly path: string
  /** Absolute path of a project file. */
  at(file: string): string
  /** Writes a file and the folders above it. */
  write(file: string, content: string | Uint8Array): Promise<void>
  read(file: string): Promise<string>
  /** Writes the pipeline file and the code files of its blocks. */
  pipeline(pipeline: TempPipeline): Promise<void>
  remove(): Promise<void>
}

const extensions = {
  python: 'py',
  sql: 'sql',
  r: 'r',
  yaml: 'yaml',
  markdown: 'md',
  shell: 'sh',
  javascript: 'js',
} as const

/** Where Mage keeps the code of a block (mage-format 3.2). */
export const tempBlockFile = (block: TempBlock): string => {
  const type = block.type ?? 'transformer'
  const folder = type === 'custom' ? 'custom' : `${type}s`
  return `${folder}/${block.uuid}.${extensions[block.language ?? 'python']}`
}

/** Text of a pipeline file as Mage would write it, links on both sides. */
export const tempPipelineYaml = (pipeline: TempPipeline): string => {
  const entries = pipeline.blocks.map((block) => ({
    all_upstream_blocks_executed: false,
    configuration: block.configuration ?? {},
    downstream_blocks: pipeline.blocks
      .filter((other) => other.upstream?.includes(block.uuid) && !isGuard(other))
      .map((other) => other.uuid),
    language: block.language ?? 'python',
    name: block.uuid,
    type: block.type ?? 'transformer',
    upstream_blocks: [...(block.upstream ?? [])],
    uuid: block.uuid,
    ...block.entry,
  }))
  const role = (wanted: BlockType) => entries.filter((_, index) => pipeline.blocks[index]?.type === wanted)
  return stringify({
    blocks: entries.filter((_, index) => !isGuard(pipeline.blocks[index])),
    callbacks: role('callback'),
    conditionals: role('conditional'),
    name: pipeline.uuid,
    type: 'python',
    uuid: pipeline.uuid,
    ...(pipeline.variables === undefined ? {} : { variables: pipeline.variables }),
    ...pipeline.entry,
  })
}

const isGuard = (block: TempBlock | undefined): boolean => block?.type === 'callback' || block?.type === 'conditional'

/** Makes a folder that Mage and Pipewright take for a project. `name` is its base name, hence part of import paths. */
export const createTempProject = async (
  pipelines: readonly TempPipeline[] = [],
  name = 'temp_project',
): Promise<TempProject> => {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'pipewright-test-')))
  const path = join(parent, name)
  const at = (file: string) => join(path, file)
  const write = async (file: string, content: string | Uint8Array) => {
    await mkdir(dirname(at(file)), { recursive: true })
    await writeFile(at(file), content)
  }
  const pipeline = async (wanted: TempPipeline) => {
    await write(`pipelines/${wanted.uuid}/metadata.yaml`, tempPipelineYaml(wanted))
    for (const block of wanted.blocks) {
      if (block.code !== null) await write(tempBlockFile(block), block.code ?? passesOn(block.type ?? 'transformer'))
    }
  }
  const remove = () => rm(parent, { recursive: true, force: true, maxRetries: 5 })
  await write('metadata.yaml', 'project_type: standalone\n')
  await mkdir(at('pipelines'), { recursive: true })
  for (const wanted of pipelines) await pipeline(wanted)
  return {
    path,
    at,
    write,
    pipeline,
    remove,
    read: (file) => readFile(at(file), 'utf8'),
    [Symbol.asyncDispose]: remove,
  }
}

/** Code of a block that returns its first input, or 1 where it has none. */
export const passesOn = (type: BlockType): string => `@${type}
def run(*args, **kwargs):
    return args[0] if args else 1
`
