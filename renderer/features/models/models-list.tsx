import { Box } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ModelSummary } from '#shared/model/registry.ts'
import { useRequest } from '../../bridge/queries.ts'
import { openModel } from '../../commands/model-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showUi } from '../../state/ui-store.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ColumnTitles } from '../../ui/column-titles.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatPlural } from '../../ui/format.ts'
import { TimeText } from '../../ui/time-text.tsx'

const snippet = `import pipewright

pipewright.log_model(
    model,
    registered_name='churn',
    training_data=frame, target='churned',
    metrics={'auc': auc},
)`

const NoModels = () => (
  <EmptyState
    icon={<Box size={24} strokeWidth={1.5} />}
    title="No models yet"
    text={
      <>
        <p className="m-0">
          A block that trains one registers it with these lines. It becomes version 1 in the folder models of this
          project, with its signature and a profile of its data.
        </p>
        <pre className="my-3 select-text overflow-x-auto rounded-md border border-subtle bg-panel p-3 text-left font-mono text-primary text-xs">
          {snippet}
        </pre>
        <p className="m-0">The template “Train and register a model” in the block palette is a block that does.</p>
      </>
    }
    action={<Button onClick={() => showUi({ page: 'pipelines' })}>Show pipelines</Button>}
  />
)

type RowProps = { readonly model: ModelSummary; readonly state: ReactNode }

const cell = 'h-9 px-3 py-2 first:pl-4'

const Row = ({ model, state }: RowProps) => {
  const { name, champion, newest, versions, aliases, description } = model
  const others = Object.entries(aliases).filter(([alias]) => alias !== 'champion')
  return (
    <tr className="border-subtle border-t hover:bg-hover">
      <td className={`${cell} max-w-80`}>
        <button
          type="button"
          className="block max-w-full truncate text-left font-medium text-primary hover:text-accent-strong"
          title={description === null ? name : `${name}: ${description}`}
          onClick={() => openModel(name)}
        >
          {name}
        </button>
        {description === null || description === '' ? null : (
          <div className="truncate text-muted text-xs">{description}</div>
        )}
      </td>
      <td className={`${cell} whitespace-nowrap`}>
        {champion === null ? <span className="text-muted">none</span> : <Badge tone="accent">v{champion}</Badge>}
      </td>
      <td className={`${cell} whitespace-nowrap tabular-nums`}>{newest === null ? '—' : `v${newest}`}</td>
      <td className={`${cell} whitespace-nowrap tabular-nums`}>{formatPlural(versions, 'version')}</td>
      <td className={`${cell}`}>
        <div className="flex flex-wrap gap-1">
          {others.map(([alias, version]) => (
            <Badge key={alias}>
              {alias} v{version}
            </Badge>
          ))}
        </div>
      </td>
      <td className={cell}>{state}</td>
      <td className={`${cell} whitespace-nowrap text-muted`}>
        <TimeText time={model.updatedAt} look="age" />
      </td>
    </tr>
  )
}

/** Draws whether a model is served, beside its name. */
export type DrawState = (modelName: string) => ReactNode

/** All models of the project. */
export const ModelsList = ({ drawState }: { readonly drawState: DrawState }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const list = useRequest('model.list', projectId === null ? null : { projectId })
  if (list.isError) return <ErrorState title="The models could not be read" message={list.error.message} />
  if (list.data === undefined) return <SkeletonLines label="Reading the models" />
  if (list.data.length === 0)
    return (
      <div className="h-full bg-canvas">
        <NoModels />
      </div>
    )
  return (
    <div className="h-full overflow-auto bg-canvas p-6">
      <h2 className="mt-0 mb-4 font-semibold text-primary text-xl">Models</h2>
      <div className="overflow-x-auto rounded-lg border border-subtle bg-panel">
        <table className="w-full border-collapse text-secondary text-sm">
          <ColumnTitles
            cell={cell}
            titles={['Model', 'Champion', 'Newest', 'Versions', 'Other aliases', 'Endpoint', 'Changed']}
          />
          <tbody>
            {list.data.map((model) => (
              <Row key={model.name} model={model} state={drawState(model.name)} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
