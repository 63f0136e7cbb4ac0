import { join } from 'node:path'
import { blockFile, placeOf } from '#shared/graph/block-file.ts'
import { cleanBlockName } from '#shared/graph/clean-name.ts'
import type { PipelineEdit } from '#shared/model/pipeline.ts'
import { type Draft, entriesOf, entryOf, extensionEntries, hasBlock, idsIn, setIds } from './draft.ts'
import { layoutText } from './layout-file.ts'
import { listPipelineUuids } from './list-pipelines.ts'
import { placedBlocks } from './placed-blocks.ts'
import { loadLayout, loadPipelineData } from './read-draft.ts'
import { isRawMap, type RawMap } from './read-values.ts'
import { EditRefused, isSameFile, refuse } from './stage.ts'
import { patchYaml } from './yaml-patch.ts'

type Rename = {
  readonly from: string
  readonly to: string
  readonly name: string
  readonly oldFile: string | null
  readonly newFile: string | null
}

/**
 * Gives a block another name: its file moves, and every pipeline that uses the file follows with all references. A replica has no file
 * of its own, so only this pipeline changes.
 */
export const renameBlock = (draft: Draft, edit: Extract<PipelineEdit, { kind: 'rename-block' }>): void => {
  const { entry } = entryOf(draft, edit.block)
  const to = cleanBlockName(edit.name)
  if (to === '')
    refuse('invalid-input', `Expected a name with letters or digits, but got "${edit.name}". Choose another name.`)
  if (to === edit.block) {
    entry.name = edit.name.trim()
    return
  }
  if (hasBlock(draft.data, to))
    refuse('already-exists', `This pipeline has a block "${to}" already. Choose another name.`)
  const rename = filesOf(draft, { from: edit.block, to, name: edit.name.trim() })
  const others = rename.oldFile === null ? [] : otherUsers(draft, rename)
  checkTarget(draft, rename)
  if (rename.oldFile !== null && rename.newFile !== null && draft.stage.exists(rename.oldFile))
    draft.stage.move(rename.oldFile, rename.newFile)
  moveLegacyCallback(draft, entry, rename)
  renameIn(draft.data, rename)
  renamePosition(draft.positions, rename)
  renameInteractions(draft, draft.uuid, rename)
  for (const uuid of others) renameInOther(draft, uuid, rename)
}

const filesOf = (draft: Draft, rename: Pick<Rename, 'from' | 'to' | 'name'>): Rename => {
  const blocks = placedBlocks(draft.data)
  const block = blocks.get(rename.from)
  if (block === undefined || block.replicaOf !== null) return { ...rename, oldFile: null, newFile: null }
  if (block.type === 'dbt' && block.language === 'sql')
    return refuse('unsupported', 'A dbt model is named by its file. Rename the file in the file tree instead.')
  const oldFile = blockFile(block, blocks, draft.facts)
  const isAtPlace = oldFile === placeOf(block)
  const extension = oldFile?.slice(oldFile.lastIndexOf('.')) ?? ''
  const besides = `${oldFile?.slice(0, oldFile.lastIndexOf('/') + 1) ?? ''}${rename.to.split('/').at(-1)}${extension}`
  return { ...rename, oldFile, newFile: isAtPlace ? placeOf({ ...block, uuid: rename.to }) : oldFile && besides }
}

const checkTarget = ({ stage, projectPath }: Draft, { oldFile, newFile }: Rename): void => {
  if (newFile === null || oldFile === null || newFile === oldFile || !stage.exists(newFile)) return
  // On a disk that does not tell upper from lower case, both names are the one file that is renamed.
  if (isSameFile(join(projectPath, oldFile), join(projectPath, newFile))) return
  refuse('already-exists', `There is a file ${newFile} already. Choose another name, or delete that file first.`)
}

/** The other pipelines whose block of this id is this file. */
const otherUsers = (draft: Draft, rename: Rename): string[] =>
  listPipelineUuids(draft.projectPath).filter((uuid) => {
    if (uuid === draft.uuid) return false
    const text = draft.stage.read(`pipelines/${uuid}/metadata.yaml`)
    if (text === null || !text.includes(rename.from)) return false
    const data = loadPipelineData(draft.stage, uuid)
    const blocks = placedBlocks(data)
    const block = blocks.get(rename.from)
    if (block === undefined || block.replicaOf !== null || blockFile(block, blocks, draft.facts) !== rename.oldFile)
      return false
    if (hasBlock(data, rename.to)) {
      const message = `Pipeline "${uuid}" uses this block too and has another block "${rename.to}". Choose another name.`
      refuse('already-exists', message)
    }
    return true
  })

const renameInOther = (draft: Draft, uuid: string, rename: Rename): void => {
  const path = `pipelines/${uuid}/metadata.yaml`
  const patched = patchYaml(draft.stage.read(path) ?? '', (data) => renameIn(data, rename))
  if (!patched.ok)
    throw new EditRefused({
      ...patched.error,
      message: `Pipeline "${uuid}" uses this block too. ${patched.error.message}`,
    })
  draft.stage.write(path, patched.value)
  renameInteractions(draft, uuid, rename)
  const positions = loadLayout(draft.stage, uuid)
  if (renamePosition(positions, rename)) draft.stage.write(`pipelines/${uuid}/layout.json`, layoutText(positions))
}

/** Forms of a block stand under its id in `interactions.yaml`. One that cannot be read is left alone: only Mage's editor shows them. */
const renameInteractions = ({ stage }: Draft, uuid: string, { from, to }: Rename): void => {
  const path = `pipelines/${uuid}/interactions.yaml`
  const text = stage.read(path)
  if (text === null || !text.includes(from)) return
  const patched = patchYaml(text, ({ blocks }) => {
    if (!isRawMap(blocks) || !Object.hasOwn(blocks, from)) return
    blocks[to] = blocks[from]
    delete blocks[from]
  })
  if (patched.ok && patched.value !== text) stage.write(path, patched.value)
}

const renamePosition = (positions: Draft['positions'], { from, to }: Rename): boolean => {
  const position = positions[from]
  if (position === undefined) return false
  delete positions[from]
  positions[to] = position
  return true
}

const moveLegacyCallback = ({ stage }: Draft, entry: RawMap, { from, to }: Rename): void => {
  const fileOf = (uuid: string) => `callbacks/${uuid.replaceAll('/', '_')}_callback.py`
  if (entry.has_callback === true && stage.exists(fileOf(from)) && !stage.exists(fileOf(to)))
    stage.move(fileOf(from), fileOf(to))
}

/** Every place of a pipeline's data that names the block. */
const renameIn = (data: RawMap, rename: Rename): void => {
  for (const entry of extensionEntries(data)) renameInLists(entry, rename)
  for (const { entry, uuid } of entriesOf(data)) {
    renameInLists(entry, rename)
    if (entry.replicated_block === rename.from) entry.replicated_block = rename.to
    if (isRawMap(entry.configuration)) renameInConfiguration(entry.configuration, rename)
    if (uuid === rename.from) renameEntry(entry, rename)
  }
}

const renameInLists = (entry: RawMap, { from, to }: Rename): void => {
  for (const key of ['upstream_blocks', 'downstream_blocks'] as const) {
    const ids = idsIn(entry, key)
    const renamed = ids.map((id) => (id === from ? to : id))
    if (ids.includes(from)) setIds(entry, key, renamed)
  }
}

const renameEntry = (entry: RawMap, { to, name, oldFile, newFile }: Rename): void => {
  entry.uuid = to
  entry.name = name
  if (!isRawMap(entry.configuration) || oldFile === null || newFile === null) return
  const { configuration } = entry
  const follow = (path: unknown) =>
    typeof path === 'string' && path.endsWith(oldFile) ? path.slice(0, -oldFile.length) + newFile : path
  if (typeof configuration.file_path === 'string') configuration.file_path = follow(configuration.file_path)
  if (isRawMap(configuration.file_source)) configuration.file_source.path = follow(configuration.file_source.path)
}

const mapOrEmpty = (value: unknown): RawMap => (isRawMap(value) ? value : {})

/** Settings that are kept per upstream block (mage-format 2.4). */
const renameInConfiguration = (configuration: RawMap, { from, to }: Rename): void => {
  const { upstream, downstream } = mapOrEmpty(configuration.variables)
  const { inputs } = mapOrEmpty(configuration.data_integration)
  const { reduce_output_upstream: reduced } = mapOrEmpty(configuration.dynamic)
  for (const map of [configuration.upstream_block_configuration, upstream, downstream, inputs].filter(isRawMap)) {
    if (!Object.hasOwn(map, from)) continue
    map[to] = map[from]
    delete map[from]
  }
  for (const list of [reduced, inputs])
    if (Array.isArray(list)) list.splice(0, list.length, ...list.map((id) => (id === from ? to : id)))
}
