import { ArrowLeft, Trash2 } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import type { TrackedRun } from '#shared/model/tracking.ts'
import { useRequest } from '../../bridge/queries.ts'
import { deleteTrackedRuns } from '../../commands/experiment-commands.ts'
import { openRun } from '../../commands/run-commands.ts'
import { showExperiments } from '../../state/experiments-store.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showUi } from '../../state/ui-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatDuration } from '../../ui/format.ts'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { ArtifactsBrowser } from './artifacts-card.tsx'
import { cellText } from './columns.ts'
import { Curve } from './curves-view.tsx'
import { StatusMark } from './status-mark.tsx'

const Card = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section aria-label={title} className="@container min-w-0 rounded-lg border border-subtle bg-panel">
    <h3 className="m-0 px-4 pt-3 pb-2 font-semibold text-md text-primary">{title}</h3>
    {children}
  </section>
)

type PairsProps = { readonly pairs: readonly (readonly [string, string])[]; readonly none: string }

const Pairs = ({ pairs, none }: PairsProps) =>
  pairs.length === 0 ? (
    <p className="m-0 px-4 pb-4 text-muted text-sm">{none}</p>
  ) : (
    <table className="w-full border-collapse text-sm">
      <tbody>
        {pairs.map(([name, value]) => (
          <tr key={name} className="border-subtle border-t">
            <th scope="row" className="max-w-48 truncate px-4 py-1.5 text-left font-normal text-secondary" title={name}>
              {name}
            </th>
            <td
              className="max-w-80 select-text truncate px-4 py-1.5 text-right text-primary tabular-nums"
              title={value}
            >
              {value}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )

const isOwnTag = (key: string): boolean => /^(mlflow|pipewright)\./.test(key)

const Header = ({ run }: { readonly run: TrackedRun }) => (
  <header className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-4">
    <IconButton label="Back to the experiment" onClick={() => showExperiments({ shownId: null })}>
      <ArrowLeft size={15} />
    </IconButton>
    <StatusMark status={run.status} />
    <h2 className="m-0 min-w-0 truncate font-semibold text-primary text-xl" title={run.name}>
      {run.name}
    </h2>
    <span className="text-muted text-sm">
      <TimeText time={run.startedAt} look="when" />
      {run.endedAt === null ? '' : ` · ${formatDuration(run.endedAt - run.startedAt)}`}
      {run.user === '' ? '' : ` · ${run.user}`}
    </span>
    <div className="ml-auto flex items-center gap-2">
      {run.runId === null ? null : (
        <Button onClick={() => run.runId !== null && openRun(run.runId)}>Run {run.runId}</Button>
      )}
      {run.pipelineUuid === null || run.blockUuid === null ? null : (
        <Button
          onClick={() =>
            showUi({
              page: 'pipelines',
              pipelineUuid: run.pipelineUuid,
              selection: [run.blockUuid ?? ''],
              centreTab: 'graph',
            })
          }
        >
          Block {run.blockUuid}
        </Button>
      )}
      <IconButton label={`Delete ${run.name}`} onClick={() => void deleteTrackedRuns([run.id])}>
        <Trash2 size={14} />
      </IconButton>
    </div>
  </header>
)

const look = { axis: 'step', isLog: false, weight: 0 } as const

const Content = ({ run }: { readonly run: TrackedRun }) => {
  const alone = useMemo(() => [run], [run])
  const metrics = Object.keys(run.metrics).sort()
  const curves = metrics.filter((name) => (run.metrics[name]?.step ?? 0) !== 0)
  const tags = Object.entries(run.tags).filter(([key]) => !isOwnTag(key))
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Header run={run} />
      <ScrollArea label={`About ${run.name}`} className="px-5 pb-5">
        <div className="@container">
          <div className="grid grid-cols-1 items-start gap-4 @4xl:grid-cols-2">
            <Card title="Metrics">
              <Pairs pairs={metrics.map((name) => [name, cellText(run, `metrics.${name}`)])} none="None recorded." />
            </Card>
            <Card title="Params">
              <Pairs pairs={Object.entries(run.params).sort()} none="None recorded." />
            </Card>
            {tags.length === 0 ? null : (
              <Card title="Tags">
                <Pairs pairs={tags} none="None." />
              </Card>
            )}
            {curves.map((name) => (
              <Card key={name} title={name}>
                <div className="px-4 pb-4">
                  <Curve runs={alone} metric={name} look={look} />
                </div>
              </Card>
            ))}
          </div>
          <div className="mt-4">
            <Card title="Artifacts">
              <ArtifactsBrowser trackedRunId={run.id} />
            </Card>
          </div>
        </div>
      </ScrollArea>
    </div>
  )
}

/** All that was tracked of one run; live while it trains. */
export const TrackedRunPage = ({ trackedRunId }: { readonly trackedRunId: string }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const run = useRequest('trackedRun.get', projectId === null ? null : { projectId, trackedRunId })
  if (run.isError)
    return (
      <ErrorState
        title="This run could not be read"
        message={run.error.message}
        action={<Button onClick={() => showExperiments({ shownId: null })}>Back to the experiment</Button>}
      />
    )
  if (run.data === undefined) return <SkeletonLines label="Reading the run" />
  return <Content key={trackedRunId} run={run.data} />
}
