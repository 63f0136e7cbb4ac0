import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..', '..')

/** A project folder of a spec; gone after `await using`. */
export type SpecProject = AsyncDisposable & {
  readonly path: string
  at(file: string): string
  read(file: string): Promise<string>
  write(file: string, text: string): Promise<void>
}

const folder = (parent: string, name: string): SpecProject => {
  const path = join(parent, name)
  const at = (file: string) => join(path, file)
  return {
    path,
    at,
    read: (file) => readFile(at(file), 'utf8'),
    write: async (file, text) => {
      await mkdir(dirname(at(file)), { recursive: true })
      await writeFile(at(file), text)
    },
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true, maxRetries: 5 }),
  }
}

const temporary = () => mkdtemp(join(tmpdir(), 'pipewright-spec-'))

/** An empty folder. */
export const emptyFolder = async (name = 'folder'): Promise<SpecProject> => {
  const made = folder(await temporary(), name)
  await mkdir(made.path)
  return made
}

/** A copy of a bundled example, as somebody's own project: not trusted. */
export const exampleCopy = async (example: string): Promise<SpecProject> => {
  const made = folder(await temporary(), example)
  await cp(join(root, 'resources', 'examples', example), made.path, { recursive: true })
  return made
}

/** A block of a project made for a spec: Python, with its code. */
export type SpecBlock = {
  readonly uuid: string
  readonly type: string
  readonly upstream: readonly string[]
  readonly code: string
}

const entry = (block: SpecBlock, all: readonly SpecBlock[]): string => {
  const downstream = all.filter((other) => other.upstream.includes(block.uuid)).map((other) => other.uuid)
  const list = (uuids: readonly string[]) =>
    uuids.length === 0 ? ' []' : `\n${uuids.map((uuid) => `  - ${uuid}`).join('\n')}`
  return [
    '- all_upstream_blocks_executed: false',
    '  color: null',
    '  configuration: {}',
    `  downstream_blocks:${list(downstream)}`,
    '  executor_config: null',
    '  executor_type: local_python',
    '  has_callback: false',
    '  language: python',
    `  name: ${block.uuid}`,
    '  retry_config: null',
    '  status: not_executed',
    '  timeout: null',
    `  type: ${block.type}`,
    `  upstream_blocks:${list(block.upstream)}`,
    `  uuid: ${block.uuid}`,
  ].join('\n')
}

/** Text of a pipeline file as Mage writes it. `variables` as YAML lines without indentation. */
export const pipelineText = (uuid: string, blocks: readonly SpecBlock[], variables: readonly string[] = []): string =>
  [
    blocks.length === 0 ? 'blocks: []' : `blocks:\n${blocks.map((block) => entry(block, blocks)).join('\n')}`,
    'callbacks: []',
    'conditionals: []',
    'created_at: null',
    'description: null',
    'extensions: {}',
    `name: ${uuid}`,
    'tags: []',
    'type: python',
    `uuid: ${uuid}`,
    ...(variables.length === 0 ? [] : ['variables:', ...variables.map((line) => `  ${line}`)]),
    'widgets: []',
    '',
  ].join('\n')

/** A Mage project with one pipeline, as somebody else would have made it. */
export const mageProject = async (
  pipeline: string,
  blocks: readonly SpecBlock[],
  variables: readonly string[] = [],
): Promise<SpecProject> => {
  const made = folder(await temporary(), 'spec_project')
  await made.write('metadata.yaml', 'project_type: standalone\n')
  await made.write('io_config.yaml', 'version: 0.1.1\ndefault: {}\n')
  await made.write(`pipelines/${pipeline}/metadata.yaml`, pipelineText(pipeline, blocks, variables))
  for (const block of blocks) {
    const place = block.type === 'custom' ? 'custom' : `${block.type}s`
    await made.write(`${place}/${block.uuid}.py`, block.code)
  }
  return made
}
