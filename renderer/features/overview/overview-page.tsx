import { ChartNoAxesColumn } from 'lucide-react'
import { useState } from 'react'
import type { Overview } from '#shared/model/overview.ts'
import { runStates } from '#shared/model/run.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showUi } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { BarChart, type BarSeries } from '../../ui/chart/bar-chart.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatDate, formatPlural } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { stateLooks } from '../../ui/state.tsx'
import { BlocksTable } from './blocks-table.tsx'
import { NowAndNext } from './now-and-next.tsx'
import { PipelinesTable } from './pipelines-table.tsx'

const ranges = [
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
] as const

const tones = {
  queued: 'idle',
  running: 'running',
  completed: 'success',
  failed: 'failed',
  crashed: 'failed',
  cancelled: 'warning',
} as const

/** Only states that occur have a series, so that the legend says nothing else. */
const seriesOf = (days: Overview['days']): BarSeries[] =>
  runStates
    .filter((state) => days.some(({ states }) => (states[state] ?? 0) > 0))
    .map((state) => ({
      name: stateLooks[state].label,
      colour: tones[state],
      values: days.map(({ states }) => states[state] ?? 0),
    }))

const shareText = (part: number, total: number): string => (total === 0 ? '—' : `${Math.round((100 * part) / total)} %`)

const Figure = ({ label, value }: { readonly label: string; readonly value: string }) => (
  <div>
    <div className="font-semibold text-primary text-xl tabular-nums">{value}</div>
    <div className="text-muted text-xs">{label}</div>
  </div>
)

const RunsPerDay = ({ overview }: { readonly overview: Overview }) => {
  const ended = overview.pipelines.reduce((sum, { runs }) => sum + runs, 0)
  const completed = overview.pipelines.reduce((sum, pipeline) => sum + pipeline.completed, 0)
  const failed = overview.pipelines.reduce((sum, pipeline) => sum + pipeline.failed, 0)
  return (
    <Card title="Runs per day" note={overview.isPartial ? 'The newest runs only' : undefined}>
      <div className="flex gap-8 px-4 pt-1 pb-3">
        <Figure label="ended" value={ended.toLocaleString('en-US')} />
        <Figure label="completed" value={shareText(completed, ended)} />
        <Figure label="failed" value={failed.toLocaleString('en-US')} />
      </div>
      <div className="px-4 pb-4">
        <BarChart
          label="Runs per day by state"
          arrangement="stacked"
          height={200}
          categories={overview.days.map(({ day }) => formatDate(day).slice(5))}
          series={seriesOf(overview.days)}
        />
      </div>
    </Card>
  )
}

const NoRuns = ({ days }: { readonly days: number }) => (
  <EmptyState
    icon={<ChartNoAxesColumn size={24} strokeWidth={1.5} />}
    title="Nothing ran yet"
    text={`Runs of the last ${formatPlural(days, 'day')} are counted here: how many, how long they took, what failed.`}
    action={<Button onClick={() => showUi({ page: 'pipelines' })}>Show pipelines</Button>}
  />
)

/** How the project's pipelines do: runs per day, durations, the slowest blocks, what goes on and what comes. */
export const OverviewPage = () => {
  const projectId = useProjectStore((state) => state.projectId)
  const [range, setRange] = useState<(typeof ranges)[number]['value']>('30')
  const days = Number(range)
  const asked = useRequest('overview.get', projectId === null ? null : { projectId, days })
  if (asked.isError) return <ErrorState title="The history could not be read" message={asked.error.message} />
  const overview = asked.data
  const isEmpty = overview?.days.every(({ states }) => Object.keys(states).length === 0) === true
  return (
    <div className="@container h-full overflow-auto bg-canvas">
      <div className="mx-auto flex max-w-320 flex-col gap-4 p-5">
        <div className="flex items-center gap-3">
          <h2 className="m-0 flex-1 font-semibold text-primary text-xl">Overview</h2>
          <Select label="Time" value={range} options={ranges} onChange={setRange} />
        </div>
        {overview === undefined ? (
          <SkeletonLines label="Counting the runs" />
        ) : (
          <div className="grid grid-cols-1 items-start gap-4 @4xl:grid-cols-[minmax(0,1fr)_20rem]">
            <div className="flex min-w-0 flex-col gap-4">
              {isEmpty ? (
                <NoRuns days={days} />
              ) : (
                <>
                  <RunsPerDay overview={overview} />
                  <PipelinesTable pipelines={overview.pipelines} />
                  <BlocksTable blocks={overview.blocks} />
                </>
              )}
            </div>
            <NowAndNext />
          </div>
        )}
      </div>
    </div>
  )
}
