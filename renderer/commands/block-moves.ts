import type { Position } from '#shared/model/pipeline.ts'
import { showCanvas, useCanvasStore } from '../state/canvas-store.ts'
import { placeBlocks } from './block-layout.ts'
import { type ShownPipeline, sendEdits, shownPipeline } from './pipeline-edit.ts'

type Positions = Readonly<Record<string, Position>>

/** Arrow-key moves that follow within this time are one edit, so that one Undo takes them back. */
const settleMs = 400
let settling: ReturnType<typeof setTimeout> | null = null

/** Where the blocks of the shown pipeline are: stored, automatic, or under the hand right now. */
export const shownPositions = (): Positions => {
  const shown = shownPipeline()
  if (shown === null) return {}
  return { ...placeBlocks(shown.pipeline.blocks, shown.pipeline.positions), ...useCanvasStore.getState().moving }
}

/** Shows blocks elsewhere without saving yet. */
export const moveLocally = (positions: Positions): void =>
  useCanvasStore.setState((state) => ({ moving: { ...state.moving, ...positions } }))

/** Saves where blocks were put down. Automatic places of the others are kept with them, or the next edit would shuffle them. */
export const saveMoves = async (shown: ShownPipeline | null = shownPipeline()): Promise<void> => {
  if (settling !== null) clearTimeout(settling)
  settling = null
  const { moving } = useCanvasStore.getState()
  if (shown === null || moving === null) return
  const { projectId, pipeline } = shown
  const { blocks, positions: stored } = pipeline
  const known = new Set(blocks.map((block) => block.uuid))
  const moved = Object.entries(moving).filter(
    ([uuid, { x, y }]) => known.has(uuid) && (stored[uuid]?.x !== x || stored[uuid]?.y !== y),
  )
  const automatic = Object.entries(placeBlocks(blocks, stored)).filter(([uuid]) => stored[uuid] === undefined)
  const positions = Object.fromEntries([...automatic, ...moved])
  const label = moved.length === 1 ? `Move ${moved[0]?.[0]}` : `Move ${moved.length} blocks`
  const to = { projectId, pipelineUuid: pipeline.uuid }
  if (moved.length > 0) await sendEdits(to, [{ kind: 'move-blocks', positions }], label)
  // Whoever grabbed a block in the meantime keeps it.
  if (useCanvasStore.getState().moving === moving) showCanvas({ moving: null })
}

/** Moves selected blocks by the keyboard and saves once the keys rest. */
export const nudgeBlocks = (blocks: readonly string[], by: Position): void => {
  const positions = shownPositions()
  moveLocally(
    Object.fromEntries(
      blocks.flatMap((uuid) => {
        const position = positions[uuid]
        return position === undefined ? [] : [[uuid, { x: position.x + by.x, y: position.y + by.y }]]
      }),
    ),
  )
  if (settling !== null) clearTimeout(settling)
  settling = setTimeout(() => void saveMoves(), settleMs)
}
