import { useVirtualizer } from '@tanstack/react-virtual'
import { ChartNoAxesGantt, ChevronRight, RotateCw } from 'lucide-react'
import { useRef, useState } from 'react'
import type { BlockRunState, Run } from '#shared/model/run.ts'
import { isFinalRunState } from '#shared/run/apply-run-event.ts'
import { askToRunAgain } from '../../commands/run-again-commands.ts'
import { useRunStore } from '../../state/run-store.ts'
import { showUi, useUiStore } from '../../state/ui-store.ts'
import { BlockRunName, TypeMark } from '../../ui/block-marks.tsx'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { EmptyState } from '../../ui/feedback.tsx'
import { formatCount, formatDuration, formatPlural } from '../../ui/format.ts'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { stateLooks } from '../../ui/state.tsx'
import { useClock } from '../../ui/use-clock.ts'
import { type TimelineBar, type TimelineRow, timelineBars, timelineRows, timelineSpan } from './timeline-bars.ts'

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

const labelPadding = 12
/** Mean width of a character of the labels, in pixels. */
const characterWidth = 6.5

type BarProps = {
  readonly bar: TimelineBar
  readonly now: number
  /** Width of the whole span, in pixels. */
  readonly track: number
}

const Bar = ({ bar, now, track }: BarProps) => {
  const text = barText(bar, now)
  // A label does not fit into a short bar; it then stands beside it, on the side with more room.
  const inside = bar.width * track > text.length * characterWidth + labelPadding
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

const rowHeight = 30
/** What a row holds beside the span: name, room for a button, padding; in pixels. */
const besideTrack = 210

type FamilyToggleProps = {
  readonly blockUuid: string
  readonly family: NonNullable<TimelineRow['family']>
  readonly onToggle: (blockUuid: string, isOpen: boolean) => void
}

const FamilyToggle = ({ blockUuid, family, onToggle }: FamilyToggleProps) => {
  const { all, failed, isOpen } = family
  const words =
    failed > 0 ? `${formatCount(failed)} of ${formatCount(all)} failed` : formatPlural(all, 'child', 'children')
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      aria-label={`${isOpen ? 'Hide' : 'Show'} all children of ${blockUuid}: ${words}`}
      title={words}
      className={classNames(
        'pointer-events-auto flex min-h-6 min-w-6 shrink-0 cursor-pointer items-center justify-end gap-0.5 self-center rounded-sm px-1 text-xs tabular-nums hover:bg-hover',
        failed > 0 ? 'text-failed' : 'text-muted',
      )}
      onClick={() => onToggle(blockUuid, !isOpen)}
    >
      {formatCount(failed > 0 ? failed : all)}
      {failed > 0 && <span className="text-muted">/{formatCount(all)}</span>}
      <ChevronRight size={12} className={classNames('text-muted', isOpen && 'rotate-90')} aria-hidden />
    </button>
  )
}

type RowProps = Pick<FamilyToggleProps, 'onToggle'> & {
  readonly row: TimelineRow
  readonly now: number
  readonly track: number
  readonly selected: boolean
  /** Asks to run it alone again; null where that cannot be. */
  readonly onAgain: (() => void) | null
}

const Row = ({ row: { bar, isChild, family }, now, track, selected, onAgain, onToggle }: RowProps) => (
  <div className={classNames('group relative h-full border-subtle border-b', selected && 'bg-hover')}>
    <button
      type="button"
      className="flex size-full cursor-pointer items-stretch text-left outline-offset-[-2px] hover:bg-hover"
      title={bar.blockRun.reason ?? stateLooks[bar.blockRun.state].label}
      onClick={() => showUi({ selection: [bar.blockRun.blockUuid] })}
    >
      <span
        className={classNames(
          'flex w-45 shrink-0 items-center gap-2',
          isChild ? 'pr-2 pl-7' : 'pl-3.5',
          family !== null && 'pr-18',
        )}
      >
        {!isChild && <TypeMark type={bar.blockRun.blockType} />}
        <BlockRunName
          blockUuid={bar.blockRun.blockUuid}
          className={classNames('text-sm', isChild ? 'text-secondary' : 'text-primary')}
        />
      </span>
      <Bar bar={bar} now={now} track={track} />
      <span className="w-6 shrink-0" />
    </button>
    {family !== null && (
      <span className="pointer-events-none absolute inset-y-0 left-0 flex w-45 justify-end pr-1">
        <FamilyToggle blockUuid={bar.blockRun.blockUuid} family={family} onToggle={onToggle} />
      </span>
    )}
    {onAgain !== null && (
      <span className="absolute inset-y-0 right-0 flex w-6 items-center justify-center opacity-0 focus-within:opacity-100 group-hover:opacity-100">
        <IconButton label={`Run ${bar.blockRun.blockUuid} again…`} size="sm" side="left" onClick={onAgain}>
          <RotateCw size={12} />
        </IconButton>
      </span>
    )}
  </div>
)

const useFamilies = () => {
  const [opened, setOpened] = useState<Readonly<Record<string, boolean>>>({})
  const toggle = (blockUuid: string, isOpen: boolean) => setOpened((known) => ({ ...known, [blockUuid]: isOpen }))
  return { opened, toggle }
}

const ticks = [0, 0.25, 0.5, 0.75, 1]

const Axis = ({ run, now }: { readonly run: Run; readonly now: number }) => {
  const { from, to } = timelineSpan(run, now)
  return (
    <div className="mr-6 ml-45 flex h-6 justify-between text-muted text-xs tabular-nums" aria-hidden>
      {ticks.map((tick) => (
        <span key={tick} className="leading-6">
          {formatDuration(tick * (to - from))}
        </span>
      ))}
    </div>
  )
}

/** Only the rows on screen are in the document: a dynamic block can have thousands of children. */
const ShownTimeline = ({ run }: { readonly run: Run }) => {
  const scroller = useRef<HTMLElement>(null)
  const now = useClock(isFinalRunState(run.state) ? null : 200)
  const selection = useUiStore((state) => state.selection)
  const { opened, toggle } = useFamilies()
  const rows = timelineRows(timelineBars(run, now), opened)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  const hasEnded = isFinalRunState(run.state)
  const track = (virtualizer.scrollRect?.width ?? 0) - besideTrack
  return (
    <ScrollArea ref={scroller} label={`Timeline of run ${run.id}`} className="pr-1.5">
      <Axis run={run} now={now} />
      <ul
        className="relative m-0 box-content list-none border-subtle border-t p-0"
        style={{ height: virtualizer.getTotalSize() }}
        aria-label="Blocks"
      >
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          const { blockUuid } = row.bar.blockRun
          return (
            <li
              key={blockUuid}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0"
              style={{ height: rowHeight, transform: `translateY(${start}px)` }}
            >
              <Row
                row={row}
                now={now}
                track={track}
                selected={selection.includes(blockUuid)}
                onAgain={hasEnded && row.isChild ? () => void askToRunAgain(run.id, [blockUuid]) : null}
                onToggle={toggle}
              />
            </li>
          )
        })}
      </ul>
    </ScrollArea>
  )
}

/**
 * When each block of a run started and ended.
 *
 * @param runId null = there is no run to show
 */
export const RunTimeline = ({ runId }: { readonly runId: number | null }) => {
  const run = useRunStore((state) => (runId === null ? undefined : state.runs[runId]))
  if (run === undefined) {
    const text = 'Run the pipeline to see when its blocks start and end.'
    return <EmptyState size="sm" icon={<ChartNoAxesGantt size={20} />} title="No run yet" text={text} />
  }
  return <ShownTimeline key={run.id} run={run} />
}
