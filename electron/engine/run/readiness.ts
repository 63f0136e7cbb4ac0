import type { Edge } from '#shared/graph/walk.ts'
import type { Block } from '#shared/model/block.ts'
import type { BlockRunState } from '#shared/model/run.ts'
import { isFinished } from '#shared/run/apply-run-event.ts'
import { byPriority } from './limits/limited-places.ts'

/** Which blocks of a run may start, and which may have to end, kept as their upstream blocks end: asked after every block, however many there are. */
export type Readiness = {
  /** A block has got a state. */
  note(uuid: string, state: BlockRunState): void
  /** Queued blocks whose upstream blocks are all done; the more urgent first, else in the order of the run. */
  ready(): readonly Block[]
  /** Queued blocks below one that ended otherwise, in the order of the run; each is given once per such end. */
  takeDoubtful(): readonly string[]
}

/** @param blocks of the run, in topological order */
export const createReadiness = (blocks: readonly Block[], edges: readonly Edge[]): Readiness => {
  const byUuid = new Map(blocks.map((block, order) => [block.uuid, { block, order }]))
  const below = new Map<string, string[]>(blocks.map(({ uuid }) => [uuid, []]))
  const waitsFor = new Map<string, number>(blocks.map(({ uuid }) => [uuid, 0]))
  for (const { from, to } of edges) {
    below.get(from)?.push(to)
    waitsFor.set(to, (waitsFor.get(to) ?? 0) + 1)
  }
  const orderOf = (uuid: string) => byUuid.get(uuid)?.order ?? 0
  const inOrder = (uuids: Iterable<string>) => [...uuids].sort((left, right) => orderOf(left) - orderOf(right))
  const free = new Set(blocks.filter(({ uuid }) => waitsFor.get(uuid) === 0).map(({ uuid }) => uuid))
  const doubtful = new Set<string>()
  const ended = new Set<string>()
  let sorted: readonly Block[] | null = null

  const release = (uuid: string) => {
    const left = (waitsFor.get(uuid) ?? 0) - 1
    waitsFor.set(uuid, left)
    if (left > 0) return
    free.add(uuid)
    sorted = null
  }
  const leaveQueue = (uuid: string) => {
    doubtful.delete(uuid)
    if (!free.delete(uuid)) return
    // Most often the first one: the order of the others stays.
    sorted = sorted?.[0]?.uuid === uuid ? sorted.slice(1) : null
  }
  return {
    note: (uuid, state) => {
      if (state !== 'queued') leaveQueue(uuid)
      if (state === 'queued' || state === 'running' || ended.has(uuid)) return
      ended.add(uuid)
      for (const other of below.get(uuid) ?? []) {
        if (isFinished({ state })) release(other)
        else doubtful.add(other)
      }
    },
    ready: () => {
      sorted ??= byPriority(inOrder(free).flatMap((uuid) => byUuid.get(uuid)?.block ?? []))
      return sorted
    },
    takeDoubtful: () => {
      const found = inOrder(doubtful)
      doubtful.clear()
      return found
    },
  }
}
