import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowLeft, RotateCw } from 'lucide-react'
import { useRef, useState } from 'react'
import type { BlockRun, Run } from '#shared/model/run.ts'
import { isFinalRunState } from '#shared/run/apply-run-event.ts'
import { childrenOf, unfinishedChildren } from '#shared/run/children.ts'
import { askToRunAgain } from '../../commands/run-again-commands.ts'
import { showUi } from '../../state/ui-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { inputClass } from '../../ui/field.tsx'
import { formatCount, formatDuration } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { StateIcon } from '../../ui/state.tsx'
import { type ChildKind, childNumber, childResult, countKinds, fittingChildren } from './child-rows.ts'

const rowHeight = 28

const kindLabels: readonly (readonly [ChildKind, string])[] = [
  ['all', 'All'],
  ['unfinished', 'Failed or not run'],
  ['running', 'Running'],
  ['queued', 'Waiting'],
  ['finished', 'Completed'],
]

type ChildRowProps = { readonly child: BlockRun; readonly runId: number; readonly canRun: boolean }

const ChildRow = ({ child, runId, canRun }: ChildRowProps) => {
  const { blockUuid, startedAt, endedAt, state } = child
  const result = childResult(child)
  return (
    <div className="group flex h-full items-center border-subtle border-b hover:bg-hover">
      <button
        type="button"
        className="flex h-full min-w-0 flex-1 cursor-pointer items-center gap-2 pl-3.5 text-left text-sm outline-offset-[-2px]"
        onClick={() => showUi({ selection: [blockUuid] })}
      >
        <StateIcon state={state} />
        <span className="w-12 shrink-0 text-right font-medium text-primary tabular-nums" title={blockUuid}>
          <span className="sr-only">{child.parentBlockUuid} </span>
          {childNumber(child)}
        </span>
        <span className="w-14 shrink-0 text-right text-muted tabular-nums">
          {startedAt !== null && endedAt !== null ? formatDuration(endedAt - startedAt) : ''}
        </span>
        <span className="min-w-0 truncate text-secondary" title={result}>
          {result}
        </span>
      </button>
      <span className="flex w-9 shrink-0 justify-center opacity-0 focus-within:opacity-100 group-hover:opacity-100">
        {canRun && (
          <IconButton
            label={`Run ${blockUuid} again…`}
            size="sm"
            side="left"
            onClick={() => void askToRunAgain(runId, [blockUuid])}
          >
            <RotateCw size={12} />
          </IconButton>
        )}
      </span>
    </div>
  )
}

type RowsProps = Pick<ChildRowProps, 'runId' | 'canRun'> & { readonly rows: readonly BlockRun[] }

/** Only the rows on screen are in the document. */
const Rows = ({ rows, ...row }: RowsProps) => {
  const scroller = useRef<HTMLElement>(null)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  return (
    <section
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Children"
      className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
    >
      <ul className="relative m-0 list-none p-0" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const child = rows[index]
          if (child === undefined) return null
          return (
            <li
              key={child.blockUuid}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0"
              style={{ height: rowHeight, transform: `translateY(${start}px)` }}
            >
              <ChildRow child={child} {...row} />
            </li>
          )
        })}
      </ul>
    </section>
  )
}

type ChildrenListProps = { readonly run: Run; readonly blockUuid: string; readonly family: readonly BlockRun[] }

/** The children of a block that ran once per item: those that failed at once, all of them by a choice. */
export const ChildrenList = ({ run, blockUuid, family }: ChildrenListProps) => {
  const counts = countKinds(family)
  const [chosen, setChosen] = useState<ChildKind | null>(null)
  const [search, setSearch] = useState('')
  const kind = chosen ?? (counts.unfinished > 0 ? 'unfinished' : 'all')
  const shown = fittingChildren(family, { kind, search })
  const unfinished = unfinishedChildren(run, blockUuid)
  const canRun = isFinalRunState(run.state)
  const options = kindLabels
    .filter(([value]) => value === kind || value === 'all' || counts[value] > 0)
    .map(([value, label]) => ({ value, label: `${label} (${formatCount(counts[value])})` }))
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-subtle border-b px-3.5 py-1.5">
        <Select label="Which children" look="bare" value={kind} options={options} onChange={setChosen} />
        <span className="min-w-28 max-w-72 flex-1">
          <input
            aria-label="Search the children"
            placeholder="Search"
            value={search}
            className={`${inputClass} h-6 text-sm`}
            onChange={(event) => setSearch(event.target.value)}
          />
        </span>
        {canRun && unfinished.length > 0 && (
          <Button
            size="sm"
            className="ml-auto"
            icon={<RotateCw size={12} />}
            onClick={() =>
              void askToRunAgain(
                run.id,
                unfinished.map((child) => child.blockUuid),
              )
            }
          >
            Run {formatCount(unfinished.length)} failed again…
          </Button>
        )}
      </div>
      {shown.length === 0 ? (
        <p className="m-0 px-3.5 py-3 text-muted text-sm">No child fits.</p>
      ) : (
        <Rows runId={run.id} canRun={canRun} rows={shown} />
      )}
    </div>
  )
}

type ChildBarProps = { readonly run: Run; readonly child: BlockRun; readonly block: string }

/** From a child of a dynamic block to all of them, and to a run of it alone. */
export const ChildBar = ({ run, child, block }: ChildBarProps) => (
  <div className="flex h-8 shrink-0 items-center gap-2 border-subtle border-b px-2">
    <Button
      size="sm"
      variant="ghost"
      icon={<ArrowLeft size={12} />}
      onClick={() => showUi({ selection: [block], inspectorTab: 'output' })}
    >
      All {formatCount(childrenOf(run, block).length)} children
    </Button>
    <StateIcon state={child.state} />
    <span className="truncate text-secondary text-sm" title={child.blockUuid}>
      Child {childNumber(child)}
    </span>
    {isFinalRunState(run.state) && (
      <Button
        size="sm"
        className="ml-auto"
        icon={<RotateCw size={12} />}
        onClick={() => void askToRunAgain(run.id, [child.blockUuid])}
      >
        Run this child again…
      </Button>
    )}
  </div>
)
