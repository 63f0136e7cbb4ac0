import { useState } from 'react'
import type {
  MonitoringSettings,
  PerformanceMetric,
  PerformanceReport,
  PerformanceScores,
} from '#shared/model/monitoring.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Card } from '../../ui/card.tsx'
import { LineChart, type Threshold } from '../../ui/chart/line-chart.tsx'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatCount } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { metricNames, numberOrDash, performanceOrder } from './monitor-words.ts'
import { Nothing } from './nothing.tsx'
import type { Span } from './use-span.ts'

/** Fewer than of traffic: a score of a handful of rows jumps. */
export const performanceBuckets = 14

/** Metrics of a report, the telling ones first. */
export const metricsOf = (report: PerformanceReport): PerformanceMetric[] =>
  performanceOrder.filter((metric) => report.total.scores[metric] !== undefined)

/** Limits that rules set to a metric, as lines across its chart. */
export const thresholdsOf = (settings: MonitoringSettings | null, metric: PerformanceMetric): Threshold[] =>
  (settings?.rules ?? [])
    .filter((rule) => rule.metric === metric)
    .map((rule) => {
      const limit = rule.below ?? rule.above ?? 0
      return { value: limit, label: `${rule.name}: ${rule.below === undefined ? 'not above' : 'not below'} ${limit}` }
    })

/** A metric over the time that is shown; buckets without truth are gaps. */
export const PerformanceChart = ({
  report,
  metric,
  thresholds,
  height = 220,
  namesOnLine = false,
}: {
  readonly report: PerformanceReport
  readonly metric: PerformanceMetric
  readonly thresholds: readonly Threshold[]
  readonly height?: number
  readonly namesOnLine?: boolean
}) => (
  <LineChart
    label={`${metricNames[metric]} over time`}
    x="time"
    height={height}
    namesOnLines={namesOnLine}
    thresholds={thresholds}
    series={[
      {
        id: metric,
        name: `${metric} on labelled requests`,
        colour: 'accent',
        // Empty buckets between two with truth would tear the line into dots.
        points: report.buckets
          .filter(({ rows }) => rows > 0)
          .map(({ time, until, scores }) => ({ x: (time + until) / 2, y: scores[metric] ?? null })),
      },
    ]}
  />
)

const cell = 'h-8 px-2 first:pl-4 last:pr-4'

type Line = { readonly name: string; readonly scores: PerformanceScores }

const ScoresTable = ({
  title,
  lines,
  metrics,
}: {
  readonly title: string
  readonly lines: readonly Line[]
  readonly metrics: readonly PerformanceMetric[]
}) => (
  <div className="overflow-x-auto border-subtle border-t">
    <table className="w-full border-collapse text-secondary text-sm tabular-nums">
      <thead>
        <tr className="text-left text-muted text-xs">
          {[title, 'Rows', ...metrics].map((name) => (
            <th key={name} className={`${cell} font-medium`}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ name, scores }) => (
          <tr key={name} className="border-subtle border-t">
            <td className={`${cell} max-w-56 truncate text-primary`} title={name}>
              {name}
            </td>
            <td className={cell}>{formatCount(scores.rows)}</td>
            {metrics.map((metric) => (
              <td key={metric} className={cell}>
                {numberOrDash(scores.scores[metric] ?? null)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

const Calibration = ({ points }: { readonly points: PerformanceReport['calibration'] }) =>
  points.length < 2 ? null : (
    <div className="border-subtle border-t px-4 py-3">
      <LineChart
        label="Calibration: told probability and what came"
        height={190}
        xTitle="told probability"
        yTitle="share that came true"
        yIncludes={[0, 1]}
        series={[
          {
            id: 'ideal',
            name: 'as told',
            colour: 'idle',
            isDashed: true,
            points: [
              { x: 0, y: 0 },
              { x: 1, y: 1 },
            ],
          },
          {
            id: 'seen',
            name: 'seen',
            colour: 'accent',
            points: points.map(({ told, observed }) => ({ x: told, y: observed })),
          },
        ]}
      />
    </div>
  )

const Report = ({
  report,
  metric,
  settings,
}: {
  readonly report: PerformanceReport
  readonly metric: PerformanceMetric
  readonly settings: MonitoringSettings | null
}) => {
  const metrics = metricsOf(report)
  return (
    <>
      <div className="px-4 pb-2">
        <PerformanceChart report={report} metric={metric} thresholds={thresholdsOf(settings, metric)} />
      </div>
      <ScoresTable
        title="Version"
        metrics={metrics}
        lines={report.byVersion.map((scores) => ({ name: `v${scores.version}`, scores }))}
      />
      {report.slices.map(({ column, values }) => (
        <ScoresTable
          key={column}
          title={column}
          metrics={metrics}
          lines={values.map((scores) => ({ name: scores.value, scores }))}
        />
      ))}
      <Calibration points={report.calibration} />
    </>
  )
}

type PerformanceCardProps = {
  readonly modelName: string
  readonly span: Span
  readonly settings: MonitoringSettings | null
}

/** How good the answers were, as far as truth has come: over time, by version and slice, with calibration. */
export const PerformanceCard = ({ modelName, span, settings }: PerformanceCardProps) => {
  const projectId = useProjectStore((state) => state.projectId)
  const [chosen, setChosen] = useState<PerformanceMetric | null>(null)
  const { data, error } = useRequest(
    'monitor.performance',
    projectId === null ? null : { projectId, modelName, version: null, ...span, buckets: performanceBuckets },
  )
  const metrics = data === undefined ? [] : metricsOf(data)
  const metric = metrics.find((name) => name === chosen) ?? metrics[0]
  const note =
    metric === undefined ? undefined : (
      <>
        {formatCount(data?.total.rows ?? 0)} labelled rows
        <Select
          label="Metric"
          look="bare"
          value={metric}
          options={metrics.map((value) => ({ value, label: metricNames[value] }))}
          onChange={setChosen}
        />
      </>
    )
  return (
    <Card title="Performance" note={note}>
      {error !== null ? (
        <ErrorState size="sm" title="Performance could not be worked out" message={error.message} />
      ) : null}
      {data === undefined && error === null ? <SkeletonLines count={4} label="Reading what was true" /> : null}
      {data !== undefined && metric === undefined ? (
        <Nothing>
          Nobody has said yet what was true. Send it to POST /feedback with the X-Request-Id of the answer, or from a
          block of the template “Report what was true”.
        </Nothing>
      ) : null}
      {data === undefined || metric === undefined ? null : <Report report={data} metric={metric} settings={settings} />}
    </Card>
  )
}
