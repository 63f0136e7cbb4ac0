import { History } from 'lucide-react'
import { useState } from 'react'
import { type RunState, type RunSummary, runStates } from '#shared/model/run.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatDuration, formatTimeWithZone, formatWhen } from '../../ui/format.ts'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { SectionHeading } from '../../ui/section-heading.tsx'
import { Select } from '../../ui/select.tsx'
import { StatusDot, stateLooks } from '../../ui/state.tsx'
import { originText, outcomeText, runDuration } from './run-words.ts'
import { useRunList } from './use-run-list.ts'

const every = 'every'

/** Durations of the newest runs as bars, oldest left, the highest full. */
const DurationBars = ({ runs }: { readonly runs: readonly RunSummary[] }) => {
  const ended = runs.filter((run) => run.endedAt !== null).slice(0, 25)
  if (ended.length === 0) return null
  const longest = Math.max(1, ...ended.map((run) => runDuration(run, 0) ?? 0))
  return (
    <div
      className="flex h-8 items-end gap-0.5 px-3.5"
      role="img"
      aria-label={`Durations of the last ${ended.length} runs`}
    >
      {ended.toReversed().map((run) => (
        <span
          key={run.id}
          title={`Run ${run.id} · ${formatDuration(runDuration(run, 0) ?? 0)}`}
          className={classNames('w-2 rounded-sm', stateLooks[run.state].fill)}
          style={{ height: `${Math.max(12, ((runDuration(run, 0) ?? 0) / longest) * 100)}%` }}
        />
      ))}
    </div>
  )
}

type RowProps = {
  readonly run: RunSummary
  readonly shown: boolean
  readonly named: boolean
  readonly onOpen: (runId: number) => void
}

const RunRow = ({ run, shown, named, onOpen }: RowProps) => {
  const duration = runDuration(run, Date.now())
  const facts = [
    named ? run.pipelineUuid : originText(run.origin),
    formatWhen(run.startedAt ?? run.queuedAt),
    ...(duration === null || run.endedAt === null ? [] : [formatDuration(duration)]),
  ]
  return (
    <li>
      <button
        type="button"
        aria-current={shown}
        className={classNames(
          'grid w-full cursor-pointer grid-cols-[auto_1fr_auto] items-center gap-x-3 border-subtle border-b border-l-2 px-3 py-2 text-left',
          shown ? 'border-l-accent bg-hover' : 'border-l-transparent hover:bg-hover',
        )}
        title={formatTimeWithZone(run.startedAt ?? run.queuedAt)}
        onClick={() => onOpen(run.id)}
      >
        <StatusDot state={run.state} />
        <span className="truncate font-medium text-primary">Run {run.id}</span>
        <span className="text-secondary text-sm tabular-nums">{outcomeText(run)}</span>
        <span className="col-span-2 col-start-2 truncate text-muted text-xs">{facts.join(' · ')}</span>
      </button>
    </li>
  )
}

type RunsListProps = {
  /** Null: runs of all pipelines. */
  readonly pipelineUuid: string | null
  readonly pipelines: readonly string[]
  readonly shownRunId: number | null
  readonly onPipeline: (pipelineUuid: string | null) => void
  readonly onOpen: (runId: number) => void
}

const stateOptions = [
  { value: every, label: 'Any state' },
  ...runStates.map((state) => ({ value: state, label: stateLooks[state].label })),
]

/** History of runs: filters, durations, and one row a run. */
export const RunsList = ({ pipelineUuid, pipelines, shownRunId, onPipeline, onOpen }: RunsListProps) => {
  const [state, setState] = useState<string>(every)
  const list = useRunList({ pipelineUuid, states: state === every ? null : [state as RunState] })
  const pipelineOptions = [
    { value: every, label: 'All pipelines' },
    ...pipelines.map((uuid) => ({ value: uuid, label: uuid })),
  ]
  return (
    <section className="flex h-full min-h-0 flex-col bg-panel" aria-label="Runs">
      <SectionHeading>{pipelineUuid === null ? 'Runs' : `Runs of ${pipelineUuid}`}</SectionHeading>
      <DurationBars runs={list.runs} />
      <div className="flex gap-2 px-3.5 py-2">
        <Select label="State" value={state} options={stateOptions} onChange={setState} />
        <Select
          label="Pipeline"
          className="min-w-0"
          value={pipelineUuid ?? every}
          options={pipelineOptions}
          onChange={(value) => onPipeline(value === every ? null : value)}
        />
      </div>
      {list.error !== null ? (
        <ErrorState size="sm" title="The history could not be read" message={list.error.message} />
      ) : list.loading ? (
        <SkeletonLines label="Reading the history" />
      ) : list.runs.length === 0 ? (
        <EmptyState
          size="sm"
          icon={<History size={20} />}
          title="No runs"
          text="Runs of this kind are listed here once there are some."
        />
      ) : (
        <ScrollArea label="Runs, newest first">
          <ul className="m-0 list-none border-subtle border-t p-0">
            {list.runs.map((run) => (
              <RunRow
                key={run.id}
                run={run}
                shown={run.id === shownRunId}
                named={pipelineUuid === null}
                onOpen={onOpen}
              />
            ))}
          </ul>
          {list.hasOlder && (
            <div className="p-3 text-center">
              <Button onClick={list.loadOlder}>Show older runs</Button>
            </div>
          )}
        </ScrollArea>
      )}
    </section>
  )
}
