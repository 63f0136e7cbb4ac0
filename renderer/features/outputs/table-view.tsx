// biome-ignore-all lint/a11y/useSemanticElements: rows out of sight are not in the document, which a <table> cannot lay out
// biome-ignore-all lint/a11y/useFocusableInteractive: the region scrolls as a whole and its head cells hold buttons
import { observeElementOffset, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { Cell } from '#shared/model/output.ts'
import { classNames } from '../../ui/class-names.ts'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatCount } from '../../ui/format.ts'
import type { BlockRunPlace } from './block-run-place.ts'
import { cellText, columnWidth, isNumericType } from './cell-text.ts'
import { scrolledHeight, scrollStretch } from './tall-scroll.ts'
import { type TableSort, useTablePages } from './use-table-pages.ts'

const rowHeight = 26

type Rows = Virtualizer<HTMLDivElement, Element>

const stretchOf = (rows: Rows): number =>
  scrollStretch(rows.options.count * rowHeight, rows.scrollElement?.clientHeight ?? 0)

const observeStretched = (rows: Rows, tell: (offset: number, isScrolling: boolean) => void) =>
  observeElementOffset(rows, (offset, isScrolling) => tell(offset * stretchOf(rows), isScrolling))

/** How far above its place among all rows a row is drawn, where they are higher than an element can be. */
const liftOf = (rows: Rows): number => {
  const offset = rows.scrollOffset ?? 0
  return offset - offset / stretchOf(rows)
}

type Place = BlockRunPlace & { readonly output: string }
type ColumnLayout = {
  readonly name: string
  readonly type: string
  readonly start: number
  readonly width: number
  readonly numeric: boolean
}

const layoutOf = (
  columns: readonly { name: string; type: string }[],
  firstRows: readonly (readonly Cell[] | undefined)[],
) => {
  let start = 0
  return columns.map((column, index): ColumnLayout => {
    const numeric = isNumericType(column.type)
    const cells = firstRows.map((row) => row?.[index])
    const width = columnWidth({ name: column.name, numeric }, cells)
    const layout = { ...column, start, width, numeric }
    start += width
    return layout
  })
}

const nextSort = (sort: TableSort, column: string): TableSort => {
  if (sort?.column !== column) return { column, descending: false }
  return sort.descending ? null : { column, descending: true }
}

type HeadProps = { readonly column: ColumnLayout; readonly sort: TableSort; readonly onSort: (sort: TableSort) => void }

const HeadCell = ({ column, sort, onSort }: HeadProps) => {
  const sorted = sort?.column === column.name ? sort : null
  return (
    <div
      role="columnheader"
      aria-sort={sorted === null ? 'none' : sorted.descending ? 'descending' : 'ascending'}
      className="absolute top-0 h-full"
      style={{ left: column.start, width: column.width }}
    >
      <button
        type="button"
        title={`${column.name} · ${column.type}`}
        className={classNames(
          'flex size-full items-center gap-1 px-3 font-medium text-secondary text-xs hover:text-primary',
          column.numeric ? 'justify-end' : 'justify-start',
        )}
        onClick={() => onSort(nextSort(sort, column.name))}
      >
        <span className="truncate">{column.name}</span>
        {sorted === null ? null : sorted.descending ? <ArrowDown size={11} /> : <ArrowUp size={11} />}
      </button>
    </div>
  )
}

const BodyCell = ({ column, cell }: { readonly column: ColumnLayout; readonly cell: Cell | undefined }) => (
  <div
    role="cell"
    className={classNames(
      'absolute top-0 h-full select-text truncate px-3 leading-6.5',
      column.numeric && 'text-right tabular-nums',
      cell === null ? 'text-muted' : 'text-primary',
    )}
    style={{ left: column.start, width: column.width }}
    title={cellText(cell)}
  >
    {cellText(cell)}
  </div>
)

/** A stored table, read page by page; only what is on screen is in the document. Click a column's name to sort. */
export const TableView = ({ place }: { readonly place: Place }) => {
  const scroller = useRef<HTMLDivElement>(null)
  const [sort, setSort] = useState<TableSort>(null)
  const [shown, setShown] = useState({ first: 0, last: 60 })
  const pages = useTablePages(place, sort, shown)
  const firstRows = useMemo(() => Array.from({ length: 50 }, (_, index) => pages.row(index)), [pages.row])
  const columns = useMemo(() => layoutOf(pages.columns, firstRows), [pages.columns, firstRows])
  const rows = useVirtualizer({
    count: pages.totalRows,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    observeElementOffset: observeStretched,
    onChange: ({ range }) => {
      if (range !== null) setShown({ first: range.startIndex, last: range.endIndex })
    },
  })
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => columns[index]?.width ?? 100,
    overscan: 3,
  })
  if (pages.error !== null) return <ErrorState size="sm" title="The table could not be read" message={pages.error} />
  if (pages.loading) return <SkeletonLines label="Reading the table" />
  const visible = across.getVirtualItems().flatMap(({ index }) => columns[index] ?? [])
  const lift = liftOf(rows)
  const width = columns.reduce((sum, column) => sum + column.width, 0)
  return (
    <div
      ref={scroller}
      role="table"
      aria-label={`Table of ${formatCount(pages.totalRows)} rows and ${formatCount(columns.length)} columns`}
      aria-rowcount={pages.totalRows}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="h-full min-h-0 overflow-auto font-mono text-sm"
    >
      <div role="rowgroup" className="sticky top-0 z-1">
        <div
          role="row"
          className="relative h-7 border-subtle border-b bg-panel font-sans"
          style={{ width, minWidth: '100%' }}
        >
          {visible.map((column) => (
            <HeadCell key={column.start} column={column} sort={sort} onSort={setSort} />
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        className="relative"
        style={{ width, minWidth: '100%', height: scrolledHeight(rows.getTotalSize()) }}
      >
        {rows.getVirtualItems().map((item) => (
          <div
            key={item.key}
            role="row"
            aria-rowindex={item.index + 1}
            className="absolute left-0 border-subtle border-b hover:bg-hover"
            style={{ top: item.start - lift, height: rowHeight, width, minWidth: '100%' }}
          >
            {visible.map((column) => (
              <BodyCell key={column.start} column={column} cell={pages.row(item.index)?.[columns.indexOf(column)]} />
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}
