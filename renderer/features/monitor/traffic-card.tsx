import { useState } from 'react'
import type { VersionTraffic } from '#shared/model/monitoring.ts'
import { useRequest } from '../../bridge/queries.ts'
import { forgetTraffic } from '../../commands/monitor-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { BarChart } from '../../ui/chart/bar-chart.tsx'
import { LineChart } from '../../ui/chart/line-chart.tsx'
import { ColumnTitles } from '../../ui/column-titles.tsx'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatCount, formatTime, formatWhen } from '../../ui/format.ts'
import { percent, shortNumber } from './monitor-words.ts'
import { Nothing } from './nothing.tsx'
import type { Span } from './use-span.ts'

const nameOf = ({ version, mode }: VersionTraffic): string =>
  mode === 'shadow' ? `v${version} (shadow)` : `v${version}`

const cell = 'h-8 px-2 first:pl-4 last:pr-4'

const ms = (value: number | null): string => (value === null ? '—' : `${shortNumber(value)} ms`)

const Versions = ({ versions }: { readonly versions: readonly VersionTraffic[] }) => (
  <table className="w-full border-collapse text-secondary text-sm tabular-nums">
    <ColumnTitles cell={cell} titles={['Version', 'Requests', 'Errors', 'p50', 'p95', 'p99']} />
    <tbody>
      {versions.map((version) => {
        const { requests, errors, latency } = version.total
        return (
          <tr key={nameOf(version)} className="border-subtle border-t">
            <td className={`${cell} text-primary`}>{nameOf(version)}</td>
            <td className={cell}>{formatCount(requests)}</td>
            <td className={errors > 0 ? `${cell} text-failed` : cell}>
              {formatCount(errors)} {errors > 0 ? `(${percent(errors / requests)})` : ''}
            </td>
            <td className={cell}>{ms(latency.p50)}</td>
            <td className={cell}>{ms(latency.p95)}</td>
            <td className={cell}>{ms(latency.p99)}</td>
          </tr>
        )
      })}
    </tbody>
  </table>
)

const Charts = ({ versions, span }: { readonly versions: readonly VersionTraffic[]; readonly span: Span }) => {
  const isShort = span.until - span.from <= 2 * 86_400_000
  const times =
    versions[0]?.buckets.map(({ time }) => (isShort ? formatTime(time).slice(0, 5) : formatWhen(time))) ?? []
  const [first] = versions.filter(({ mode }) => mode === 'live')
  const quantiles = (['p50', 'p95', 'p99'] as const).map((quantile, index) => ({
    id: quantile,
    name: quantile,
    colour: index,
    points: first?.buckets.map(({ time, latency }) => ({ x: time, y: latency[quantile] })) ?? [],
  }))
  return (
    <div className="grid gap-4 px-4 pt-1 pb-3 lg:grid-cols-2">
      <BarChart
        label="Requests over time"
        categories={times}
        arrangement="stacked"
        height={170}
        series={versions.map((version, index) => ({
          name: nameOf(version),
          colour: index,
          values: version.buckets.map(({ requests }) => requests),
        }))}
      />
      {first === undefined ? null : (
        <LineChart
          label={`Latency of ${nameOf(first)} in milliseconds`}
          x="time"
          height={170}
          series={quantiles}
          yIncludes={[0]}
        />
      )}
    </div>
  )
}

/** Everything recorded of the model is deleted only after it was asked twice. */
const ForgetButton = ({ modelName }: { readonly modelName: string }) => {
  const [isAsked, setAsked] = useState(false)
  if (!isAsked)
    return (
      <Button size="sm" variant="ghost" onClick={() => setAsked(true)}>
        Delete records…
      </Button>
    )
  const forget = async () => {
    await forgetTraffic(modelName)
    setAsked(false)
  }
  return (
    <>
      All recorded requests, inputs and truth of {modelName}?
      <Button size="sm" variant="danger" onClick={() => void forget()}>
        Delete
      </Button>
      <Button size="sm" onClick={() => setAsked(false)}>
        Keep
      </Button>
    </>
  )
}

type TrafficCardProps = { readonly modelName: string; readonly span: Span; readonly note: string }

/** Requests, errors and latency, by version and over time. */
export const TrafficCard = ({ modelName, span, note }: TrafficCardProps) => {
  const projectId = useProjectStore((state) => state.projectId)
  const { data, error } = useRequest('monitor.traffic', projectId === null ? null : { projectId, modelName, ...span })
  const versions = data?.versions ?? []
  return (
    <Card
      title="Traffic"
      note={
        <>
          {versions.length === 0 ? null : <ForgetButton modelName={modelName} />}
          {note}
        </>
      }
    >
      {error !== null ? <ErrorState size="sm" title="The traffic could not be read" message={error.message} /> : null}
      {data === undefined && error === null ? <SkeletonLines count={3} label="Reading the traffic" /> : null}
      {data !== undefined && versions.length === 0 ? (
        <Nothing>No requests in this time. Serve the model and send it some; what it answers is counted here.</Nothing>
      ) : null}
      {versions.length === 0 ? null : (
        <>
          <Charts versions={versions} span={span} />
          <Versions versions={versions} />
        </>
      )}
    </Card>
  )
}
