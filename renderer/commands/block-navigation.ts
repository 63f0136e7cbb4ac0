import type { Position } from '#shared/model/pipeline.ts'
import type { GraphEdge } from './block-layout.ts'

export const directions = ['left', 'right', 'up', 'down'] as const
export type Direction = (typeof directions)[number]

type Positions = Readonly<Record<string, Position>>

const distance = (a: Position, b: Position): number => Math.hypot(a.x - b.x, a.y - b.y)

const nearest = (from: Position, candidates: readonly string[], positions: Positions): string | null => {
  let best: string | null = null
  let shortest = Number.POSITIVE_INFINITY
  for (const uuid of candidates) {
    const position = positions[uuid]
    if (position === undefined) continue
    const length = distance(from, position)
    if (length < shortest) [best, shortest] = [uuid, length]
  }
  return best
}

const lies = {
  left: (from: Position, to: Position) => to.x < from.x - 1 && Math.abs(to.y - from.y) <= Math.abs(to.x - from.x),
  right: (from: Position, to: Position) => to.x > from.x + 1 && Math.abs(to.y - from.y) <= Math.abs(to.x - from.x),
  up: (from: Position, to: Position) => to.y < from.y - 1,
  down: (from: Position, to: Position) => to.y > from.y + 1,
} satisfies Record<Direction, (from: Position, to: Position) => boolean>

/** The block a newcomer lands on: the leftmost, then the topmost. */
export const firstBlock = (positions: Positions): string | null =>
  Object.entries(positions).toSorted(([, a], [, b]) => a.x - b.x || a.y - b.y)[0]?.[0] ?? null

/**
 * Where an arrow key leads. Left and right follow edges first; up and down go to the nearest block in that direction, sideways counting
 * double so that a column is walked before the next one.
 * @returns the block to select; null where there is none in that direction
 */
export const neighbour = (
  graph: { readonly edges: readonly GraphEdge[]; readonly positions: Positions },
  from: string,
  direction: Direction,
): string | null => {
  const { edges, positions } = graph
  const here = positions[from]
  if (here === undefined) return firstBlock(positions)
  const linked =
    direction === 'left'
      ? edges.filter((edge) => edge.to === from).map((edge) => edge.from)
      : direction === 'right'
        ? edges.filter((edge) => edge.from === from).map((edge) => edge.to)
        : []
  const byEdge = nearest(here, linked, positions)
  if (byEdge !== null) return byEdge
  const there = Object.keys(positions).filter((uuid) => {
    const position = positions[uuid]
    return uuid !== from && position !== undefined && lies[direction](here, position)
  })
  const sideways = direction === 'up' || direction === 'down' ? 2 : 1
  const stretched = Object.fromEntries(
    Object.entries(positions).map(([uuid, position]) => [uuid, { x: position.x * sideways, y: position.y }]),
  )
  return nearest({ x: here.x * sideways, y: here.y }, there, stretched)
}
