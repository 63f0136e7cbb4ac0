import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { useRequest } from '../../bridge/queries.ts'
import { openModel } from '../../commands/model-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'

/** Endpoints that fit in the bar. */
const mostShown = 1

const versionsText = ({ versions }: EndpointStatus): string =>
  versions
    .filter(({ mode, state }) => mode === 'live' && state === 'ready')
    .map(({ version }) => `v${version}`)
    .join(' and ')

const text = (status: EndpointStatus): string => {
  if (status.state === 'starting') return `Endpoint ${status.modelName} starting`
  if (status.state === 'failed') return `Endpoint ${status.modelName} failed`
  const { p50 } = status.latencyMs
  return `Endpoint ${status.modelName} ${versionsText(status)}${p50 === null ? '' : ` · ${p50.toFixed(1)} ms p50`}`
}

/** What is served: `Endpoint churn-model v7 · 2.1 ms p50`. A click shows the model. */
export const ServedModel = () => {
  const projectId = useProjectStore((state) => state.projectId)
  const all = useRequest('endpoint.list', projectId === null ? null : { projectId }).data ?? []
  const shown = all.filter(({ state }) => state !== 'stopped')
  const more = shown.length - mostShown
  return (
    <>
      {shown.slice(0, mostShown).map((status) => (
        <button
          key={status.modelName}
          type="button"
          title={status.message ?? status.url ?? undefined}
          className={`min-w-0 truncate rounded-sm tabular-nums hover:text-primary ${status.state === 'failed' ? 'text-failed' : ''}`}
          onClick={() => openModel(status.modelName)}
        >
          {text(status)}
        </button>
      ))}
      {more > 0 ? <span className="shrink-0 text-muted">and {more} more</span> : null}
    </>
  )
}
