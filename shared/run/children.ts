import type { BlockRun, Run } from '../model/run.ts'

/** The children of a block that ran once per item of a dynamic one, in their order; none where it did not. */
export const childrenOf = (run: Run, blockUuid: string): readonly BlockRun[] =>
  run.blockRuns.filter(({ parentBlockUuid }) => parentBlockUuid === blockUuid)

/** `1 child`, `12 children`. */
export const childCount = (count: number): string => (count === 1 ? '1 child' : `${count} children`)

const toRunAgain: ReadonlySet<BlockRun['state']> = new Set<BlockRun['state']>(['failed', 'crashed', 'cancelled'])

/** Its children that failed, crashed or were cancelled: those it takes to complete the block. */
export const unfinishedChildren = (run: Run, blockUuid: string): readonly BlockRun[] =>
  childrenOf(run, blockUuid).filter(({ state }) => toRunAgain.has(state))
