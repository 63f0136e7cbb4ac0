import type { RunSummary } from '#shared/model/run.ts'
import { useRequest } from '../../bridge/queries.ts'
import { openRun } from '../../commands/run-commands.ts'
import { showTriggersOf } from '../../commands/trigger-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Card } from '../../ui/card.tsx'
import { formatTimeWithZone, formatWhen } from '../../ui/format.ts'
import { StateIcon } from '../../ui/state.tsx'

const nothing = 'm-0 px-4 pt-1 pb-4 text-muted text-sm'

const RunningRow = ({ run }: { readonly run: RunSummary }) => (
  <li className="flex items-center gap-2 py-1 text-sm">
    <StateIcon state={run.state} />
    <button
      type="button"
      className="min-w-0 flex-1 truncate text-left text-primary hover:text-accent-strong hover:underline"
      title={run.pipelineUuid}
      onClick={() => openRun(run.id)}
    >
      Run {run.id} · {run.pipelineUuid}
    </button>
    <span className="text-muted text-xs tabular-nums">
      {run.blocksDone} of {run.blocksTotal}
    </span>
  </li>
)

const Now = ({ projectId }: { readonly projectId: string }) => {
  const input = { projectId, pipelineUuid: null, states: ['queued', 'running'], before: null, limit: 20 } as const
  const { data } = useRequest('run.list', { ...input, states: [...input.states] })
  const runs = data ?? []
  return (
    <Card title="Now">
      {runs.length === 0 ? (
        <p className={nothing}>Nothing runs.</p>
      ) : (
        <ul className="m-0 list-none px-4 pt-1 pb-3">
          {runs.map((run) => (
            <RunningRow key={run.id} run={run} />
          ))}
        </ul>
      )}
    </Card>
  )
}

const mostNext = 8

const Next = ({ projectId }: { readonly projectId: string }) => {
  const { data } = useRequest('trigger.list', { projectId, pipelineUuid: null })
  const fires = (data?.triggers ?? [])
    .flatMap(({ pipelineUuid, trigger, next }) => next.map(({ at }) => ({ pipelineUuid, name: trigger.name, at })))
    .sort((a, b) => a.at - b.at)
    .slice(0, mostNext)
  return (
    <Card title="Next" note={data?.isPaused === true ? 'All triggers are paused' : undefined}>
      {fires.length === 0 ? (
        <p className={nothing}>No trigger fires by the clock.</p>
      ) : (
        <ul className="m-0 list-none px-4 pt-1 pb-3">
          {fires.map(({ pipelineUuid, name, at }) => (
            <li key={`${pipelineUuid}/${name}/${at}`} className="flex items-baseline gap-2 py-1 text-sm">
              <button
                type="button"
                className="min-w-0 flex-1 truncate text-left text-primary hover:text-accent-strong hover:underline"
                title={`${name} of ${pipelineUuid}`}
                onClick={() => showTriggersOf(pipelineUuid)}
              >
                {name}
              </button>
              <span className="whitespace-nowrap text-muted text-xs tabular-nums" title={formatTimeWithZone(at)}>
                {formatWhen(at)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

/** What goes on, and what comes by itself. */
export const NowAndNext = () => {
  const projectId = useProjectStore((state) => state.projectId)
  if (projectId === null) return null
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Now projectId={projectId} />
      <Next projectId={projectId} />
    </div>
  )
}
