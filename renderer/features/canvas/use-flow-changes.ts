import type { EdgeChange, FinalConnectionState, IsValidConnection, NodeChange } from '@xyflow/react'
import { toast } from 'sonner'
import type { Position } from '#shared/model/pipeline.ts'
import { refuseConnection } from '../../commands/block-connections.ts'
import { connectBlocks } from '../../commands/block-linking.ts'
import { moveLocally } from '../../commands/block-moves.ts'
import { shownPipeline } from '../../commands/pipeline-edit.ts'
import { showCanvas } from '../../state/canvas-store.ts'
import { showUi, useUiStore } from '../../state/ui-store.ts'
import type { BlockNode, LinkEdge } from './to-flow.ts'

/** Selection after React Flow's changes; the newest selected block comes last. */
const selectionAfter = (changes: readonly NodeChange<BlockNode>[], before: readonly string[]): readonly string[] => {
  const picks = changes.filter((change) => change.type === 'select')
  if (picks.length === 0) return before
  const dropped = new Set(picks.filter((pick) => !pick.selected).map((pick) => pick.id))
  const added = picks.filter((pick) => pick.selected && !before.includes(pick.id)).map((pick) => pick.id)
  return [...before.filter((uuid) => !dropped.has(uuid)), ...added]
}

const positionsIn = (changes: readonly NodeChange<BlockNode>[]): Record<string, Position> =>
  Object.fromEntries(
    changes.flatMap((change) =>
      change.type === 'position' && change.position !== undefined
        ? [[change.id, { x: Math.round(change.position.x), y: Math.round(change.position.y) }]]
        : [],
    ),
  )

/** React Flow tells what the pointer did; selection goes to the ui store, places to the canvas store until they are saved. */
export const onNodesChange = (changes: NodeChange<BlockNode>[]): void => {
  const before = useUiStore.getState().selection
  const after = selectionAfter(changes, before)
  if (after !== before) showUi({ selection: after })
  const positions = positionsIn(changes)
  if (Object.keys(positions).length > 0) moveLocally(positions)
}

/** One edge is selected at a time. A box around blocks takes their edges too; with blocks selected, keys mean the blocks. */
export const onEdgesChange =
  (edges: readonly LinkEdge[]) =>
  (changes: EdgeChange<LinkEdge>[]): void => {
    const pick = changes.findLast((change) => change.type === 'select')
    const edge = edges.find((candidate) => candidate.id === pick?.id)
    if (pick === undefined || edge === undefined) return
    const selected = pick.selected && useUiStore.getState().selection.length === 0
    showCanvas({ selectedEdge: selected ? { from: edge.source, to: edge.target } : null })
  }

/** What the hand may drop a link on. */
export const isValidConnection: IsValidConnection<LinkEdge> = ({ source, target }) => {
  const blocks = shownPipeline()?.pipeline.blocks
  return blocks !== undefined && refuseConnection(blocks, source, target) === null
}

type Ends = { readonly from: string; readonly to: string }

const endsOf = (state: FinalConnectionState): Ends | null => {
  if (state.fromNode === null || state.toNode === null) return null
  const forwards = state.fromHandle?.type !== 'target'
  const [from, to] = forwards ? [state.fromNode.id, state.toNode.id] : [state.toNode.id, state.fromNode.id]
  return { from, to }
}

/**
 * A link was let go: on a block it connects or says why not, on empty canvas it asks for a new block at its end.
 * @param at place of the pointer on the canvas
 */
export const endConnection = (state: FinalConnectionState, at: Position): void => {
  const ends = endsOf(state)
  if (ends !== null) {
    const refusal = refuseConnection(shownPipeline()?.pipeline.blocks ?? [], ends.from, ends.to)
    if (refusal === null) void connectBlocks(ends.from, ends.to)
    else if (ends.from !== ends.to) toast.error(refusal)
    return
  }
  if (state.fromNode === null) return
  const forwards = state.fromHandle?.type !== 'target'
  const uuid = state.fromNode.id
  const position = { x: Math.round(forwards ? at.x : at.x - 196), y: Math.round(at.y - 31) }
  showCanvas({
    mode: { kind: 'add', upstream: forwards ? [uuid] : [], downstream: forwards ? [] : [uuid], position },
  })
}
