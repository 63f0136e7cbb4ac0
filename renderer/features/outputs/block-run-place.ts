import type { BlockRun, Run } from '#shared/model/run.ts'

/** Names a block run to the engine. */
export type BlockRunPlace = {
  readonly projectId: string
  readonly runId: number
  readonly blockUuid: string
  readonly attempt: number | null
}

/** The block run of a block in a run; undefined where the run does not take it. */
export const findBlockRun = (run: Run | undefined, blockUuid: string | null): BlockRun | undefined =>
  run?.blockRuns.find((blockRun) => blockRun.blockUuid === blockUuid)
