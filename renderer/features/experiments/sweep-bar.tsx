import { Square } from 'lucide-react'
import type { SweepStatus } from '#shared/model/sweep.ts'
import { useRequest } from '../../bridge/queries.ts'
import { openRun } from '../../commands/run-commands.ts'
import { stopSweep } from '../../commands/sweep-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { formatPlural } from '../../ui/format.ts'

const looks: Readonly<Record<SweepStatus['state'], { readonly label: string; readonly tone: Tone }>> = {
  running: { label: 'Running', tone: 'running' },
  completed: { label: 'Completed', tone: 'success' },
  failed: { label: 'Failed', tone: 'failed' },
  stopped: { label: 'Stopped', tone: 'warning' },
}

const valuesText = (variables: NonNullable<SweepStatus['best']>['variables']): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')

const Best = ({ sweep }: { readonly sweep: SweepStatus }) => {
  const { best, metric, message } = sweep
  if (best === null) return <span className="min-w-0 truncate text-muted">{message ?? 'no value yet'}</span>
  return (
    <span className="flex min-w-0 items-center gap-2">
      <button
        type="button"
        className="shrink-0 text-primary hover:text-accent-strong hover:underline"
        onClick={() => openRun(best.runId)}
      >
        best: run {best.runId}, {metric} {Number(best.value.toPrecision(5))}
      </button>
      <span className="truncate font-mono text-muted text-xs" title={valuesText(best.variables)}>
        {valuesText(best.variables)}
      </span>
    </span>
  )
}

/** How the newest sweep of an experiment's pipeline goes; nothing where this window started none. */
export const SweepBar = ({ pipelineUuid }: { readonly pipelineUuid: string }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const list = useRequest('sweep.list', projectId === null ? null : { projectId })
  const sweep = list.data?.find((known) => known.pipelineUuid === pipelineUuid)
  if (sweep === undefined) return null
  const { id, state, ended, total } = sweep
  return (
    <section
      aria-label="Sweep"
      className="flex items-center gap-3 border-subtle border-t bg-panel px-4 py-2 text-secondary text-sm"
    >
      <span className="font-medium text-primary">Sweep</span>
      <Badge tone={looks[state].tone}>{looks[state].label}</Badge>
      <span className="whitespace-nowrap tabular-nums">
        {ended} of {formatPlural(total, 'run')}
      </span>
      <Best sweep={sweep} />
      <span className="flex-1" />
      {state === 'running' ? (
        <Button size="sm" icon={<Square size={11} />} onClick={() => void stopSweep(id)}>
          Stop
        </Button>
      ) : null}
    </section>
  )
}
