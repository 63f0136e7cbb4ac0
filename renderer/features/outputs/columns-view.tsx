import type { Column } from '#shared/model/output.ts'
import { EmptyState } from '../../ui/feedback.tsx'
import { formatCount } from '../../ui/format.ts'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { cellText } from './cell-text.ts'

const heads = ['Column', 'Type', 'Missing', 'Distinct', 'Min', 'Mean', 'Max'] as const

const share = (nulls: number | null | undefined, rows: number): string => {
  if (nulls === null || nulls === undefined) return '—'
  if (nulls === 0 || rows === 0) return String(nulls)
  return `${formatCount(nulls)} · ${((nulls / rows) * 100).toFixed(1)} %`
}

const count = (value: number | null | undefined) => (value === null || value === undefined ? '—' : formatCount(value))

type ColumnsViewProps = { readonly columns: readonly Column[]; readonly totalRows: number }

/** Each column with its type and what the runner computed of it. */
export const ColumnsView = ({ columns, totalRows }: ColumnsViewProps) => {
  if (columns.length === 0) {
    return <EmptyState size="sm" title="No columns" text="Columns are shown of outputs that are tables." />
  }
  return (
    <ScrollArea label="Columns" className="h-full overflow-auto">
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr className="sticky top-0 bg-panel text-secondary text-xs">
            {heads.map((head, index) => (
              <th
                key={head}
                scope="col"
                className={`border-subtle border-b px-3 py-1.5 font-medium ${index < 2 ? 'text-left' : 'text-right'}`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="select-text font-mono">
          {columns.map((column) => (
            <tr key={column.name} className="border-subtle border-b hover:bg-hover">
              <td className="max-w-56 truncate px-3 py-1 text-primary" title={column.name}>
                {column.name}
              </td>
              <td className="px-3 py-1 text-muted">{column.type}</td>
              <td className="whitespace-nowrap px-3 py-1 text-right tabular-nums">{share(column.nulls, totalRows)}</td>
              <td className="px-3 py-1 text-right tabular-nums">{count(column.distinct)}</td>
              <td className="max-w-32 truncate px-3 py-1 text-right tabular-nums">{cellText(column.min)}</td>
              <td className="px-3 py-1 text-right tabular-nums">{cellText(column.mean)}</td>
              <td className="max-w-32 truncate px-3 py-1 text-right tabular-nums">{cellText(column.max)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  )
}
