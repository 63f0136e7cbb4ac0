import type { Block } from '#shared/model/block.ts'

/** In the order of the file, but each block after what it waits for. Circles end where they were entered. */
const inDependencyOrder = (blocks: readonly Block[]): Block[] => {
  const byUuid = new Map(blocks.map((block) => [block.uuid, block]))
  const entered = new Set<string>()
  const order: Block[] = []
  // Depth first without recursion: a chain of thousands of blocks must not exhaust the stack.
  const place = (root: Block): void => {
    const path = [root]
    entered.add(root.uuid)
    for (let block = path.at(-1); block !== undefined; block = path.at(-1)) {
      const next = byUuid.get(block.upstream.find((uuid) => byUuid.has(uuid) && !entered.has(uuid)) ?? '')
      if (next === undefined) {
        order.push(block)
        path.pop()
      } else {
        entered.add(next.uuid)
        path.push(next)
      }
    }
  }
  for (const block of blocks) if (!entered.has(block.uuid)) place(block)
  return order
}

/**
 * Cells of the notebook from top to bottom: a block comes after all it waits for, and where that leaves a choice, the order of the
 * pipeline's file decides. A conditional stands right before the first block it guards, a callback right behind the last one it
 * listens to. Charts are no cells.
 */
export const cellOrder = (blocks: readonly Block[]): Block[] => {
  const order = inDependencyOrder(blocks.filter(({ role }) => role === 'block'))
  for (const conditional of blocks.filter(({ role }) => role === 'conditional')) {
    const place = order.findIndex(({ uuid }) => conditional.upstream.includes(uuid))
    order.splice(place < 0 ? order.length : place, 0, conditional)
  }
  for (const callback of blocks.filter(({ role }) => role === 'callback')) {
    const place = order.findLastIndex(({ uuid }) => callback.upstream.includes(uuid))
    order.splice(place < 0 ? order.length : place + 1, 0, callback)
  }
  return order
}

/** The cell above or below another one; the same where there is none, the first where nothing is selected. Null without cells. */
export const cellBeside = (cells: readonly Block[], from: string | null, by: 1 | -1): string | null => {
  const place = cells.findIndex(({ uuid }) => uuid === from)
  const next = place < 0 ? cells[0] : cells[Math.min(cells.length - 1, Math.max(0, place + by))]
  return next?.uuid ?? null
}
