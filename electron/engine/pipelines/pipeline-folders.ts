import { existsSync } from 'node:fs'
import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { writeFailure } from '#engine/project/file-errors.ts'
import { cleanPipelineName } from '#shared/graph/clean-name.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { applyChange, type Writer } from './apply-change.ts'
import { isRawMap, type RawMap } from './read-values.ts'
import { bytesOrNull, type FileChange, isSameFile } from './stage.ts'
import { emitPair } from './yaml-emit.ts'
import { patchYaml } from './yaml-patch.ts'

type Wanted = { readonly name: string; readonly description: string | null; readonly tags: readonly string[] }

const folderOf = (uuid: string): string => `pipelines/${uuid}`

/** As Python prints a time in UTC, which is how Mage stores it. */
const now = (): string => `${new Date().toISOString().replace('T', ' ').replace('Z', '')}000+00:00`

/** Folder name for a pipeline's name, free to be taken. */
const freeUuid = (projectPath: string, name: string): Result<string> => {
  const uuid = cleanPipelineName(name)
  if (uuid === '')
    return fail('invalid-input', `Expected a name with letters or digits, but got "${name}". Choose another name.`)
  if (existsSync(join(projectPath, folderOf(uuid))))
    return fail('already-exists', `There is a pipeline in ${folderOf(uuid)} already. Choose another name.`, { uuid })
  return ok(uuid)
}

const newPipelineText = (uuid: string, wanted: Wanted): string => {
  const data: RawMap = {
    blocks: [],
    cache_block_output_in_memory: false,
    callbacks: [],
    concurrency_config: {},
    conditionals: [],
    created_at: now(),
    data_integration: null,
    description: wanted.description,
    executor_config: {},
    executor_count: 1,
    executor_type: null,
    extensions: {},
    name: wanted.name.trim(),
    notification_config: {},
    remote_variables_dir: null,
    retry_config: {},
    run_pipeline_in_one_process: false,
    settings: { triggers: null },
    spark_config: {},
    tags: [...wanted.tags],
    type: 'python',
    uuid,
    variables: {},
    widgets: [],
  }
  const at = { indent: 0, style: { listIndent: 0 } }
  return `${Object.keys(data)
    .sort()
    .flatMap((key) => emitPair(key, data[key], at))
    .join('\n')}\n`
}

/** Makes an empty pipeline as Mage would; answers its id. */
export const createPipelineFolder = async (writer: Writer, wanted: Wanted): Promise<Result<string>> => {
  const uuid = freeUuid(writer.projectPath, wanted.name)
  if (!uuid.ok) return uuid
  const to = Buffer.from(newPipelineText(uuid.value, wanted), 'utf8')
  const path = `${folderOf(uuid.value)}/metadata.yaml`
  const written = await applyChange({ moves: [], files: [{ path, from: null, to }] }, writer)
  return written.ok ? uuid : written
}

const patched = (file: string, content: Buffer | null, change: (data: RawMap) => void): Result<FileChange> => {
  const text = patchYaml(content?.toString('utf8') ?? '', change)
  if (!text.ok) return fail('unreadable-file', `${file}: ${text.error.message}`)
  return ok({ path: file, from: content, to: Buffer.from(text.value, 'utf8') })
}

/** A pipeline with the same blocks, whose files both share. Triggers stay with the original: two would fire twice. */
export const clonePipelineFolder = async (writer: Writer, uuid: string, name: string): Promise<Result<string>> => {
  const { projectPath } = writer
  const cloned = freeUuid(projectPath, name)
  if (!cloned.ok) return cloned
  const content = bytesOrNull(join(projectPath, folderOf(uuid), 'metadata.yaml'))
  const target = join(projectPath, folderOf(cloned.value))
  const file = patched(`${folderOf(cloned.value)}/metadata.yaml`, content, (data) =>
    Object.assign(data, { uuid: cloned.value, name: name.trim(), created_at: now() }),
  )
  if (!file.ok) return file
  try {
    await mkdir(target)
    await cp(join(projectPath, folderOf(uuid)), target, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !['triggers.yaml', 'metadata.yaml'].includes(basename(path)) && !basename(path).startsWith('.'),
    })
  } catch (error) {
    await rm(target, { recursive: true, force: true })
    return writeFailure(error, folderOf(cloned.value))
  }
  const written = await applyChange({ moves: [], files: [{ ...file.value, from: null }] }, writer)
  if (!written.ok) await rm(target, { recursive: true, force: true })
  return written.ok ? cloned : written
}

/** Moves a pipeline to the folder of its new name, with its triggers, and mends what names it. Answers the new id. */
export const renamePipelineFolder = async (writer: Writer, uuid: string, name: string): Promise<Result<string>> => {
  const { projectPath } = writer
  const wanted = cleanPipelineName(name)
  const source = join(projectPath, folderOf(uuid))
  const isOwn = wanted === uuid || (wanted !== '' && isSameFile(source, join(projectPath, folderOf(wanted))))
  const renamed = isOwn ? ok(wanted) : freeUuid(projectPath, name)
  if (!renamed.ok) return renamed
  const files = renamedFiles(projectPath, { uuid, to: renamed.value, name: name.trim() })
  if (!files.ok) return files
  const move = { from: folderOf(uuid), to: folderOf(renamed.value) }
  try {
    if (move.from !== move.to) await rename(source, join(projectPath, move.to))
  } catch (error) {
    return writeFailure(error, move.to)
  }
  const written = await applyChange({ moves: [], files: files.value }, writer)
  if (written.ok) return renamed
  if (move.from !== move.to) await rename(join(projectPath, move.to), source)
  return written
}

type Renaming = { readonly uuid: string; readonly to: string; readonly name: string }

/** Changes of file contents, at the places they have after the folder has moved. */
const renamedFiles = (projectPath: string, { uuid, to, name }: Renaming): Result<FileChange[]> => {
  const read = (path: string) => bytesOrNull(join(projectPath, path))
  const changes = [
    patched(`${folderOf(to)}/metadata.yaml`, read(`${folderOf(uuid)}/metadata.yaml`), (data) =>
      Object.assign(data, { uuid: to, name }),
    ),
  ]
  const triggers = read(`${folderOf(uuid)}/triggers.yaml`)
  if (triggers?.includes('pipeline_uuid') === true)
    changes.push(patched(`${folderOf(to)}/triggers.yaml`, triggers, (data) => renameTriggers(data, uuid, to)))
  const products = read('global_data_products.yaml')
  if (products?.includes(uuid) === true)
    changes.push(patched('global_data_products.yaml', products, (data) => renameProducts(data, uuid, to)))
  const failed = changes.find((change) => !change.ok)
  if (failed !== undefined && !failed.ok) return failed
  return ok(changes.flatMap((change) => (change.ok ? [change.value] : [])))
}

const renameTriggers = (data: RawMap, from: string, to: string): void => {
  for (const trigger of Array.isArray(data.triggers) ? data.triggers : [])
    if (isRawMap(trigger) && trigger.pipeline_uuid === from) trigger.pipeline_uuid = to
}

const renameProducts = (data: RawMap, from: string, to: string): void => {
  for (const product of Object.values(data))
    if (isRawMap(product) && product.object_type === 'pipeline' && product.object_uuid === from)
      product.object_uuid = to
}
