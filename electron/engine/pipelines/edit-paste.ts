import { blockFile } from '#shared/graph/block-file.ts'
import type { PipelineEdit } from '#shared/model/pipeline.ts'
import { type Draft, entriesOf, hasBlock, idsIn, listOf } from './draft.ts'
import { copyEntry, place } from './edit-blocks.ts'
import { setUpstream } from './edit-links.ts'
import { placedBlocks } from './placed-blocks.ts'
import { loadLayout, loadPipelineData } from './read-draft.ts'
import { idOf, type RawMap } from './read-values.ts'
import { refuse } from './stage.ts'

type Paste = Extract<PipelineEdit, { kind: 'paste-blocks' }>

/**
 * Blocks of this or another pipeline. One this pipeline does not have yet shares its file; one it has gets a copy. Links among the
 * pasted blocks come along, links to others do not.
 */
export const pasteBlocks = (draft: Draft, edit: Paste): void => {
  const isOwn = edit.fromPipeline === draft.uuid
  const source = isOwn ? draft.data : loadPipelineData(draft.stage, edit.fromPipeline)
  const positions = isOwn ? { ...draft.positions } : loadLayout(draft.stage, edit.fromPipeline)
  const wanted = new Set(edit.blocks)
  const originals = entriesOf(source).filter(({ uuid }) => wanted.has(uuid))
  const found = new Set(originals.map(({ uuid }) => uuid))
  const missing = edit.blocks.find((uuid) => !found.has(uuid))
  if (missing !== undefined)
    refuse('not-found', `Pipeline "${edit.fromPipeline}" has no block "${missing}" any more. Copy the blocks again.`)
  const newIds = new Map<string, string>()
  const pasted = originals.map(({ uuid, entry, role }) => {
    const copy = pasteEntry(draft, { uuid, entry, source })
    listOf(draft.data, role).push(copy.entry)
    draft.created.push(copy.uuid)
    newIds.set(uuid, copy.uuid)
    const there = positions[uuid]
    if (there !== undefined) place(draft, copy.uuid, { x: there.x + edit.offset.x, y: there.y + edit.offset.y })
    return { uuid: copy.uuid, upstream: idsIn(entry, 'upstream_blocks') }
  })
  for (const { uuid, upstream } of pasted) {
    const entry = entriesOf(draft.data).find((candidate) => candidate.uuid === uuid)
    if (entry !== undefined)
      setUpstream(
        draft,
        entry,
        upstream.flatMap((id) => newIds.get(id) ?? []),
      )
  }
}

const pasteEntry = (draft: Draft, original: { uuid: string; entry: RawMap; source: RawMap }) => {
  const { uuid, entry, source } = original
  const replicaOf = idOf(entry.replicated_block)
  const hasOriginal = replicaOf === null || hasBlock(draft.data, replicaOf)
  if (!hasBlock(draft.data, uuid) && hasOriginal) {
    const shared = structuredClone(entry)
    Object.assign(shared, { status: 'not_executed', upstream_blocks: [], downstream_blocks: [] })
    return { entry: shared, uuid }
  }
  const blocks = placedBlocks(source)
  const block = blocks.get(uuid)
  const file = block === undefined ? null : blockFile(block, blocks, draft.facts)
  return copyEntry(draft, entry, { code: file === null ? null : draft.stage.read(file), from: uuid })
}
