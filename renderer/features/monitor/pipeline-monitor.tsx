import { ChartLine } from 'lucide-react'
import type { WatchedModel } from '#shared/model/monitoring.ts'
import { useRequest } from '../../bridge/queries.ts'
import { openMonitor } from '../../commands/monitor-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatPlural } from '../../ui/format.ts'
import { FeatureDriftCard, LivePerformanceCard } from './model-cards.tsx'

const Heading = ({ model }: { readonly model: WatchedModel }) => (
  <div className="mb-3 flex flex-wrap items-center gap-3">
    <h3 className="m-0 font-semibold text-lg text-primary">{model.name}</h3>
    {model.openAlerts === 0 ? null : <Badge tone="failed">{formatPlural(model.openAlerts, 'open alert')}</Badge>}
    {model.retraining === null ? null : <Badge tone="running">{model.retraining}</Badge>}
    <span className="flex-1 text-muted text-xs">{formatPlural(model.requests, 'request')} in 24 hours</span>
    <Button size="sm" onClick={() => openMonitor(model.name)}>
      Show all
    </Button>
  </div>
)

/** How the models do that a pipeline trained; a tab of its page. */
export const PipelineMonitor = ({ pipelineUuid }: { readonly pipelineUuid: string }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const { data, error } = useRequest('monitor.models', projectId === null ? null : { projectId })
  if (error !== null) return <ErrorState title="The models could not be read" message={error.message} />
  if (data === undefined) return <SkeletonLines label="Reading the models" />
  const models = data.filter(({ pipelines }) => pipelines.includes(pipelineUuid))
  if (models.length === 0)
    return (
      <EmptyState
        icon={<ChartLine size={24} strokeWidth={1.5} />}
        title="No model of this pipeline"
        text="Where a block of it registers a model with pipewright.log_model, this tab shows how that does in production: requests, drift, and how good its answers are."
        action={data.length === 0 ? undefined : <Button onClick={() => openMonitor(null)}>Show all models</Button>}
      />
    )
  return (
    <div className="h-full overflow-auto p-6">
      {models.map((model) => (
        <section key={model.name} aria-label={model.name} className="mb-6">
          <Heading model={model} />
          <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(280px,350px)]">
            <LivePerformanceCard modelName={model.name} />
            <FeatureDriftCard modelName={model.name} />
          </div>
        </section>
      ))}
    </div>
  )
}
