import type { BlockRunState } from '#shared/model/run.ts'
import { isFinalBlockRunState } from '#shared/run/apply-run-event.ts'
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
  /** The child that waits longest. */
  nextChild(): Unit | undefined
  /** The same, which waits no more. */
  takeChild(): Unit | undefined
}

export const createUnitStates = (blockUuids: readonly string[]): UnitStates => {
  const states = new Map<string, BlockRunState>(blockUuids.map((uuid) => [uuid, 'queued']))
  const families = new Map<string, Family>()
  const familyOfChild = new Map<string, Family>()
  const waiting: Unit[] = []
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
      waiting.push(...units)
    },
    familyOf: (uuid) => families.get(uuid),
    endedFamilies: () =>
      [...families.values()].filter((family) => family.unended === 0 && stateOf(family.uuid) === 'running'),
    nextChild: () => waiting[0],
    takeChild: () => waiting.shift(),
  }
}
