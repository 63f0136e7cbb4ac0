import type { Position } from '#shared/model/pipeline.ts'

/** How far a link leaves its block before it turns, in canvas pixels. */
const leastReach = 38
const mostReach = 140

/** The curve of a link from the right of one block to the left of another, and its middle. A link that leads back swings out wider. */
export const linkPath = (
  from: Position,
  to: Position,
): { readonly path: string; readonly x: number; readonly y: number } => {
  const forwards = to.x - from.x
  const wanted = forwards >= 0 ? forwards * 0.5 : leastReach - forwards * 0.35
  const reach = Math.min(mostReach, Math.max(leastReach, wanted))
  return {
    path: `M${from.x},${from.y} C${from.x + reach},${from.y} ${to.x - reach},${to.y} ${to.x},${to.y}`,
    x: (from.x + to.x) / 2,
    y: (from.y + to.y) / 2,
  }
}
