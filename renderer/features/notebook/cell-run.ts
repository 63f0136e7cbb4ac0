import type { BlockRun, Run } from '#shared/model/run.ts'
import { useRun } from '../../bridge/queries/run.ts'
import { useRunStore } from '../../state/run-store.ts'

type Runs = Readonly<Record<number, Run>>
type Cell = {
  readonly pipelineUuid: string
  readonly blockUuid: string
  /** The newest run that gave something of the block, as the history knows it. */
  readonly stored: number | null
  /** A cell out of sight asks for nothing. */
  readonly isShown: boolean
}

const of = (run: Run, { blockUuid }: Pick<Cell, 'blockUuid'>): BlockRun | undefined =>
  run.blockRuns.find((blockRun) => blockRun.blockUuid === blockUuid)

const gaveSomething = ({ attempt, state }: BlockRun): boolean => attempt > 0 || state === 'reused'

const newest = (runs: Runs, cell: Cell, fits: (blockRun: BlockRun) => boolean): number | null => {
  let found = cell.stored ?? 0
  for (const run of Object.values(runs)) {
    if (run.pipelineUuid !== cell.pipelineUuid || run.id <= found) continue
    const blockRun = of(run, cell)
    if (blockRun !== undefined && fits(blockRun)) found = run.id
  }
  return found === 0 ? null : found
}

/** The run whose word on the block is the newest one: it may not have got to it. */
export const newestRunOf = (runs: Runs, cell: Cell): number | null => newest(runs, cell, () => true)

/** The run whose output and log are shown: the newest one in which the block began, or its output was reused. */
export const givingRunOf = (runs: Runs, cell: Cell): number | null => newest(runs, cell, gaveSomething)

const useBlockRun = (runId: number | null, { blockUuid, isShown }: Cell): BlockRun | null => {
  const isKnown = useRunStore((state) => runId === null || state.runs[runId] !== undefined)
  useRun(isKnown || !isShown ? null : runId)
  return useRunStore(
    (state) => state.runs[runId ?? -1]?.blockRuns.find((blockRun) => blockRun.blockUuid === blockUuid) ?? null,
  )
}

export type CellRun = {
  /** What the state line says. */
  readonly blockRun: BlockRun | null
  readonly runId: number | null
  /** What stands below the code. */
  readonly gave: BlockRun | null
  readonly gaveRunId: number | null
}

/** What runs say of a block: unlike the graph, a cell keeps what it gave last, whatever ran since. */
export const useCellRun = (cell: Cell): CellRun => {
  const runId = useRunStore((state) => newestRunOf(state.runs, cell))
  const gaveRunId = useRunStore((state) => givingRunOf(state.runs, cell))
  return {
    runId,
    gaveRunId,
    blockRun: useBlockRun(runId, cell),
    gave: useBlockRun(gaveRunId, cell),
  }
}
