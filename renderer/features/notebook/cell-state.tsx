import { CircleDashed } from 'lucide-react'
import { isRunnable } from '#shared/graph/plan-scope.ts'
import type { Block } from '#shared/model/block.ts'
import type { BlockRun } from '#shared/model/run.ts'
import { useLatestRun } from '../../bridge/queries/latest-run.ts'
import { elapsed, progressShare, resultText, stateText } from '../../commands/block-state.ts'
import { guardOutcome } from '../../commands/guard-outcome.ts'
import { openRun } from '../../commands/run-commands.ts'
import { useNotebookStore } from '../../state/notebook-store.ts'
import { classNames } from '../../ui/class-names.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { StateIcon, StateWords, stateLooks } from '../../ui/state.tsx'
import { useDuration } from '../../ui/use-duration.ts'

/** A guard has no block run of its own: what it came to in the newest run. */
const GuardState = ({ block, pipelineUuid }: { readonly block: Block; readonly pipelineUuid: string }) => {
  const run = useLatestRun(pipelineUuid)
  const runs = new Map(run?.blockRuns.map((blockRun) => [blockRun.blockUuid, blockRun]))
  const outcome = guardOutcome(block, runs)
  if (outcome === null) return null
  return (
    <span className={classNames('flex shrink-0 items-center gap-1 text-xs', stateLooks[outcome.state].text)}>
      <StateIcon state={outcome.state} size={12} />
      {outcome.words}
    </span>
  )
}

const Waiting = () => (
  <span className="flex shrink-0 items-center gap-1 text-muted text-xs">
    <CircleDashed size={12} aria-hidden="true" />
    waiting
  </span>
)

type CellStateProps = {
  readonly block: Block
  readonly pipelineUuid: string
  readonly blockRun: BlockRun | null
  readonly runId: number | null
  readonly newestRunId: number | null
}

/** How the block's last run went, how long it took, what it gave; and which run that was, where another one came since. */
export const CellState = ({ block, pipelineUuid, blockRun, runId, newestRunId }: CellStateProps) => {
  const duration = useDuration(blockRun?.state === 'running', (now) =>
    blockRun === null ? null : elapsed(blockRun, now),
  )
  const isWaiting = useNotebookStore(({ waiting }) =>
    waiting.some((cell) => cell.block === block.uuid && cell.pipelineUuid === pipelineUuid),
  )
  if (!isRunnable(block) && block.role === 'block') return null
  if (block.role !== 'block') return <GuardState block={block} pipelineUuid={pipelineUuid} />
  if (isWaiting) return <Waiting />
  const isOlder = runId !== null && newestRunId !== null && runId < newestRunId
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-xs tabular-nums" title={blockRun?.reason ?? undefined}>
      <StateWords state={blockRun?.state ?? null} words={stateText(blockRun, duration)} />
      <span className="truncate text-muted">{resultText(blockRun)}</span>
      {isOlder && (
        <button
          type="button"
          title={`Shows run ${runId}; blocks ran since without this one`}
          className="shrink-0 cursor-pointer text-muted hover:text-primary"
          onClick={() => openRun(runId)}
        >
          run {runId}
        </button>
      )}
    </span>
  )
}

/** How far a running block is. */
export const CellProgress = ({ blockRun }: { readonly blockRun: BlockRun | null }) =>
  blockRun?.state === 'running' ? <ProgressBar share={progressShare(blockRun)} className="rounded-none" /> : null
