import type { Block } from '#shared/model/block.ts'
import type { Places } from '../places.ts'
import type { Concurrency } from './concurrency.ts'
import type { PoolSlots } from './pool-slots.ts'

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
  /** Places of pools that other hosts may have too; null where no block is of a pool. */
  readonly slots: PoolSlots | null
}

/** Nobody tells a host that another one gave a place back. */
const lookAgainMs = 250

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

/** Tells who waits for a place that other hosts may have given back. */
const createLookingAgain = ({ shared, slots }: Pick<LimitedPlacesOptions, 'shared' | 'slots'>) => {
  const listeners = new Set<() => void>()
  let timer: NodeJS.Timeout | null = null
  const look = async () => {
    await slots?.clean()
    timer = null
    for (const listener of [...listeners]) listener()
  }
  return {
    soon: () => {
      timer ??= setTimeout(() => void look(), lookAgainMs)
    },
    onFree: (listener: () => void) => {
      listeners.add(listener)
      const stop = shared.onFree(listener)
      return () => {
        stop()
        listeners.delete(listener)
        if (listeners.size === 0 && timer !== null) clearTimeout(timer)
      }
    },
  }
}

/** Places of one run: those of the host, as far as the run, the project and the block's pool have room. A pool without a size holds one block. */
export const limitPlaces = ({ shared, gates, projectId, concurrency, slots }: LimitedPlacesOptions): Places => {
  const keeper = createGatekeeper(gates)
  const again = createLookingAgain({ shared, slots })
  const { perRun, perProject, pools } = concurrency
  let ofRun = 0
  const always: readonly Gate[] = perProject === null ? [] : [{ name: projectId, limit: perProject }]
  const poolGate = (block: Pick<Block, 'configuration'> | undefined): (Gate & { readonly pool: string }) | null => {
    const pool = block === undefined ? null : poolOf(block)
    if (pool === null) return null
    return { pool, name: `${projectId}/${pool}`, limit: Object.hasOwn(pools, pool) ? (pools[pool] ?? 1) : 1 }
  }
  const hasRoom = () => perRun === null || ofRun < perRun
  const hasFree = () => hasRoom() && keeper.areOpen(always) && shared.hasFree()
  const takeSlot = (pool: string, limit: number): boolean => {
    if (slots === null || slots.tryTake(pool, limit)) return true
    again.soon()
    return false
  }
  return {
    hasFree,
    tryTake: (block) => {
      const gate = poolGate(block)
      const wanted = gate === null ? always : [...always, gate]
      if (!hasFree() || !keeper.areOpen(wanted)) return false
      if (gate !== null && !takeSlot(gate.pool, gate.limit)) return false
      shared.tryTake(block)
      ofRun += 1
      keeper.enter(wanted)
      return true
    },
    release: (block) => {
      const gate = poolGate(block)
      ofRun -= 1
      keeper.leave(gate === null ? always : [...always, gate])
      if (gate !== null) slots?.release(gate.pool)
      shared.release(block)
    },
    onFree: again.onFree,
  }
}
