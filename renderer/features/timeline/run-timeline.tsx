import { ChartNoAxesGantt } from 'lucide-react'
import type { BlockRunState, Run } from '#shared/model/run.ts'
import { isFinalRunState } from '#shared/run/apply-run-event.ts'
import { useRunStore } from '../../state/run-store.ts'
import { showUi, useUiStore } from '../../state/ui-store.ts'
import { TypeMark } from '../../ui/block-marks.tsx'
import { classNames } from '../../ui/class-names.ts'
import { EmptyState } from '../../ui/feedback.tsx'
import { formatDuration } from '../../ui/format.ts'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { stateLooks } from '../../ui/state.tsx'
import { useClock } from '../../ui/use-clock.ts'
import { type TimelineBar, timelineBars, timelineSpan } from './timeline-bars.ts'

/** Pale enough in both themes for the words on them. */
const fills = {
  queued: 'bg-idle/40',
  running: 'bg-running/45',
  completed: 'bg-success/50',
  reused: 'bg-success/30',
  failed: 'bg-failed/55',
  'upstream-failed': 'bg-idle/60',
  'condition-failed': 'bg-idle/60',
  cancelled: 'bg-warning/45',
  crashed: 'bg-failed/55',
} as const satisfies Record<BlockRunState, string>

const barText = ({ blockRun }: TimelineBar, now: number): string => {
  if (blockRun.startedAt === null)
    return blockRun.endedAt === null ? '' : stateLooks[blockRun.state].label.toLowerCase()
  const duration = formatDuration((blockRun.endedAt ?? now) - blockRun.startedAt)
  return blockRun.attempt > 1 ? `attempt ${blockRun.attempt} · ${duration}` : duration
}

const Bar = ({ bar, now }: { readonly bar: TimelineBar; readonly now: number }) => {
  const text = barText(bar, now)
  // A label does not fit into a short bar; it then stands beside it, on the side with more room.
  const inside = bar.width > 0.08
  const before = !inside && bar.start > 0.75
  return (
    <div className="relative h-full flex-1">
      <div
        className={classNames('absolute top-1 bottom-1 min-w-1 rounded-sm', fills[bar.blockRun.state])}
        style={{ left: `${bar.start * 100}%`, width: `${bar.width * 100}%` }}
      />
      <span
        className="pointer-events-none absolute top-0 truncate px-1.5 text-primary text-xs leading-7.5 tabular-nums"
        style={
          before
            ? { right: `${(1 - bar.start) * 100}%` }
            : { left: `${(inside ? bar.start : bar.start + bar.width) * 100}%` }
        }
      >
        {text}
      </span>
    </div>
  )
}

type RowProps = { readonly bar: TimelineBar; readonly now: number; readonly selected: boolean }

const Row = ({ bar, now, selected }: RowProps) => (
  <li className={classNames('h-7.5 border-subtle border-b', selected && 'bg-hover')}>
    <button
      type="button"
      className="flex size-full cursor-pointer items-stretch text-left hover:bg-hover"
      title={bar.blockRun.reason ?? stateLooks[bar.blockRun.state].label}
      onClick={() => showUi({ selection: [bar.blockRun.blockUuid] })}
    >
      <span className="flex w-45 shrink-0 items-center gap-2 px-3.5">
        <TypeMark type={bar.blockRun.blockType} />
        <span className="truncate text-primary text-sm">{bar.blockRun.blockUuid}</span>
      </span>
      <Bar bar={bar} now={now} />
    </button>
  </li>
)

const ticks = [0, 0.25, 0.5, 0.75, 1]

const Axis = ({ run, now }: { readonly run: Run; readonly now: number }) => {
  const { from, to } = timelineSpan(run, now)
  return (
    <div className="ml-45 flex h-6 justify-between text-muted text-xs tabular-nums" aria-hidden>
      {ticks.map((tick) => (
        <span key={tick} className="leading-6">
          {formatDuration(tick * (to - from))}
        </span>
      ))}
    </div>
  )
}

/**
 * When each block of a run started and ended.
 *
 * @param runId null = there is no run to show
 */
export const RunTimeline = ({ runId }: { readonly runId: number | null }) => {
  const run = useRunStore((state) => (runId === null ? undefined : state.runs[runId]))
  const selection = useUiStore((state) => state.selection)
  const now = useClock(run !== undefined && !isFinalRunState(run.state) ? 200 : null)
  if (run === undefined) {
    const text = 'Run the pipeline to see when its blocks start and end.'
    return <EmptyState size="sm" icon={<ChartNoAxesGantt size={20} />} title="No run yet" text={text} />
  }
  return (
    <ScrollArea label={`Timeline of run ${run.id}`} className="pr-3">
      <Axis run={run} now={now} />
      <ul className="m-0 list-none border-subtle border-t p-0">
        {timelineBars(run, now).map((bar) => (
          <Row key={bar.blockRun.blockUuid} bar={bar} now={now} selected={selection.includes(bar.blockRun.blockUuid)} />
        ))}
      </ul>
    </ScrollArea>
  )
}
