import { blockFile, blockOfFile, placeOf } from '#shared/graph/block-file.ts'
import { cleanBlockName, uniqueName } from '#shared/graph/clean-name.ts'
import { roleOfType } from '#shared/graph/edit-rules.ts'
import type { BlockLanguage, BlockType } from '#shared/model/block.ts'
import type { JsonMap } from '#shared/model/json.ts'
import type { PipelineEdit, Position } from '#shared/model/pipeline.ts'
import { type Draft, entriesOf, entryOf, hasBlock, idsIn, listOf, typeOf } from './draft.ts'
import { connect, replaceUpstream } from './edit-links.ts'
import { placedBlocks } from './placed-blocks.ts'
import type { RawMap } from './read-values.ts'
import { refuse } from './stage.ts'

type Edit<Kind extends PipelineEdit['kind']> = Extract<PipelineEdit, { kind: Kind }>
type NewBlock = {
  readonly uuid: string
  readonly name: string
  readonly type: BlockType
  readonly language: BlockLanguage
  readonly configuration: JsonMap
}

/** An entry with every key that Mage writes, sorted as it sorts them. */
const newEntry = (block: NewBlock): RawMap => ({
  all_upstream_blocks_executed: true,
  color: null,
  configuration: block.configuration,
  downstream_blocks: [],
  executor_config: null,
  executor_type: 'local_python',
  has_callback: false,
  language: block.language,
  name: block.name,
  retry_config: null,
  status: 'not_executed',
  timeout: null,
  type: block.type,
  upstream_blocks: [],
  uuid: block.uuid,
})

type Links = {
  readonly upstream: readonly string[]
  readonly downstream: readonly string[]
  readonly position: Position | null
  readonly nextTo?: Edit<'add-block'>['nextTo']
}

/** Place of a new entry in its list. */
const placeInList = (draft: Draft, list: readonly unknown[], nextTo: Links['nextTo']): number => {
  const neighbour = entriesOf(draft.data).find(({ uuid }) => uuid === nextTo?.block)
  const found = neighbour === undefined ? -1 : list.indexOf(neighbour.entry)
  if (found < 0) return list.length
  return nextTo?.side === 'before' ? found : found + 1
}

const addEntry = (draft: Draft, block: NewBlock, links: Links): void => {
  const list = listOf(draft.data, roleOfType(block.type))
  list.splice(placeInList(draft, list, links.nextTo), 0, newEntry(block))
  draft.created.push(block.uuid)
  replaceUpstream(draft, block.uuid, links.upstream)
  for (const uuid of links.downstream) connect(draft, block.uuid, uuid)
  if (links.position !== null) place(draft, block.uuid, links.position)
}

export const place = (draft: Draft, uuid: string, { x, y }: Position): void => {
  draft.positions[uuid] = { x: Math.round(x), y: Math.round(y) }
}

/**
 * A new block. A file that is there already is kept and used, as Mage does, since block files belong to all pipelines; only where this
 * pipeline has that block, the new one gets a name of its own.
 */
export const addBlock = (draft: Draft, edit: Edit<'add-block'>): void => {
  const { type, language } = edit
  if (type === 'extension')
    refuse('unsupported', 'Extensions such as Great Expectations are added in Mage; here they are only kept.')
  if (type === 'dbt' && language === 'sql')
    refuse('unsupported', 'A dbt model is added from its file. Drag the model from the file tree onto the canvas.')
  const wanted = cleanBlockName(edit.name)
  if (wanted === '')
    refuse('invalid-input', `Expected a name with letters or digits, but got "${edit.name}". Choose another name.`)
  const fileOf = (uuid: string) => placeOf({ uuid, type, language })
  const isTaken = (uuid: string): boolean => {
    if (hasBlock(draft.data, uuid)) return true
    const file = fileOf(uuid)
    return uuid !== wanted && file !== null && draft.stage.exists(file)
  }
  const uuid = uniqueName(wanted, isTaken)
  const file = fileOf(uuid)
  if (file !== null && !draft.stage.exists(file)) draft.stage.write(file, starterCode(draft, { ...edit, uuid }))
  const name = uuid === wanted ? edit.name.trim() : uuid
  addEntry(draft, { uuid, name, type, language, configuration: {} }, edit)
}

const starterCode = (draft: Draft, block: Edit<'add-block'> & { uuid: string }): string => {
  const empty = block.type === 'markdown' ? 'markdown' : `${block.language}_${block.type}`
  const code = draft.templateCode(block.templateId ?? empty)
  if (code === null && block.templateId !== null)
    refuse('not-found', `There is no template "${block.templateId}". Choose another one.`)
  const functionName = (block.uuid.split('/').at(-1) ?? block.uuid).replace(/[^\p{L}\p{N}_]/gu, '_')
  return (code ?? '').replaceAll(/\{\{\s*block_name\s*\}\}/g, functionName)
}

/** A block from a file of the project, which other pipelines may use too. */
export const addExistingBlock = (draft: Draft, edit: Edit<'add-existing-block'>): void => {
  const file = edit.file.replaceAll('\\', '/')
  if (!draft.stage.exists(file))
    refuse('not-found', `Expected a file at ${file}, but there is none. It may have been moved meanwhile.`)
  const found = blockOfFile(file) ?? dbtModel(file) ?? refuse('invalid-input', noBlock(file))
  if (hasBlock(draft.data, found.uuid)) {
    const message = `This pipeline has a block "${found.uuid}" already. Duplicate that block to use its code twice.`
    refuse('already-exists', message, { block: found.uuid })
  }
  const configuration = found.type === 'dbt' && found.language === 'sql' ? { file_path: file } : {}
  addEntry(draft, { ...found, name: found.uuid, configuration }, edit)
}

const noBlock = (file: string): string =>
  `${file} is no block: expected a file in a folder such as data_loaders/ or transformers/. Move it there first.`

const dbtModel = (file: string) =>
  /^dbt\/.+\.sql$/.test(file)
    ? { uuid: file.slice(0, -'.sql'.length), type: 'dbt' as const, language: 'sql' as const }
    : null

/** A copy with a file of its own, behind its original and waiting for the same blocks. */
export const duplicateBlock = (draft: Draft, edit: Edit<'duplicate-block'>): void => {
  const original = entryOf(draft, edit.block)
  const copy = copyEntry(draft, original.entry, { code: codeOf(draft, edit.block), from: edit.block })
  original.list.splice(original.list.indexOf(original.entry) + 1, 0, copy.entry)
  draft.created.push(copy.uuid)
  replaceUpstream(draft, copy.uuid, idsIn(original.entry, 'upstream_blocks'))
  const there = draft.positions[edit.block]
  const position = edit.position ?? (there === undefined ? null : { x: there.x + 40, y: there.y + 40 })
  if (position !== null) place(draft, copy.uuid, position)
}

/** File text of a block of the draft; null where it has none on disk. */
const codeOf = (draft: Draft, uuid: string): string | null => {
  const blocks = placedBlocks(draft.data)
  const block = blocks.get(uuid)
  const file = block === undefined ? null : blockFile(block, blocks, draft.facts)
  return file === null ? null : draft.stage.read(file)
}

/** An entry like another one, with a free id and its own file; links are left to the caller. */
export const copyEntry = (
  draft: Draft,
  entry: RawMap,
  source: { readonly code: string | null; readonly from: string },
): { entry: RawMap; uuid: string } => {
  const type = typeOf(entry)
  const placed = placedBlocks({ blocks: [entry] }).get(source.from)
  const language = placed?.language ?? 'python'
  if (type === 'dbt' && language === 'sql')
    refuse(
      'unsupported',
      `"${source.from}" is a dbt model, which can stand only once in a pipeline. Copy its file instead.`,
    )
  const fileOf = (uuid: string) => placeOf({ uuid, type, language })
  const isFree = (uuid: string) =>
    !hasBlock(draft.data, uuid) && !draft.stage.exists(fileOf(uuid) ?? '.pipewright/none')
  const uuid = uniqueName(`${source.from}_copy`, (candidate) => !isFree(candidate))
  const file = fileOf(uuid)
  if (file !== null && source.code !== null) draft.stage.write(file, source.code)
  const copy = structuredClone(entry)
  delete copy.replicated_block
  if (typeof copy.configuration === 'object' && copy.configuration !== null) {
    // They name the original's file.
    delete (copy.configuration as RawMap).file_path
    delete (copy.configuration as RawMap).file_source
  }
  Object.assign(copy, { name: uuid, uuid, status: 'not_executed', upstream_blocks: [], downstream_blocks: [] })
  return { entry: copy, uuid }
}

/** Replicas share the file of a block of the same pipeline: it may not leave before them. */
export const checkReplicas = (draft: Draft, before: ReadonlySet<string>): void => {
  for (const { uuid, entry } of entriesOf(draft.data)) {
    const original = entry.replicated_block
    if (typeof original !== 'string' || hasBlock(draft.data, original) || !before.has(original)) continue
    const message = `"${uuid}" is a replica of "${original}" and runs its code. Remove "${uuid}" first, or both together.`
    refuse('invalid-input', message)
  }
}
