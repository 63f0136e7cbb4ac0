import { GitCompareArrows, Play, Square, Trash2, Workflow } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Run } from '#shared/model/run.ts'
import { isFinalRunState, isFinished } from '#shared/run/apply-run-event.ts'
import { cancelRun, compareRun, deleteRun, retryFromFailed, runAgain } from '../../commands/run-commands.ts'
import { showUi } from '../../state/ui-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { formatBytes, formatDuration, formatTime, formatTimeWithZone } from '../../ui/format.ts'
import { StatusDot, stateLooks } from '../../ui/state.tsx'
import { useClock } from '../../ui/use-clock.ts'
import { originText, runDuration, scopeText } from './run-words.ts'

const Fact = ({
  label,
  title,
  children,
}: {
  readonly label: string
  readonly title?: string
  readonly children: ReactNode
}) => (
  <div className="min-w-0" title={title}>
    <dt className="text-muted text-xs">{label}</dt>
    <dd className="m-0 truncate font-medium text-primary tabular-nums">{children}</dd>
  </div>
)

const Facts = ({ run }: { readonly run: Run }) => {
  const now = useClock(isFinalRunState(run.state) ? null : 200)
  const duration = runDuration(run, now)
  const started = run.startedAt ?? run.queuedAt
  const peak = Math.max(0, ...run.blockRuns.map((blockRun) => blockRun.peakMemoryBytes ?? 0))
  return (
    <dl className="order-last m-0 flex min-w-0 basis-full flex-wrap gap-x-5 gap-y-1 @4xl:order-none @4xl:flex-1 @4xl:basis-0">
      <Fact label="State">{stateLooks[run.state].label}</Fact>
      <Fact label="Started" title={formatTimeWithZone(started)}>
        {formatTime(started)}
      </Fact>
      <Fact label="Duration">{duration === null ? '—' : formatDuration(duration)}</Fact>
      <Fact label="Started by">{originText(run.origin)}</Fact>
      <Fact label="Blocks">{scopeText(run.scope)}</Fact>
      {run.commit !== null && <Fact label="Code">{run.commit}</Fact>}
      {run.resumedFrom !== undefined && <Fact label="Goes on from">Run {run.resumedFrom}</Fact>}
      {peak > 0 && <Fact label="Peak memory">{formatBytes(peak)}</Fact>}
    </dl>
  )
}

const Actions = ({ run }: { readonly run: Run }) => {
  const openInGraph = () =>
    showUi({ page: 'pipelines', pipelineUuid: run.pipelineUuid, centreTab: 'graph', shownRunId: run.id })
  if (!isFinalRunState(run.state)) {
    return (
      <>
        <Button icon={<Workflow size={13} />} onClick={openInGraph}>
          Open in graph
        </Button>
        <Button variant="danger" icon={<Square size={12} />} onClick={() => void cancelRun(run.id)}>
          Cancel run
        </Button>
      </>
    )
  }
  // Where nothing had finished, it would be the same as running again.
  const hasFinished = run.blockRuns.some(isFinished)
  const canRetry = run.state !== 'completed' && hasFinished
  return (
    <>
      <IconButton label={`Delete run ${run.id} and what it stored`} onClick={() => void deleteRun(run.id)}>
        <Trash2 size={14} />
      </IconButton>
      <Button icon={<GitCompareArrows size={13} />} onClick={() => void compareRun(run)}>
        Compare
      </Button>
      <Button icon={<Workflow size={13} />} onClick={openInGraph}>
        Open in graph
      </Button>
      <Button variant={canRetry ? 'secondary' : 'primary'} icon={<Play size={12} />} onClick={() => void runAgain(run)}>
        Run again
      </Button>
      {canRetry && (
        <Button variant="primary" icon={<Play size={12} />} onClick={() => void retryFromFailed(run)}>
          Retry from failed
        </Button>
      )}
    </>
  )
}

/** What a run is and what can be done with it. */
export const RunHeader = ({ run }: { readonly run: Run }) => (
  <header className="flex shrink-0 flex-wrap items-center gap-x-5 gap-y-2 px-5 py-4">
    <div className="flex items-center gap-4">
      <StatusDot state={run.state} size={10} />
      <h1 className="m-0 whitespace-nowrap font-semibold text-primary text-xl">Run {run.id}</h1>
    </div>
    <Facts run={run} />
    <div className="ml-auto flex shrink-0 items-center gap-2">
      <Actions run={run} />
    </div>
  </header>
)
