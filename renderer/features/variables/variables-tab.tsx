import { Plus, Variable } from 'lucide-react'
import { useState } from 'react'
import type { Json, JsonMap } from '#shared/model/json.ts'
import { useRequest } from '../../bridge/queries.ts'
import { sendEdits } from '../../commands/pipeline-edit.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { TextField } from '../../ui/field.tsx'
import { VariableRow } from './variable-row.tsx'
import { variableNameProblem } from './variable-values.ts'

type Change = { readonly label: string; readonly variables: JsonMap }

const AddVariable = ({ known, onAdd }: { readonly known: JsonMap; readonly onAdd: (name: string) => void }) => {
  const [name, setName] = useState('')
  const problem = name === '' ? null : variableNameProblem(name, known)
  return (
    <form
      className="flex items-start gap-2 border-subtle border-t px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (variableNameProblem(name, known) !== null) return
        onAdd(name)
        setName('')
      }}
    >
      <div className="w-56">
        <TextField
          label="Name of a new variable"
          hideLabel
          placeholder="New variable"
          value={name}
          error={problem}
          onChange={setName}
        />
      </div>
      <Button type="submit" icon={<Plus size={13} />} disabled={name === '' || problem !== null}>
        Add
      </Button>
    </form>
  )
}

const Table = ({
  variables,
  onChange,
}: {
  readonly variables: JsonMap
  readonly onChange: (change: Change) => void
}) => {
  const set = (name: string, value: Json) =>
    onChange({ label: `Set ${name}`, variables: { ...variables, [name]: value } })
  const remove = (name: string) =>
    onChange({
      label: `Remove ${name}`,
      variables: Object.fromEntries(Object.entries(variables).filter(([known]) => known !== name)),
    })
  return (
    <table className="w-full border-collapse text-sm">
      <thead>
        <tr className="h-8 text-left text-muted text-xs">
          <th className="pl-4 font-medium">Name</th>
          <th className="font-medium">Type</th>
          <th className="font-medium">Default</th>
          <th>
            <span className="sr-only">Remove</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(variables).map(([name, value]) => (
          <VariableRow
            key={name}
            name={name}
            value={value}
            onChange={(next) => set(name, next)}
            onRemove={() => remove(name)}
          />
        ))}
      </tbody>
    </table>
  )
}

/** Defaults of the pipeline's variables: every run gets them, *Run with variables…* changes them for one run. */
export const VariablesTab = ({ pipelineUuid }: { readonly pipelineUuid: string }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const pipeline = useRequest('pipeline.get', projectId === null ? null : { projectId, pipelineUuid })
  if (pipeline.isError) return <ErrorState title="The pipeline could not be read" message={pipeline.error.message} />
  if (pipeline.data === undefined || projectId === null) return <SkeletonLines />
  const { variables } = pipeline.data
  const change = ({ label, variables: next }: Change) => {
    void sendEdits({ projectId, pipelineUuid }, [{ kind: 'set-properties', variables: next }], label)
  }
  const isEmpty = Object.keys(variables).length === 0
  return (
    <div className="h-full overflow-auto p-4">
      <div className="mx-auto max-w-200">
        <p className="mt-0 mb-3 text-secondary text-sm">
          Blocks get these as keyword arguments. <em>Run with variables…</em> gives one run other values.
        </p>
        <div className="overflow-x-auto rounded-lg border border-subtle bg-panel">
          {isEmpty ? (
            <div className="py-4">
              <EmptyState
                size="sm"
                icon={<Variable size={20} strokeWidth={1.5} />}
                title="No variables yet"
                text="Add one, and blocks find it in kwargs."
              />
            </div>
          ) : (
            <Table variables={variables} onChange={change} />
          )}
          <AddVariable
            known={variables}
            onAdd={(name) => change({ label: `Add ${name}`, variables: { ...variables, [name]: '' } })}
          />
        </div>
      </div>
    </div>
  )
}
