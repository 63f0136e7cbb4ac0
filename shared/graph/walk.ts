/** What graph rules need of a block: any richer block fits. */
export type GraphBlock = { readonly uuid: string; readonly upstream: readonly string[] }
export type Edge = { readonly from: string; readonly to: string }

/** Every edge between blocks of the list, in argument order of the receiving block. References to unknown blocks are left out. */
export const edgesOf = (blocks: readonly GraphBlock[]): Edge[] => {
  const known = new Set(blocks.map((block) => block.uuid))
  return blocks.flatMap((block) =>
    [...new Set(block.upstream)].filter((uuid) => known.has(uuid)).map((from) => ({ from, to: block.uuid })),
  )
}

/** Block -> what waits for it, in file order. */
export const downstreamMap = (blocks: readonly GraphBlock[]): Map<string, string[]> => {
  const map = new Map<string, string[]>(blocks.map((block) => [block.uuid, []]))
  for (const { from, to } of edgesOf(blocks)) map.get(from)?.push(to)
  return map
}

const upstreamMap = (blocks: readonly GraphBlock[]): Map<string, readonly string[]> => {
  const known = new Set(blocks.map((block) => block.uuid))
  return new Map(blocks.map((block) => [block.uuid, block.upstream.filter((uuid) => known.has(uuid))]))
}

const closure = (next: ReadonlyMap<string, readonly string[]>, start: readonly string[]): Set<string> => {
  const seen = new Set<string>()
  const waiting = start.flatMap((uuid) => next.get(uuid) ?? [])
  for (let uuid = waiting.pop(); uuid !== undefined; uuid = waiting.pop()) {
    if (seen.has(uuid)) continue
    seen.add(uuid)
    waiting.push(...(next.get(uuid) ?? []))
  }
  return seen
}

/** All blocks that must be done before `uuid`; without `uuid` itself, unless it waits for itself in a circle. */
export const upstreamClosure = (blocks: readonly GraphBlock[], uuid: string): Set<string> =>
  closure(upstreamMap(blocks), [uuid])

/** All blocks that wait for `uuid`, near or far. */
export const downstreamClosure = (blocks: readonly GraphBlock[], uuid: string): Set<string> =>
  closure(downstreamMap(blocks), [uuid])

/** Topological order that keeps file order among blocks that are free at the same time. Null where there is a circle. */
export const topologicalOrder = <Value extends GraphBlock>(blocks: readonly Value[]): Value[] | null => {
  const edges = edgesOf(blocks)
  const open = new Map<string, number>()
  for (const { to } of edges) open.set(to, (open.get(to) ?? 0) + 1)
  const downstream = downstreamMap(blocks)
  const byUuid = new Map(blocks.map((block) => [block.uuid, block]))
  const isFreed = (uuid: string): boolean => {
    const left = (open.get(uuid) ?? 0) - 1
    open.set(uuid, left)
    return left === 0
  }
  const order = blocks.filter((block) => !open.has(block.uuid))
  // The list grows while it is walked: what a block frees comes after it.
  for (const block of order)
    order.push(...(downstream.get(block.uuid) ?? []).filter(isFreed).flatMap((uuid) => byUuid.get(uuid) ?? []))
  return order.length === blocks.length ? order : null
}

/** A circle as its path, first block again at the end: `['a', 'b', 'a']`. Null where there is none. */
export const findCycle = (blocks: readonly GraphBlock[]): string[] | null => {
  const downstream = downstreamMap(blocks)
  const state = new Map<string, 'open' | 'done'>()
  for (const { uuid } of blocks) {
    const found = walkForCycle(uuid, downstream, state)
    if (found !== null) return found
  }
  return null
}

/** Depth first without recursion: a chain of thousands of blocks must not exhaust the stack. */
const walkForCycle = (
  root: string,
  downstream: ReadonlyMap<string, readonly string[]>,
  state: Map<string, 'open' | 'done'>,
): string[] | null => {
  if (state.has(root)) return null
  const path: { uuid: string; next: number }[] = [{ uuid: root, next: 0 }]
  state.set(root, 'open')
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const target = downstream.get(top.uuid)?.[top.next]
    top.next += 1
    if (target === undefined) {
      state.set(top.uuid, 'done')
      path.pop()
    } else if (state.get(target) === 'open') {
      const names = path.map((step) => step.uuid)
      return [...names.slice(names.indexOf(target)), target]
    } else if (!state.has(target)) {
      state.set(target, 'open')
      path.push({ uuid: target, next: 0 })
    }
  }
  return null
}

/** The circle that an edge `from` → `to` would close, as its path; null where it closes none. */
export const cycleThrough = (blocks: readonly GraphBlock[], from: string, to: string): string[] | null => {
  if (from === to) return [from, from]
  const downstream = downstreamMap(blocks)
  const cameFrom = new Map<string, string>()
  const waiting = [to]
  for (let uuid = waiting.shift(); uuid !== undefined; uuid = waiting.shift()) {
    for (const next of downstream.get(uuid) ?? []) {
      if (next === to || cameFrom.has(next)) continue
      cameFrom.set(next, uuid)
      waiting.push(next)
    }
  }
  if (!cameFrom.has(from)) return null
  const path = [from]
  for (let uuid = cameFrom.get(from); uuid !== undefined; uuid = cameFrom.get(uuid)) path.unshift(uuid)
  return [from, ...path]
}

/** A circle in words: `a → b → a`. */
export const cycleText = (path: readonly string[]): string => path.join(' → ')
