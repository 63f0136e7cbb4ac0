import type { Block } from '#shared/model/block.ts'
import type { Places } from '../places.ts'
import type { Concurrency } from './concurrency.ts'

/** Counts what runs, by name; shared by all runs of a host. */
export type Gates = Map<string, number>

type Gate = { readonly name: string; readonly limit: number }

/** `pool` of a block's configuration; null where it names none. */
export const poolOf = ({ configuration }: Pick<Block, 'configuration'>): string | null =>
  typeof configuration.pool === 'string' && configuration.pool !== '' ? configuration.pool : null

const priorityOf = ({ configuration }: Block): number =>
  typeof configuration.priority === 'number' && Number.isFinite(configuration.priority) ? configuration.priority : 0

/** The blocks of higher `priority` first, the others in their order. */
export const byPriority = (blocks: readonly Block[]): readonly Block[] =>
  blocks.some((block) => priorityOf(block) !== 0)
    ? [...blocks].sort((left, right) => priorityOf(right) - priorityOf(left))
    : blocks

export type LimitedPlacesOptions = {
  readonly shared: Places
  readonly gates: Gates
  readonly projectId: string
  readonly concurrency: Concurrency
}

const createGatekeeper = (gates: Gates) => {
  const count = (name: string) => gates.get(name) ?? 0
  const change = (name: string, by: number) => {
    const left = count(name) + by
    if (left > 0) gates.set(name, left)
    else gates.delete(name)
  }
  return {
    areOpen: (list: readonly Gate[]) => list.every(({ name, limit }) => count(name) < limit),
    enter: (list: readonly Gate[]) => {
      for (const { name } of list) change(name, 1)
    },
    leave: (list: readonly Gate[]) => {
      for (const { name } of list) change(name, -1)
    },
  }
}

/** Places of one run: those of the host, as far as the run, the project and the block's pool have room. A pool without a size holds one block. */
export const limitPlaces = ({ shared, gates, projectId, concurrency }: LimitedPlacesOptions): Places => {
  const keeper = createGatekeeper(gates)
  const { perRun, perProject, pools } = concurrency
  let ofRun = 0
  const always: readonly Gate[] = perProject === null ? [] : [{ name: projectId, limit: perProject }]
  const gatesOf = (block: Pick<Block, 'configuration'> | undefined): readonly Gate[] => {
    const pool = block === undefined ? null : poolOf(block)
    if (pool === null) return always
    const limit = Object.hasOwn(pools, pool) ? (pools[pool] ?? 1) : 1
    return [...always, { name: `${projectId}/${pool}`, limit }]
  }
  const hasRoom = () => perRun === null || ofRun < perRun
  return {
    hasFree: () => hasRoom() && keeper.areOpen(always) && shared.hasFree(),
    tryTake: (block) => {
      const wanted = gatesOf(block)
      if (!hasRoom() || !keeper.areOpen(wanted) || !shared.tryTake(block)) return false
      ofRun += 1
      keeper.enter(wanted)
      return true
    },
    release: (block) => {
      ofRun -= 1
      keeper.leave(gatesOf(block))
      shared.release(block)
    },
    onFree: shared.onFree,
  }
}
