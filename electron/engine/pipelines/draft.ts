import type { FolderFacts } from '#shared/graph/block-file.ts'
import type { LinkableBlock } from '#shared/graph/edit-rules.ts'
import { type BlockRole, type BlockType, blockTypes } from '#shared/model/block.ts'
import type { Position } from '#shared/model/pipeline.ts'
import { blockLists } from './pipeline-model.ts'
import { idOf, isRawMap, type RawMap } from './read-values.ts'
import { refuse, type Stage } from './stage.ts'

/** A pipeline while it is edited: its file's data, which edits change in place, and the folder around it. */
export type Draft = {
  readonly uuid: string
  readonly projectPath: string
  readonly data: RawMap
  readonly positions: Record<string, Position>
  readonly stage: Stage
  readonly facts: FolderFacts
  /** Starter code of a template; null where there is no such template. */
  readonly templateCode: (templateId: string) => string | null
  /** Ids of blocks made by this request. */
  readonly created: string[]
}

/** A block's entry and the list it stands in. */
export type DraftEntry = {
  readonly entry: RawMap
  readonly uuid: string
  readonly list: unknown[]
  readonly role: BlockRole
}

/** All entries with an id. */
export const entriesOf = (data: RawMap): DraftEntry[] =>
  blockLists.flatMap(({ key, role }) => {
    const list = data[key]
    if (!Array.isArray(list)) return []
    return list.flatMap((entry) => {
      const uuid = isRawMap(entry) ? idOf(entry.uuid) : null
      return isRawMap(entry) && uuid !== null ? [{ entry, uuid, list, role }] : []
    })
  })

export const hasBlock = (data: RawMap, uuid: string): boolean => entriesOf(data).some((entry) => entry.uuid === uuid)

/** Entries of extensions such as Great Expectations: no blocks of the graph, but they name blocks as their upstream. */
export const extensionEntries = (data: RawMap): RawMap[] =>
  Object.values(isRawMap(data.extensions) ? data.extensions : {}).flatMap((extension) =>
    isRawMap(extension) && Array.isArray(extension.blocks) ? extension.blocks.filter(isRawMap) : [],
  )

/** The entry of a block, or the end of the request. */
export const entryOf = (draft: Draft, uuid: string): DraftEntry =>
  entriesOf(draft.data).find((entry) => entry.uuid === uuid) ??
  refuse('not-found', `There is no block "${uuid}" in this pipeline. It may have been removed meanwhile.`)

/** Ids in a list of an entry; tolerant of numbers without quotes. */
export const idsIn = (entry: RawMap, key: 'upstream_blocks' | 'downstream_blocks'): string[] => {
  const value = entry[key]
  return Array.isArray(value) ? value.flatMap((id) => idOf(id) ?? []) : []
}

/** Sets a list of ids; values that stay keep the form they have in the file. */
export const setIds = (entry: RawMap, key: 'upstream_blocks' | 'downstream_blocks', ids: readonly string[]): void => {
  const old = Array.isArray(entry[key]) ? (entry[key] as unknown[]) : []
  if (old.length === ids.length && idsIn(entry, key).every((id, index) => id === ids[index])) return
  entry[key] = ids.map((id) => old.find((value) => idOf(value) === id) ?? id)
}

export const typeOf = (entry: RawMap): BlockType => blockTypes.find((type) => type === entry.type) ?? 'custom'

/** The graph as the linking rules see it. */
export const linkable = (data: RawMap): LinkableBlock[] =>
  entriesOf(data).map(({ uuid, entry }) => ({ uuid, type: typeOf(entry), upstream: idsIn(entry, 'upstream_blocks') }))

/** The list of a role, made where the file has none. */
export const listOf = (data: RawMap, role: BlockRole): unknown[] => {
  const key = blockLists.find((list) => list.role === role)?.key ?? 'blocks'
  const list = data[key]
  if (Array.isArray(list)) return list
  if (list !== null && list !== undefined)
    refuse('unreadable-file', `Expected a list under "${key}" of this pipeline's file. Correct the file first.`)
  const made: unknown[] = []
  data[key] = made
  return made
}
