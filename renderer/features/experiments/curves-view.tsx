import { useMemo, useState } from 'react'
import type { MetricPoint, TrackedRun } from '#shared/model/tracking.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { BarChart } from '../../ui/chart/bar-chart.tsx'
import { LineChart, type LineSeries } from '../../ui/chart/line-chart.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { Select } from '../../ui/select.tsx'
import type { Column } from './columns.ts'
import { placeOf, smoothed, type XAxis } from './smooth.ts'

/** More points than this are more than a chart has pixels. */
const mostPoints = 800
/** More lines than this cannot be told apart. */
const mostCurves = 30

type Look = { readonly axis: XAxis; readonly isLog: boolean; readonly weight: number }

const axisLabels: Readonly<Record<XAxis, string>> = { step: 'Step', time: 'Time', elapsed: 'Seconds since its start' }

type Drawn = { readonly run: TrackedRun; readonly index: number; readonly points: readonly MetricPoint[] }

const seriesOf = ({ run, index, points }: Drawn, look: Look): readonly LineSeries[] => {
  const places = points.map((point) => placeOf(point, points[0], look.axis))
  const values = points.map(({ value }) => value)
  const line = (ys: readonly (number | null)[]) => places.map((x, at) => ({ x, y: ys[at] ?? null }))
  const main = { id: run.id, name: run.name, colour: index, points: line(smoothed(values, look.weight)) }
  if (look.weight === 0 || points.length < 2) return [main]
  return [{ id: `${run.id} raw`, name: run.name, colour: index, isFaint: true, points: line(values) }, main]
}

type CurveProps = { readonly runs: readonly TrackedRun[]; readonly metric: string; readonly look: Look }

/** One metric of several tracked runs over each other; grows while they train. */
export const Curve = ({ runs, metric, look }: CurveProps) => {
  const projectId = useProjectStore((state) => state.projectId)
  const ids = runs.map(({ id }) => id)
  const asked =
    projectId === null || ids.length === 0 ? null : { projectId, trackedRunIds: ids, metric, limit: mostPoints }
  const history = useRequest('trackedRun.history', asked)
  const series = useMemo(
    () =>
      (history.data ?? []).flatMap(({ trackedRunId, points }, index) => {
        const run = runs.find(({ id }) => id === trackedRunId)
        return run === undefined || points.length === 0 ? [] : seriesOf({ run, index, points }, look)
      }),
    [history.data, runs, look],
  )
  if (history.isError)
    return <ErrorState size="sm" title="The values could not be read" message={history.error.message} />
  if (history.data === undefined) return <SkeletonLines count={3} label="Reading the values" />
  // A value alone has no course: it is compared by its height.
  if (series.every(({ points }) => points.length === 1))
    return (
      <BarChart
        label={metric}
        categories={series.map(({ name }) => name)}
        series={[{ name: metric, colour: 0, values: series.map(({ points }) => points[0]?.y ?? 0) }]}
        height={240}
      />
    )
  return (
    <LineChart
      label={`${metric} over ${axisLabels[look.axis].toLowerCase()}`}
      series={series}
      x={look.axis === 'time' ? 'time' : 'linear'}
      y={look.isLog ? 'log' : 'linear'}
      height={240}
      xTitle={axisLabels[look.axis]}
    />
  )
}

type BarProps = { readonly look: Look; readonly onChange: (look: Look) => void }

const LookBar = ({ look, onChange }: BarProps) => (
  <div className="flex flex-wrap items-center gap-x-5 gap-y-2 text-secondary text-sm">
    <Select
      label="Axis below"
      value={look.axis}
      options={[
        { value: 'step', label: 'Over steps' },
        { value: 'elapsed', label: 'Over seconds since its start' },
        { value: 'time', label: 'Over time' },
      ]}
      onChange={(axis) => onChange({ ...look, axis })}
    />
    <label className="flex items-center gap-2">
      <input
        type="checkbox"
        className="accent-accent"
        checked={look.isLog}
        onChange={(event) => onChange({ ...look, isLog: event.target.checked })}
      />
      Logarithmic
    </label>
    <label className="flex items-center gap-2">
      Smoothing
      <input
        type="range"
        min={0}
        max={0.99}
        step={0.01}
        className="w-28 accent-accent"
        value={look.weight}
        onChange={(event) => onChange({ ...look, weight: Number(event.target.value) })}
      />
      <span className="w-8 tabular-nums">{look.weight.toFixed(2)}</span>
    </label>
  </div>
)

type CurvesProps = { readonly runs: readonly TrackedRun[]; readonly columns: readonly Column[] }

/** Metrics of the chosen tracked runs as curves, one chart each. */
export const CurvesView = ({ runs, columns }: CurvesProps) => {
  const [look, setLook] = useState<Look>({ axis: 'step', isLog: false, weight: 0 })
  const shown = useMemo(() => runs.slice(0, mostCurves), [runs])
  const metrics = columns.filter(
    ({ id, kind }) => kind === 'metric' && shown.some(({ metrics: has }) => id.slice(8) in has),
  )
  if (metrics.length === 0)
    return (
      <EmptyState
        size="sm"
        title="No metrics"
        text="These runs recorded none. Log one with pipewright.log_metric or MLflow."
      />
    )
  return (
    <ScrollArea label="Curves" className="px-4 py-3">
      <LookBar look={look} onChange={setLook} />
      <div className="mt-3 grid grid-cols-1 gap-4 @4xl:grid-cols-2">
        {metrics.map(({ id, label }) => (
          <section key={id} aria-label={label} className="min-w-0 rounded-lg border border-subtle bg-panel p-4">
            <h3 className="m-0 mb-2 truncate font-semibold text-md text-primary">{label}</h3>
            <Curve runs={shown} metric={label} look={look} />
          </section>
        ))}
      </div>
      {runs.length > mostCurves ? (
        <p className="text-muted text-sm">
          The first {mostCurves} of {runs.length} runs are drawn. Select fewer in the table.
        </p>
      ) : null}
    </ScrollArea>
  )
}
