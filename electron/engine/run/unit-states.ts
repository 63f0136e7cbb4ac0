import type { Block } from '#shared/model/block.ts'
import type { BlockRunState } from '#shared/model/run.ts'
import { isFinalBlockRunState } from '#shared/run/apply-run-event.ts'
import { byPriority } from './limits/limited-places.ts'
import type { Unit } from './run-progress.ts'

/** The children of one block. */
export type Family = { readonly uuid: string; readonly units: readonly Unit[]; unended: number }

/** States of the blocks of a run and of their children, counted as they end: asked after every block, however many there are. */
export type UnitStates = {
  stateOf(key: string): BlockRunState
  set(key: string, state: BlockRunState): void
  isOver(): boolean
  /** The block runs once per item: it runs from now on, until its children have ended. */
  addChildren(uuid: string, units: readonly Unit[]): void
  familyOf(uuid: string): Family | undefined
  /** Blocks whose children have all ended, which have not ended themselves. */
  endedFamilies(): readonly Family[]
  /** Blocks some of whose children wait: the more urgent first, else those that wait longest. */
  waitingFamilies(): readonly Block[]
  /** Whether children of a block wait. */
  hasWaiting(uuid: string): boolean
  /** The child of a block that waits longest; it waits no more. */
  takeChild(uuid: string): Unit | undefined
}

/** Children of one block that wait: those from `next` on. */
type Queue = { readonly block: Block; readonly units: readonly Unit[]; next: number }

export const createUnitStates = (blockUuids: readonly string[]): UnitStates => {
  const states = new Map<string, BlockRunState>(blockUuids.map((uuid) => [uuid, 'queued']))
  const families = new Map<string, Family>()
  const familyOfChild = new Map<string, Family>()
  const waiting = new Map<string, Queue>()
  let unended = states.size
  const stateOf = (key: string): BlockRunState => states.get(key) ?? 'queued'
  return {
    stateOf,
    set: (key, state) => {
      if (isFinalBlockRunState(state) && !isFinalBlockRunState(stateOf(key))) {
        unended -= 1
        const family = familyOfChild.get(key)
        if (family !== undefined) family.unended -= 1
      }
      states.set(key, state)
    },
    isOver: () => unended === 0,
    addChildren: (uuid, units) => {
      const family = { uuid, units, unended: units.length }
      families.set(uuid, family)
      states.set(uuid, 'running')
      unended += units.length
      for (const { key } of units) {
        states.set(key, 'queued')
        familyOfChild.set(key, family)
      }
      const [first] = units
      if (first !== undefined) waiting.set(uuid, { block: first.block, units, next: 0 })
    },
    familyOf: (uuid) => families.get(uuid),
    endedFamilies: () =>
      [...families.values()].filter((family) => family.unended === 0 && stateOf(family.uuid) === 'running'),
    waitingFamilies: () => byPriority([...waiting.values()].map(({ block }) => block)),
    hasWaiting: (uuid) => waiting.has(uuid),
    takeChild: (uuid) => {
      const queue = waiting.get(uuid)
      if (queue === undefined) return undefined
      const unit = queue.units[queue.next]
      queue.next += 1
      if (queue.next === queue.units.length) waiting.delete(uuid)
      return unit
    },
  }
}
