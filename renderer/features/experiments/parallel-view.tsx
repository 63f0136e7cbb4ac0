import { useMemo } from 'react'
import type { TrackedRun } from '#shared/model/tracking.ts'
import { openTrackedRun } from '../../commands/experiment-commands.ts'
import type { ColumnId } from '../../state/experiments-store.ts'
import { ParallelChart } from '../../ui/chart/parallel-chart.tsx'
import { EmptyState } from '../../ui/feedback.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { type Column, columnValue, numberOf, variedParams } from './columns.ts'

type ParallelProps = {
  readonly runs: readonly TrackedRun[]
  readonly columns: readonly Column[]
  /** Columns the user shows; the axes are those of them that say something. */
  readonly shown: readonly ColumnId[]
}

const mostAxes = 9

/** What was tried beside what came out of it, one line per tracked run. */
export const ParallelView = ({ runs, columns, shown }: ParallelProps) => {
  const axes = useMemo(() => {
    const params = variedParams(runs, columns)
    const metrics = columns.filter(({ id, kind }) => kind === 'metric' && shown.includes(id))
    return [...params, ...metrics].slice(0, mostAxes)
  }, [runs, columns, shown])
  const lines = useMemo(
    () =>
      runs.map((run) => ({
        id: run.id,
        name: run.name,
        colour: 0,
        values: axes.map(({ id, isNumeric }) => (isNumeric ? numberOf(run, id) : columnValue(run, id))),
      })),
    [runs, axes],
  )
  if (axes.length < 2)
    return <EmptyState size="sm" title="Nothing to compare" text="Expected runs whose params differ, with a metric." />
  return (
    <ScrollArea label="Parallel coordinates" className="px-4 py-3">
      <div className="rounded-lg border border-subtle bg-panel p-4">
        <ParallelChart
          label="Params and metrics of the runs"
          axes={axes.map(({ id, label }) => ({ id, name: label }))}
          lines={lines}
          onPick={(id) => openTrackedRun(id)}
        />
      </div>
    </ScrollArea>
  )
}
