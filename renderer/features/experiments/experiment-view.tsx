import { useMemo, useState } from 'react'
import type { ExperimentSummary, TrackedRun } from '#shared/model/tracking.ts'
import { useRequest } from '../../bridge/queries.ts'
import {
  type ColumnId,
  type ExperimentTab,
  showExperiments,
  useExperimentsStore,
} from '../../state/experiments-store.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatPlural } from '../../ui/format.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { type Column, columnsOf, columnValue, orderText, usualColumns } from './columns.ts'
import { ConnectNotebook } from './connect-notebook.tsx'
import { CurvesView } from './curves-view.tsx'
import { ExperimentToolbar } from './experiment-toolbar.tsx'
import { ParallelView } from './parallel-view.tsx'
import { RunsTable } from './runs-table.tsx'
import { ScatterView } from './scatter-view.tsx'
import { SweepBar } from './sweep-bar.tsx'
import { TransferMenu } from './transfer-menu.tsx'

/** More rows than this are searched for, not scrolled to. */
const mostRuns = 2000

const tabs: readonly { readonly id: ExperimentTab; readonly label: string }[] = [
  { id: 'table', label: 'Table' },
  { id: 'curves', label: 'Curves' },
  { id: 'scatter', label: 'Scatter' },
  { id: 'parallel', label: 'Parallel coordinates' },
]

type Best = { readonly id: ColumnId; readonly isHighest: boolean }

/** The tracked run with the best value of a metric; null where none has one. */
const bestOf = (runs: readonly TrackedRun[], best: Best | null): TrackedRun | null => {
  if (best === null) return null
  const sign = best.isHighest ? 1 : -1
  let found: { readonly run: TrackedRun; readonly value: number } | null = null
  for (const run of runs) {
    const value = columnValue(run, best.id)
    if (typeof value === 'number' && (found === null || value * sign > found.value * sign)) found = { run, value }
  }
  return found?.run ?? null
}

type ContentProps = {
  readonly runs: readonly TrackedRun[]
  readonly columns: readonly Column[]
  readonly shown: readonly ColumnId[]
  readonly bestId: string | null
}

const Content = ({ runs, columns, shown, bestId }: ContentProps) => {
  const { tab, selected, groupBy } = useExperimentsStore()
  const chosen = useMemo(
    () => (selected.length === 0 ? runs : runs.filter(({ id }) => selected.includes(id))),
    [runs, selected],
  )
  const visible = columns.filter(({ id }) => shown.includes(id))
  switch (tab) {
    case 'table':
      return (
        <RunsTable
          runs={runs}
          columns={visible}
          groupColumn={columns.find(({ id }) => id === groupBy) ?? null}
          bestId={bestId}
        />
      )
    case 'curves':
      return <CurvesView runs={chosen} columns={columns} />
    case 'scatter':
      return <ScatterView runs={chosen} columns={columns} />
    case 'parallel':
      return <ParallelView runs={chosen} columns={columns} shown={shown} />
  }
}

const useRuns = (experimentId: string) => {
  const projectId = useProjectStore((state) => state.projectId)
  const { filter, order } = useExperimentsStore()
  return useRequest(
    'trackedRun.search',
    projectId === null
      ? null
      : {
          projectId,
          experimentIds: [experimentId],
          filter,
          orderBy: order === null ? [] : [orderText(order.column, order.isDescending)],
          limit: mostRuns,
          pageToken: null,
        },
  )
}

type HeaderProps = {
  readonly name: string
  readonly count: number
  readonly isMore: boolean
  /** `best auc: Run 41`; null where no metric is asked for. */
  readonly best: string | null
}

const Header = ({ name, count, isMore, best }: HeaderProps) => (
  <header className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
    <h2 className="m-0 min-w-0 truncate font-semibold text-primary text-xl">{name}</h2>
    <span className="text-muted text-sm">
      {isMore ? `the first ${formatPlural(count, 'run')}; search for others` : formatPlural(count, 'run')}
      {best === null ? '' : ` · ${best}`}
    </span>
    <div className="ml-auto flex items-center gap-2">
      <ConnectNotebook />
      <TransferMenu />
    </div>
  </header>
)

const NoRuns = ({ filter }: { readonly filter: string }) =>
  filter === '' ? (
    <EmptyState title="No runs in this experiment" text="Run its pipeline, or log from a notebook." />
  ) : (
    <EmptyState title="No run matches" text="Change the search above." />
  )

/** One experiment: its tracked runs as a table and as charts. */
export const ExperimentView = ({ experiment }: { readonly experiment: ExperimentSummary }) => {
  const { tab, filter, columns: chosenColumns } = useExperimentsStore()
  const found = useRuns(experiment.id)
  const [best, setBest] = useState<Best | null>(null)
  const runs = useMemo(() => found.data?.trackedRuns ?? [], [found.data])
  const columns = useMemo(() => columnsOf(runs), [runs])
  const shown = chosenColumns ?? usualColumns(columns)
  const column = columns.find(({ id }) => id === best?.id)
  const bestRun = bestOf(runs, best)
  const content = () => {
    if (found.isError) return <ErrorState title="The runs could not be read" message={found.error.message} />
    if (found.data === undefined) return <SkeletonLines label="Reading the runs" />
    if (runs.length === 0) return <NoRuns filter={filter} />
    return <Content runs={runs} columns={columns} shown={shown} bestId={bestRun?.id ?? null} />
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Header
        name={experiment.name}
        count={runs.length}
        isMore={found.data?.nextPageToken != null}
        best={bestRun === null || column === undefined ? null : `best ${column.label}: ${bestRun.name}`}
      />
      <ExperimentToolbar
        columns={columns}
        shown={shown}
        best={best === null || column === undefined ? null : { column, isHighest: best.isHighest }}
        onBest={setBest}
      />
      <SweepBar pipelineUuid={experiment.name} />
      <div className="min-h-0 flex-1 border-subtle border-t">
        <Tabs label="Views" items={tabs} active={tab} onChange={(id) => showExperiments({ tab: id })}>
          {content()}
        </Tabs>
      </div>
    </div>
  )
}
