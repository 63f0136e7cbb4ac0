import { BellRing } from 'lucide-react'
import type { ModelAlert } from '#shared/model/monitoring.ts'
import { useRequest } from '../../bridge/queries.ts'
import { acknowledgeAlert, openMonitor } from '../../commands/monitor-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorState } from '../../ui/feedback.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { Nothing } from './nothing.tsx'

const StateBadge = ({ alert }: { readonly alert: ModelAlert }) => {
  if (alert.clearedAt !== null) return <Badge>over</Badge>
  return alert.acknowledgedAt === null ? <Badge tone="failed">open</Badge> : <Badge tone="warning">seen</Badge>
}

const Line = ({ alert, withModel }: { readonly alert: ModelAlert; readonly withModel: boolean }) => (
  <li className="flex flex-wrap items-center gap-2 border-subtle border-t px-4 py-2 text-sm first:border-t-0">
    <StateBadge alert={alert} />
    <div className="min-w-0 flex-1">
      <div className="truncate text-primary">
        {withModel ? (
          <button type="button" className="hover:text-accent-strong" onClick={() => openMonitor(alert.model)}>
            {alert.model} ·{' '}
          </button>
        ) : null}
        {alert.rule}
      </div>
      <div className="select-text text-secondary text-xs">{alert.message}</div>
    </div>
    <span className="text-muted text-xs">
      <TimeText time={alert.openedAt} />
    </span>
    {alert.clearedAt === null && alert.acknowledgedAt === null ? (
      <Button size="sm" onClick={() => void acknowledgeAlert(alert.id)}>
        Acknowledge
      </Button>
    ) : null}
  </li>
)

/** What rang, newest first; of one model or of all. */
export const AlertsCard = ({ modelName }: { readonly modelName: string | null }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const { data, error } = useRequest('monitor.alerts', projectId === null ? null : { projectId, modelName, limit: 50 })
  const open = (data ?? []).filter(
    ({ clearedAt, acknowledgedAt }) => clearedAt === null && acknowledgedAt === null,
  ).length
  const note = open === 0 ? undefined : <BellRing size={14} className="text-failed" aria-label={`${open} open`} />
  return (
    <Card title="Alerts" note={note}>
      {error !== null ? <ErrorState size="sm" title="The alerts could not be read" message={error.message} /> : null}
      {data?.length === 0 ? <Nothing>Nothing has rung.</Nothing> : null}
      <ol className="m-0 max-h-64 list-none overflow-auto p-0">
        {(data ?? []).map((alert) => (
          <Line key={alert.id} alert={alert} withModel={modelName === null} />
        ))}
      </ol>
    </Card>
  )
}
