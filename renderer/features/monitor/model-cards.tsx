import type { FeatureDrift, MonitoringSettings } from '#shared/model/monitoring.ts'
import { useRequest } from '../../bridge/queries.ts'
import { openMonitor } from '../../commands/monitor-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatPlural } from '../../ui/format.ts'
import { DriftBar } from './drift-table.tsx'
import { numberOrDash, ruleText } from './monitor-words.ts'
import { Nothing } from './nothing.tsx'
import { metricsOf, PerformanceChart, performanceBuckets, thresholdsOf } from './performance-card.tsx'
import { useSpan } from './use-span.ts'

type OfModel = { readonly modelName: string }

const useSettings = (modelName: string): MonitoringSettings | null => {
  const projectId = useProjectStore((state) => state.projectId)
  const { data } = useRequest('monitor.settings', projectId === null ? null : { projectId, modelName })
  return data?.settings ?? null
}

/** How good the answers of the last 14 days were, with the limit that rings; a card of the model's page. */
export const LivePerformanceCard = ({ modelName }: OfModel) => {
  const projectId = useProjectStore((state) => state.projectId)
  const span = useSpan('336')
  const settings = useSettings(modelName)
  const { data, error } = useRequest(
    'monitor.performance',
    projectId === null ? null : { projectId, modelName, version: null, ...span, buckets: performanceBuckets },
  )
  // The metric a rule looks at is the one that matters.
  const metrics = data === undefined ? [] : metricsOf(data)
  const metric = metrics.find((name) => settings?.rules.some((rule) => rule.metric === name)) ?? metrics[0]
  const thresholds = metric === undefined ? [] : thresholdsOf(settings, metric)
  const limit = thresholds[0] === undefined ? '' : ` · threshold ${numberOrDash(thresholds[0].value)}`
  return (
    <Card title="Live performance" note={`last 14 days${limit}`}>
      {error !== null ? (
        <ErrorState size="sm" title="Performance could not be worked out" message={error.message} />
      ) : null}
      {data === undefined && error === null ? <SkeletonLines count={4} label="Reading what was true" /> : null}
      {data !== undefined && metric === undefined ? (
        <Nothing>
          Nobody has said yet what was true. Send it to POST /feedback with the X-Request-Id of the answer.
        </Nothing>
      ) : null}
      {data === undefined || metric === undefined ? null : (
        <div className="px-4 pb-3">
          <PerformanceChart report={data} metric={metric} thresholds={thresholds} height={280} namesOnLine />
        </div>
      )}
    </Card>
  )
}

const mostFeatures = 8

const Row = ({ drift }: { readonly drift: FeatureDrift }) => (
  <tr className="border-subtle border-t">
    <td className="h-8 max-w-40 truncate pr-2 pl-4 text-primary" title={drift.name}>
      {drift.name}
    </td>
    <td className="h-8 px-2 tabular-nums">{numberOrDash(drift.psi)}</td>
    <td className="h-8 w-28 pr-4 pl-2">
      <DriftBar drift={drift} />
    </td>
  </tr>
)

const Table = ({ features }: { readonly features: readonly FeatureDrift[] }) => (
  <table className="w-full border-collapse text-secondary text-sm">
    <thead>
      <tr className="text-left text-muted text-xs">
        <th className="h-8 pr-2 pl-4 font-medium">Feature</th>
        <th className="h-8 px-2 font-medium">PSI</th>
        <th aria-label="PSI as a bar" />
      </tr>
    </thead>
    <tbody>
      {features.slice(0, mostFeatures).map((drift) => (
        <Row key={drift.name} drift={drift} />
      ))}
    </tbody>
  </table>
)

const rulesText = ({ rules, retraining }: MonitoringSettings): string => {
  if (rules.length === 0) return 'No rules are active.'
  const told = rules.slice(0, 3).map(ruleText).join(', ')
  const more = rules.length > 3 ? ', …' : ''
  const after = retraining === null ? '' : `; ${retraining.pipeline} retrains it`
  return `${formatPlural(rules.length, 'rule')} active: ${told}${more}${after}.`
}

/** Which inputs moved since training; a card of the model's page. */
export const FeatureDriftCard = ({ modelName }: OfModel) => {
  const projectId = useProjectStore((state) => state.projectId)
  const span = useSpan('24')
  const settings = useSettings(modelName)
  const input = { modelName, from: span.from, until: span.until, version: null, against: 'training' as const }
  const { data, error } = useRequest('monitor.drift', projectId === null ? null : { projectId, ...input })
  const features = data?.features.filter(({ part }) => part === 'feature') ?? []
  return (
    <Card title="Feature drift" note="last 24 hours vs. training data">
      {error !== null ? <ErrorState size="sm" title="Drift could not be worked out" message={error.message} /> : null}
      {data === undefined && error === null ? <SkeletonLines count={4} label="Comparing" /> : null}
      {data?.missing == null ? null : <Nothing>{data.missing}</Nothing>}
      {features.length === 0 ? null : <Table features={features} />}
      <div className="flex items-end gap-3 px-4 pt-2 pb-3">
        <p className="m-0 flex-1 text-secondary text-sm">{settings === null ? '' : rulesText(settings)}</p>
        <Button size="sm" onClick={() => openMonitor(modelName)}>
          Monitor
        </Button>
      </div>
    </Card>
  )
}
