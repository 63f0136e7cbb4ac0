import type { BlockRun, Run } from '../model/run.ts'

const hasFailed = ({ state }: BlockRun): boolean => state === 'failed' || state === 'crashed'

/** True of a failure that a run only took over from the one it goes on from, where it was not chosen to run again. */
const isLeftFailure = (blockRun: BlockRun): boolean => hasFailed(blockRun) && blockRun.reusedFrom !== undefined

/** Block runs that failed, without those that only stand for their children. */
const failures = ({ blockRuns }: Run): readonly BlockRun[] => {
  const parents = new Set(blockRuns.map(({ parentBlockUuid }) => parentBlockUuid))
  return blockRuns.filter((blockRun) => hasFailed(blockRun) && !parents.has(blockRun.blockUuid))
}

/** Failures of the run itself, and those it left as they were in the run it goes on from. */
export const failuresOf = (run: Run): { readonly own: readonly BlockRun[]; readonly left: readonly BlockRun[] } => {
  const all = failures(run)
  return { own: all.filter((blockRun) => !isLeftFailure(blockRun)), left: all.filter(isLeftFailure) }
}
