// biome-ignore-all lint/a11y/useSemanticElements: rows out of sight are not in the document, which a <table> cannot lay out
// biome-ignore-all lint/a11y/useFocusableInteractive: the region scrolls as a whole and its head cells hold buttons
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useMemo, useRef } from 'react'
import type { TrackedRun } from '#shared/model/tracking.ts'
import { openTrackedRun } from '../../commands/experiment-commands.ts'
import { type ColumnId, showExperiments, useExperimentsStore } from '../../state/experiments-store.ts'
import { classNames } from '../../ui/class-names.ts'
import { formatPlural } from '../../ui/format.ts'
import { type Column, cellText, groupsOf } from './columns.ts'
import { StatusMark } from './status-mark.tsx'

const rowHeight = 30
const nameWidth = 230
const columnWidth = 116

type Item =
  | { readonly kind: 'group'; readonly key: string; readonly text: string; readonly count: number }
  | { readonly kind: 'run'; readonly key: string; readonly run: TrackedRun }

const itemsOf = (runs: readonly TrackedRun[], groupBy: ColumnId | null): readonly Item[] => {
  const rows = (some: readonly TrackedRun[]) => some.map((run): Item => ({ kind: 'run', key: run.id, run }))
  if (groupBy === null) return rows(runs)
  return groupsOf(runs, groupBy).flatMap(({ text, runs: members }) => [
    { kind: 'group', key: `group ${text}`, text, count: members.length } as const,
    ...rows(members),
  ])
}

const HeadCell = ({ column }: { readonly column: Column }) => {
  const order = useExperimentsStore((state) => state.order)
  const isSorted = order?.column === column.id
  const next = () => {
    if (!isSorted) return { column: column.id, isDescending: true }
    return order.isDescending ? { column: column.id, isDescending: false } : null
  }
  const Arrow = order?.isDescending === true ? ArrowDown : ArrowUp
  return (
    <div
      role="columnheader"
      aria-sort={isSorted ? (order.isDescending ? 'descending' : 'ascending') : 'none'}
      className="h-full shrink-0"
      style={{ width: columnWidth }}
    >
      <button
        type="button"
        disabled={!column.isSortable}
        title={column.label}
        className={classNames(
          'flex size-full items-center gap-1 px-2 font-medium text-secondary text-xs enabled:hover:text-primary',
          column.isNumeric && 'justify-end',
        )}
        onClick={() => showExperiments({ order: next() })}
      >
        <span className="truncate">{column.label}</span>
        {isSorted ? <Arrow size={11} className="shrink-0" /> : null}
      </button>
    </div>
  )
}

const toggled = (selected: readonly string[], id: string): readonly string[] =>
  selected.includes(id) ? selected.filter((one) => one !== id) : [...selected, id]

type RunRowProps = { readonly run: TrackedRun; readonly columns: readonly Column[]; readonly isBest: boolean }

const RunRow = ({ run, columns, isBest }: RunRowProps) => {
  const selected = useExperimentsStore((state) => state.selected)
  return (
    <>
      <div
        role="cell"
        className="sticky left-0 z-1 flex h-full shrink-0 items-center gap-2 bg-inherit px-3"
        style={{ width: nameWidth }}
      >
        <input
          type="checkbox"
          aria-label={`Select ${run.name}`}
          className="size-3.5 shrink-0 accent-accent"
          checked={selected.includes(run.id)}
          onChange={() => showExperiments({ selected: toggled(selected, run.id) })}
        />
        <StatusMark status={run.status} />
        <button
          type="button"
          title={run.name}
          className="min-w-0 truncate text-left font-medium text-primary hover:text-accent-strong"
          onClick={() => openTrackedRun(run.id)}
        >
          {run.name}
        </button>
        {isBest ? <span className="ml-auto shrink-0 text-accent text-xs">best</span> : null}
      </div>
      {columns.map((column) => {
        const text = cellText(run, column.id)
        return (
          <div
            key={column.id}
            role="cell"
            title={text}
            className={classNames(
              'shrink-0 truncate px-2 text-secondary',
              column.isNumeric && 'text-right tabular-nums',
              column.kind === 'metric' && 'text-primary',
            )}
            style={{ width: columnWidth }}
          >
            {text}
          </div>
        )
      })}
    </>
  )
}

type TableProps = {
  readonly runs: readonly TrackedRun[]
  readonly columns: readonly Column[]
  readonly groupColumn: Column | null
  readonly bestId: string | null
}

/** Tracked runs as rows, only those on screen in the document. Click a column's name to sort. */
export const RunsTable = ({ runs, columns, groupColumn, bestId }: TableProps) => {
  const scroller = useRef<HTMLDivElement>(null)
  const items = useMemo(() => itemsOf(runs, groupColumn?.id ?? null), [runs, groupColumn])
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const width = nameWidth + columns.length * columnWidth
  return (
    <div
      ref={scroller}
      role="table"
      aria-label={`Table of ${formatPlural(runs.length, 'run')}`}
      aria-rowcount={items.length}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="h-full min-h-0 overflow-auto text-sm"
    >
      <div role="rowgroup" className="sticky top-0 z-2" style={{ width, minWidth: '100%' }}>
        <div role="row" className="flex h-8 border-subtle border-b bg-panel">
          <div
            role="columnheader"
            className="sticky left-0 z-1 flex shrink-0 items-center bg-panel px-3 font-medium text-secondary text-xs"
            style={{ width: nameWidth }}
          >
            Run
          </div>
          {columns.map((column) => (
            <HeadCell key={column.id} column={column} />
          ))}
        </div>
      </div>
      <div role="rowgroup" className="relative" style={{ height: rows.getTotalSize(), width, minWidth: '100%' }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const item = items[index]
          if (item === undefined) return null
          return (
            <div
              key={item.key}
              role="row"
              aria-rowindex={index + 1}
              className={classNames(
                'absolute left-0 flex w-full items-center border-subtle border-b bg-canvas hover:bg-hover',
                item.kind === 'group' && 'bg-panel',
              )}
              style={{ top: start, height: rowHeight }}
            >
              {item.kind === 'group' ? (
                <div role="cell" className="sticky left-0 px-3 font-medium text-secondary text-xs">
                  {groupColumn?.label} = {item.text === '' ? 'none' : item.text} · {formatPlural(item.count, 'run')}
                </div>
              ) : (
                <RunRow run={item.run} columns={columns} isBest={item.run.id === bestId} />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}
