import { Columns3, Group, Trash2, Trophy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { parseSearch } from '#shared/tracking/parse-search.ts'
import { runGrammar } from '#shared/tracking/search-grammar.ts'
import { deleteTrackedRuns } from '../../commands/experiment-commands.ts'
import { type ColumnId, showExperiments, useExperimentsStore } from '../../state/experiments-store.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { formatPlural } from '../../ui/format.ts'
import { DropdownMenu, type MenuEntry } from '../../ui/menu.tsx'
import type { Column } from './columns.ts'

/** Milliseconds after the last key before the search is asked. */
const settleMs = 250

/** Why a search cannot be read; null where it can. */
const complaintOf = (text: string): string | null => {
  const parsed = parseSearch(text, runGrammar)
  return parsed.ok ? null : parsed.error.message
}

const SearchField = () => {
  const filter = useExperimentsStore((state) => state.filter)
  const [typed, setTyped] = useState(filter)
  const complaint = complaintOf(typed)
  useEffect(() => setTyped(filter), [filter])
  useEffect(() => {
    if (complaint !== null || typed === filter) return
    const timer = setTimeout(() => showExperiments({ filter: typed }), settleMs)
    return () => clearTimeout(timer)
  }, [typed, filter, complaint])
  return (
    <TextField
      label="Search runs"
      hideLabel
      value={typed}
      placeholder="metrics.auc > 0.8 and params.model = 'xgboost'"
      error={complaint}
      onChange={setTyped}
      className="font-mono"
    />
  )
}

const headings: Readonly<Record<Column['kind'], string>> = {
  attribute: 'Facts',
  metric: 'Metrics',
  param: 'Params',
  tag: 'Tags',
}

const kinds = ['attribute', 'metric', 'param', 'tag'] as const

const byKind = (columns: readonly Column[], entry: (column: Column) => MenuEntry): readonly MenuEntry[] =>
  kinds.flatMap((kind) => {
    const some = columns.filter((column) => column.kind === kind)
    return some.length === 0 ? [] : [{ kind: 'heading' as const, label: headings[kind] }, ...some.map(entry)]
  })

type ToolbarProps = {
  readonly columns: readonly Column[]
  readonly shown: readonly ColumnId[]
  readonly best: { readonly column: Column; readonly isHighest: boolean } | null
  readonly onBest: (best: { readonly id: ColumnId; readonly isHighest: boolean } | null) => void
}

const ColumnsMenu = ({ columns, shown }: Pick<ToolbarProps, 'columns' | 'shown'>) => {
  const toggle = (id: ColumnId) =>
    showExperiments({ columns: shown.includes(id) ? shown.filter((one) => one !== id) : [...shown, id] })
  const entries = byKind(columns, ({ id, label }) => ({
    label,
    checked: shown.includes(id),
    onSelect: () => toggle(id),
  }))
  return (
    <DropdownMenu
      entries={[
        { label: 'As at first', onSelect: () => showExperiments({ columns: null }) },
        { kind: 'separator' },
        ...entries,
      ]}
    >
      <Button icon={<Columns3 size={13} />}>Columns</Button>
    </DropdownMenu>
  )
}

const GroupMenu = ({ columns }: Pick<ToolbarProps, 'columns'>) => {
  const groupBy = useExperimentsStore((state) => state.groupBy)
  const groupable = columns.filter(
    ({ kind, id }) => kind === 'param' || kind === 'tag' || id === 'attributes.status' || id === 'block',
  )
  const entries = byKind(groupable, ({ id, label }) => ({
    label,
    checked: groupBy === id,
    onSelect: () => showExperiments({ groupBy: id }),
  }))
  const label = groupable.find(({ id }) => id === groupBy)?.label
  return (
    <DropdownMenu
      entries={[
        { label: 'No groups', checked: groupBy === null, onSelect: () => showExperiments({ groupBy: null }) },
        { kind: 'separator' },
        ...entries,
      ]}
    >
      <Button icon={<Group size={13} />}>{label === undefined ? 'Group' : `By ${label}`}</Button>
    </DropdownMenu>
  )
}

const BestMenu = ({ columns, best, onBest }: Pick<ToolbarProps, 'columns' | 'best' | 'onBest'>) => {
  const metrics = columns.filter(({ kind }) => kind === 'metric')
  const entry = ({ id, label }: Column, isHighest: boolean): MenuEntry => ({
    label: `${isHighest ? 'Highest' : 'Lowest'} ${label}`,
    checked: best?.column.id === id && best.isHighest === isHighest,
    onSelect: () => onBest({ id, isHighest }),
  })
  const entries: readonly MenuEntry[] = [
    { label: 'None', checked: best === null, onSelect: () => onBest(null) },
    { kind: 'separator' },
    ...metrics.flatMap((column) => [entry(column, true), entry(column, false)]),
  ]
  return (
    <DropdownMenu entries={entries}>
      <Button icon={<Trophy size={13} />} disabled={metrics.length === 0}>
        {best === null ? 'Best run' : `${best.isHighest ? 'Highest' : 'Lowest'} ${best.column.label}`}
      </Button>
    </DropdownMenu>
  )
}

/** Search, and what the table shows and how. */
export const ExperimentToolbar = (props: ToolbarProps) => {
  const selected = useExperimentsStore((state) => state.selected)
  return (
    <div className="flex flex-wrap items-start gap-2 px-4 pb-3">
      <div className="min-w-60 flex-1">
        <SearchField />
      </div>
      <BestMenu {...props} />
      <GroupMenu {...props} />
      <ColumnsMenu {...props} />
      {selected.length === 0 ? null : (
        <>
          <Button onClick={() => showExperiments({ selected: [] })}>
            {formatPlural(selected.length, 'run')} selected
          </Button>
          <Button
            variant="danger"
            icon={<Trash2 size={13} />}
            onClick={() => void deleteTrackedRuns(selected)}
            aria-label={`Delete ${formatPlural(selected.length, 'selected run')}`}
          >
            Delete
          </Button>
        </>
      )}
    </div>
  )
}
