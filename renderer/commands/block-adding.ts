import { toast } from 'sonner'
import { blockOfFile } from '#shared/graph/block-file.ts'
import { uniqueName } from '#shared/graph/clean-name.ts'
import type { BlockType } from '#shared/model/block.ts'
import type { NextTo, PipelineEdit, Position } from '#shared/model/pipeline.ts'
import { showCanvas, useCanvasStore } from '../state/canvas-store.ts'
import { showUi, useUiStore } from '../state/ui-store.ts'
import { ask } from './ask.ts'
import type { BlockDrag } from './block-drag.ts'
import { isGuard, isNote } from './block-kinds.ts'
import { blockSize, blockSpacing, freePlace } from './block-layout.ts'
import { shownPositions } from './block-moves.ts'
import { roomBetween } from './block-room.ts'
import { editPipeline, type ShownPipeline, shownPipeline } from './pipeline-edit.ts'

/** Where a new block goes. */
export type BlockPlace = {
  /** Top left; null = where there is room beside its neighbours. */
  readonly position: Position | null
  readonly upstream: readonly string[]
  readonly downstream: readonly string[]
  /** Where it stands in the pipeline's file; at the end where absent. */
  readonly nextTo?: NextTo
}

/**
 * Names of this pipeline's blocks and of all block files, asked for anew: a new block with the name of a file that is there would use
 * that file instead of its template.
 */
const takenNames = async ({ projectId, pipeline }: ShownPipeline): Promise<Set<string>> => {
  const files = await ask('block.files', { projectId }, { title: 'The block files could not be read' })
  return new Set([...pipeline.blocks.map((block) => block.uuid), ...(files ?? []).map((file) => file.uuid)])
}

const middle = (): Position => {
  const centre = useCanvasStore.getState().centre ?? { x: 140, y: 80 }
  return { x: centre.x - blockSize.width / 2, y: centre.y - blockSize.height / 2 }
}

const placeFor = (place: BlockPlace): Position => {
  if (place.position !== null) return place.position
  const positions = shownPositions()
  const neighbours = place.upstream.flatMap((uuid) => positions[uuid] ?? [])
  const wanted =
    neighbours.length === 0
      ? middle()
      : {
          x: Math.max(...neighbours.map((position) => position.x)) + blockSpacing.x,
          y: neighbours.reduce((sum, position) => sum + position.y, 0) / neighbours.length,
        }
  const free = freePlace(wanted, Object.values(positions))
  return { x: Math.round(free.x), y: Math.round(free.y) }
}

/** `downstream` gets the new block in the argument place that one of the new block's upstreams had, so the code's arguments keep their order. */
const takeOver = (shown: ShownPipeline, place: BlockPlace, newcomer: string): PipelineEdit[] =>
  place.downstream.map((uuid) => {
    const known = shown.pipeline.blocks.find((block) => block.uuid === uuid)?.upstream ?? []
    const at = known.findIndex((upstream) => place.upstream.includes(upstream))
    const upstream = at < 0 ? [...known, newcomer] : known.map((name, index) => (index === at ? newcomer : name))
    return { kind: 'set-upstream', block: uuid, upstream: [...new Set(upstream)] }
  })

/** Room for a block that stands between two others. */
const makeRoom = (shown: ShownPipeline, place: BlockPlace): { place: BlockPlace; moves: PipelineEdit[] } => {
  const room = roomBetween({ blocks: shown.pipeline.blocks, positions: shownPositions() }, place)
  if (room === null) return { place, moves: [] }
  const moves: PipelineEdit[] = room.moved === null ? [] : [{ kind: 'move-blocks', positions: { ...room.moved } }]
  return { place: { ...place, position: room.position }, moves }
}

/** A guard never stands between two blocks: a conditional guards the receiving one, a callback listens to the giving one. */
const placeOfGuard = (type: BlockType, place: BlockPlace): BlockPlace => {
  if (!isGuard(type) || place.downstream.length === 0) return place
  const guarded = type === 'conditional' ? place.downstream : place.upstream
  return { position: place.position, upstream: guarded, downstream: [] }
}

const show = (created: readonly string[], rename: boolean): void => {
  const [first] = created
  if (first === undefined) return
  showUi({ selection: [...created] })
  showCanvas({
    selectedEdge: null,
    viewRequest: { kind: 'reveal', block: first, focus: !rename },
    mode: rename ? { kind: 'rename', block: first } : { kind: 'idle' },
  })
}

const addNew = async (drag: Extract<BlockDrag, { kind: 'new' }>, wanted: BlockPlace): Promise<void> => {
  const shown = shownPipeline()
  if (shown === null) return
  const { place: room, moves } = makeRoom(shown, placeOfGuard(drag.type, wanted))
  const position = placeFor(room)
  // A note stands beside the others but takes no part in runs.
  const place = isNote(drag.type) ? { position, upstream: [], downstream: [] } : room
  const taken = await takenNames(shown)
  const name = uniqueName(drag.name, (candidate) => taken.has(candidate))
  const answer = await editPipeline(
    [
      {
        kind: 'add-block',
        name,
        type: drag.type,
        language: drag.language,
        templateId: drag.templateId,
        upstream: [...place.upstream],
        downstream: [],
        position,
        ...(wanted.nextTo !== undefined && { nextTo: wanted.nextTo }),
      },
      ...takeOver(shown, place, name),
      ...moves,
    ],
    `Add ${name}`,
  )
  if (answer !== null) show(answer.createdBlocks, true)
}

const addFile = async (file: string, wanted: BlockPlace): Promise<void> => {
  const shown = shownPipeline()
  if (shown === null) return
  const known = blockOfFile(file)
  const uuid = known?.uuid ?? file
  const asked = known === null ? { ...wanted, downstream: [] } : placeOfGuard(known.type, wanted)
  if (shown.pipeline.blocks.some((block) => block.uuid === uuid)) {
    show([uuid], false)
    toast.error(`${uuid} is already in this pipeline. Duplicate it to use its code twice.`)
    return
  }
  const { place, moves } = makeRoom(shown, asked)
  const answer = await editPipeline(
    [
      { kind: 'add-existing-block', file, upstream: [...place.upstream], downstream: [], position: placeFor(place) },
      ...takeOver(shown, place, uuid),
      ...moves,
    ],
    `Add ${uuid}`,
  )
  if (answer !== null) show(answer.createdBlocks, false)
}

/** Adds a block to the shown pipeline: new from a template, or an existing file. Between two blocks it takes their edge over. */
export const addBlock = (drag: BlockDrag, place: BlockPlace): Promise<void> =>
  drag.kind === 'new' ? addNew(drag, place) : addFile(drag.file, place)

/** Copies of blocks with files of their own, a little further down. */
export const duplicateBlocks = async (blocks: readonly string[]): Promise<void> => {
  const positions = shownPositions()
  const edits = blocks.map((block): PipelineEdit => {
    const position = positions[block]
    const beside = position && { x: position.x + 24, y: position.y + blockSpacing.y }
    return {
      kind: 'duplicate-block',
      block,
      position: beside === undefined ? null : freePlace(beside, Object.values(positions)),
    }
  })
  const label = blocks.length === 1 ? `Duplicate ${blocks[0]}` : `Duplicate ${blocks.length} blocks`
  const answer = await editPipeline(edits, label)
  if (answer !== null) show(answer.createdBlocks, blocks.length === 1)
}

/** Remembers blocks of the shown pipeline, to paste them into any pipeline of this project. */
export const copyBlocks = (blocks: readonly string[]): void => {
  const shown = shownPipeline()
  if (shown === null || blocks.length === 0) return
  const { projectId, pipeline } = shown
  showCanvas({ clipboard: { projectId, pipelineUuid: pipeline.uuid, blocks: [...blocks], pasted: 0 } })
}

/** Pastes copied blocks into the shown pipeline. */
export const pasteBlocks = async (): Promise<void> => {
  const shown = shownPipeline()
  const { clipboard } = useCanvasStore.getState()
  if (shown === null || clipboard === null || clipboard.projectId !== shown.projectId) return
  const pasted = clipboard.pasted + 1
  const count = clipboard.blocks.length
  const answer = await editPipeline(
    [
      {
        kind: 'paste-blocks',
        fromPipeline: clipboard.pipelineUuid,
        blocks: [...clipboard.blocks],
        offset: { x: 32 * pasted, y: 32 * pasted + (clipboard.pipelineUuid === shown.pipeline.uuid ? 64 : 0) },
      },
    ],
    count === 1 ? `Paste ${clipboard.blocks[0]}` : `Paste ${count} blocks`,
  )
  if (answer === null) return
  showCanvas({ clipboard: { ...clipboard, pasted } })
  show(answer.createdBlocks, false)
}

/**
 * Beside the block that was selected last, fed by it where it has something to give; else in the middle of what is seen.
 * @param type of the new block, where known: a data loader begins something new and is fed by nothing
 */
export const placeAfterSelection = (type: BlockType | null): BlockPlace => {
  const blocks = new Map(shownPipeline()?.pipeline.blocks.map((block) => [block.uuid, block]))
  const last = useUiStore.getState().selection.findLast((uuid) => blocks.has(uuid))
  const block = last === undefined ? undefined : blocks.get(last)
  const gives = block !== undefined && block.role === 'block' && !isNote(block.type) && type !== 'data_loader'
  return { position: null, upstream: gives ? [block.uuid] : [], downstream: [] }
}
