import { BellRing, ChartLine } from 'lucide-react'
import { useState } from 'react'
import type { WatchedModel } from '#shared/model/monitoring.ts'
import { useRequest } from '../../bridge/queries.ts'
import { openMonitor } from '../../commands/monitor-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showUi, useUiStore } from '../../state/ui-store.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatPlural } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { AlertsCard } from './alerts-card.tsx'
import { DriftCard } from './drift-card.tsx'
import { LoopCard } from './loop-card.tsx'
import { PerformanceCard } from './performance-card.tsx'
import { RulesCard } from './rules-card.tsx'
import { TrafficCard } from './traffic-card.tsx'
import { type SpanHours, spans, useSpan } from './use-span.ts'

const NoModels = () => (
  <EmptyState
    icon={<ChartLine size={24} strokeWidth={1.5} />}
    title="No models to watch yet"
    text="Here is what served models do: requests and times, data that drifted, how good the answers were, and what trains them anew. Train a model, register it, and serve it."
    action={<Button onClick={() => showUi({ page: 'models' })}>Show models</Button>}
  />
)

const Entry = ({ model, isShown }: { readonly model: WatchedModel; readonly isShown: boolean }) => (
  <li>
    <button
      type="button"
      aria-current={isShown ? 'true' : undefined}
      className={classNames(
        'w-full border-subtle border-b border-l-2 py-2 pr-3 pl-2.5 text-left',
        isShown ? 'border-l-accent bg-hover' : 'border-l-transparent hover:bg-hover',
      )}
      onClick={() => openMonitor(model.name)}
    >
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium text-primary text-sm" title={model.name}>
          {model.name}
        </span>
        {model.openAlerts === 0 ? null : (
          <span className="flex items-center gap-1 whitespace-nowrap text-primary text-xs">
            <BellRing size={12} className="text-failed" aria-hidden="true" />
            {formatPlural(model.openAlerts, 'alert')}
          </span>
        )}
      </div>
      <div className="mt-0.5 truncate text-muted text-xs">
        {formatPlural(model.requests, 'request')} in 24 h{model.retraining === null ? '' : ` · ${model.retraining}`}
      </div>
    </button>
  </li>
)

type DetailProps = { readonly model: WatchedModel; readonly hours: SpanHours }

const Detail = ({ model, hours }: DetailProps) => {
  const projectId = useProjectStore((state) => state.projectId)
  const span = useSpan(hours)
  const { data: read, error } = useRequest(
    'monitor.settings',
    projectId === null ? null : { projectId, modelName: model.name },
  )
  const settings = read?.settings ?? null
  const note = spans.find(({ value }) => value === hours)?.short ?? ''
  return (
    <div className="flex flex-col gap-4">
      <LoopCard watched={model} settings={settings} />
      <TrafficCard modelName={model.name} span={span} note={note} />
      <div className="grid gap-4 2xl:grid-cols-2">
        <DriftCard modelName={model.name} span={span} />
        <PerformanceCard modelName={model.name} span={span} settings={settings} />
      </div>
      {error !== null ? <ErrorState size="sm" title="The rules could not be read" message={error.message} /> : null}
      {read === undefined ? null : <RulesCard modelName={model.name} read={read} />}
      <AlertsCard modelName={model.name} />
    </div>
  )
}

type ShownProps = { readonly models: readonly WatchedModel[]; readonly shown: WatchedModel }

const Shown = ({ models, shown }: ShownProps) => {
  const [hours, setHours] = useState<SpanHours>('24')
  return (
    <div className="flex h-full bg-canvas">
      <nav aria-label="Watched models" className="w-56 shrink-0 overflow-auto border-subtle border-r bg-panel">
        <ul className="m-0 list-none p-0">
          {models.map((model) => (
            <Entry key={model.name} model={model} isShown={model.name === shown.name} />
          ))}
        </ul>
      </nav>
      <div className="min-w-0 flex-1 overflow-auto p-6">
        <div className="mb-5 flex flex-wrap items-center gap-3">
          <h2 className="m-0 min-w-0 truncate font-semibold text-primary text-xl" title={shown.name}>
            {shown.name}
          </h2>
          {shown.openAlerts === 0 ? null : <Badge tone="failed">{formatPlural(shown.openAlerts, 'open alert')}</Badge>}
          <span className="flex-1" />
          <Select label="Time that is shown" value={hours} options={spans} onChange={setHours} />
          <Button onClick={() => showUi({ page: 'models', shownModel: shown.name, comparedVersions: null })}>
            Show the model
          </Button>
        </div>
        <Detail key={shown.name} model={shown} hours={hours} />
      </div>
    </div>
  )
}

/** What served models do, one of them in full. */
export const MonitorPage = () => {
  const projectId = useProjectStore((state) => state.projectId)
  const wanted = useUiStore((state) => state.shownModel)
  const { data, error } = useRequest('monitor.models', projectId === null ? null : { projectId })
  if (error !== null) return <ErrorState title="The models could not be read" message={error.message} />
  if (data === undefined) return <SkeletonLines label="Reading the models" />
  const shown = data.find(({ name }) => name === wanted) ?? data.find(({ openAlerts }) => openAlerts > 0) ?? data[0]
  return shown === undefined ? <NoModels /> : <Shown models={data} shown={shown} />
}
