import { downstreamClosure } from '#shared/graph/walk.ts'
import type { Block } from '#shared/model/block.ts'
import type { Position } from '#shared/model/pipeline.ts'
import { blockSpacing, freePlace } from './block-layout.ts'

type Positions = Readonly<Record<string, Position>>
type Graph = { readonly blocks: readonly Block[]; readonly positions: Positions }
type Neighbours = { readonly upstream: readonly string[]; readonly downstream: readonly string[] }

/** Where a block stands, and where all others go for it; null where they may stay. */
export type Room = { readonly position: Position; readonly moved: Positions | null }

/**
 * A block put into a link stands half way between its neighbours. Where that is too narrow, what comes after moves to the right, and with
 * it every block that stands as far right, so that nothing is pushed onto another block.
 * @returns null where it has no neighbours on both sides
 */
export const roomBetween = ({ blocks, positions }: Graph, { upstream, downstream }: Neighbours): Room | null => {
  const before = upstream.flatMap((uuid) => positions[uuid] ?? [])
  const after = downstream.flatMap((uuid) => positions[uuid] ?? [])
  if (before.length === 0 || after.length === 0) return null
  const left = Math.max(...before.map(({ x }) => x))
  const right = Math.min(...after.map(({ x }) => x))
  const neighbours = [...before, ...after]
  const y = Math.round(neighbours.reduce((sum, position) => sum + position.y, 0) / neighbours.length)
  const x = Math.max(left + blockSpacing.x, Math.round((left + right) / 2))
  const missing = x + blockSpacing.x - right
  if (missing <= 0) return { position: freePlace({ x, y }, Object.values(positions)), moved: null }
  const later = new Set(downstream.flatMap((uuid) => [uuid, ...downstreamClosure(blocks, uuid)]))
  const moved = Object.fromEntries(
    Object.entries(positions).map(([uuid, at]): [string, Position] => [
      uuid,
      later.has(uuid) || at.x >= right ? { x: at.x + missing, y: at.y } : at,
    ]),
  )
  return { position: freePlace({ x, y }, Object.values(moved)), moved }
}
