import dagre from '@dagrejs/dagre'
import type { Block } from '#shared/model/block.ts'
import type { Position } from '#shared/model/pipeline.ts'

/** Size of a block on the canvas, in canvas pixels. */
export const blockSize = { width: 196, height: 62 } as const
/** Distance from one block's corner to the next one's. */
export const blockSpacing = { x: 244, y: 96 } as const

type Positions = Readonly<Record<string, Position>>

/** An edge as drawn, left to right. `attached` joins a conditional or callback to the block it guards. */
export type GraphEdge = { readonly from: string; readonly to: string; readonly attached: boolean }

/** Blocks the canvas shows; charts belong to the output panel. */
export const shownBlocks = (blocks: readonly Block[]): Block[] => blocks.filter((block) => block.role !== 'widget')

/**
 * Edges of the canvas. A conditional stands left of the block it guards, since it decides first; a callback stands right of it. Names
 * that lead nowhere are left out: a problem tells of them.
 */
export const graphEdges = (blocks: readonly Block[]): GraphEdge[] => {
  const known = new Set(blocks.map((block) => block.uuid))
  return blocks.flatMap((block) =>
    [...new Set(block.upstream)]
      .filter((upstream) => known.has(upstream) && upstream !== block.uuid)
      .map((upstream) =>
        block.role === 'conditional'
          ? { from: block.uuid, to: upstream, attached: true }
          : { from: upstream, to: block.uuid, attached: block.role === 'callback' },
      ),
  )
}

/** Blocks from which on the columns are found the short way: the thorough one takes 10 s for 1,000 blocks, and is hardly to be told from it. */
const manyBlocks = 150

const layOut = (shown: readonly Block[], edges: readonly GraphEdge[]): Positions => {
  const graph = new dagre.graphlib.Graph()
  graph.setGraph({
    rankdir: 'LR',
    ranker: shown.length < manyBlocks ? 'network-simplex' : 'tight-tree',
    nodesep: blockSpacing.y - blockSize.height,
    edgesep: blockSpacing.y - blockSize.height,
    ranksep: blockSpacing.x - blockSize.width,
    marginx: 24,
    marginy: 24,
  })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const block of shown) graph.setNode(block.uuid, { width: blockSize.width, height: blockSize.height })
  for (const edge of edges) graph.setEdge(edge.from, edge.to, { weight: edge.attached ? 3 : 1 })
  dagre.layout(graph)
  return Object.fromEntries(
    shown.map((block) => {
      const { x, y } = graph.node(block.uuid) as Position
      return [block.uuid, { x: Math.round(x - blockSize.width / 2), y: Math.round(y - blockSize.height / 2) }]
    }),
  )
}

type Layout = { readonly blocks: readonly Block[]; readonly shape: string; readonly positions: Positions }

let latest: Layout | null = null

/**
 * Lays all blocks out from left to right. The same graph always gives the same positions, and costs nothing when it is asked for again: most
 * changes of a pipeline leave the graph as it is.
 */
export const layoutBlocks = (blocks: readonly Block[]): Positions => {
  if (latest?.blocks === blocks) return latest.positions
  const shown = shownBlocks(blocks)
  const edges = graphEdges(shown)
  const shape = JSON.stringify([shown.map(({ uuid }) => uuid), edges])
  latest = { blocks, shape, positions: latest?.shape === shape ? latest.positions : layOut(shown, edges) }
  return latest.positions
}

const overlaps = (a: Position, b: Position): boolean =>
  Math.abs(a.x - b.x) < blockSize.width + 16 && Math.abs(a.y - b.y) < blockSize.height + 16

/** The nearest free place at or below `wanted`. */
export const freePlace = (wanted: Position, taken: Iterable<Position>): Position => {
  const others = [...taken]
  let place = wanted
  while (others.some((other) => overlaps(place, other))) place = { x: place.x, y: place.y + blockSpacing.y / 4 }
  return place
}

const meanOffset = (automatic: Positions, stored: Positions): Position => {
  const shared = Object.keys(stored).filter((uuid) => automatic[uuid] !== undefined)
  const sum = shared.reduce(
    (total, uuid) => ({
      x: total.x + (stored[uuid]?.x ?? 0) - (automatic[uuid]?.x ?? 0),
      y: total.y + (stored[uuid]?.y ?? 0) - (automatic[uuid]?.y ?? 0),
    }),
    { x: 0, y: 0 },
  )
  return { x: sum.x / Math.max(1, shared.length), y: sum.y / Math.max(1, shared.length) }
}

/** Right of its upstream, else left of its downstream, else where the automatic layout puts it. */
const wantedPlace = (uuid: string, edges: readonly GraphEdge[], placed: Positions): Position | null => {
  const before = edges.filter((edge) => edge.to === uuid).flatMap((edge) => placed[edge.from] ?? [])
  if (before.length > 0) {
    const x = Math.max(...before.map((position) => position.x)) + blockSpacing.x
    return { x, y: before.reduce((sum, position) => sum + position.y, 0) / before.length }
  }
  const after = edges.filter((edge) => edge.from === uuid).flatMap((edge) => placed[edge.to] ?? [])
  if (after.length === 0) return null
  const x = Math.min(...after.map((position) => position.x)) - blockSpacing.x
  return { x, y: after.reduce((sum, position) => sum + position.y, 0) / after.length }
}

/** A place for every block: as stored, or near its neighbours, or laid out automatically where nothing is stored. */
export const placeBlocks = (blocks: readonly Block[], stored: Positions): Positions => {
  const shown = shownBlocks(blocks)
  const missing = shown.filter((block) => stored[block.uuid] === undefined)
  if (missing.length === 0) return Object.fromEntries(shown.flatMap((block) => entryOf(block.uuid, stored)))
  const automatic = layoutBlocks(blocks)
  if (missing.length === shown.length) return automatic
  const offset = meanOffset(automatic, stored)
  const edges = graphEdges(shown)
  const placed: Record<string, Position> = Object.fromEntries(shown.flatMap((block) => entryOf(block.uuid, stored)))
  const leftToRight = missing.toSorted((a, b) => (automatic[a.uuid]?.x ?? 0) - (automatic[b.uuid]?.x ?? 0))
  for (const block of leftToRight) {
    const fallback = automatic[block.uuid] ?? { x: 0, y: 0 }
    const wanted = wantedPlace(block.uuid, edges, placed) ?? { x: fallback.x + offset.x, y: fallback.y + offset.y }
    const place = freePlace(wanted, Object.values(placed))
    placed[block.uuid] = { x: Math.round(place.x), y: Math.round(place.y) }
  }
  return placed
}

const entryOf = (uuid: string, positions: Positions): [string, Position][] => {
  const position = positions[uuid]
  return position === undefined ? [] : [[uuid, position]]
}
