import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import type { JsonMap } from '#shared/model/json.ts'
import type { RunScope } from '#shared/model/run.ts'
import { useRequest } from '../../bridge/queries.ts'
import { startRun } from '../../commands/run-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showDialog, useUiStore } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { Select } from '../../ui/select.tsx'
import { fieldsOf, type VariableField, variablesOf, wrongName } from './variable-fields.ts'
import { VariableRow } from './variable-row.tsx'

const close = (): void => showDialog(null)

const ScopeChoice = ({
  block,
  value,
  onChange,
}: {
  readonly block: string
  readonly value: 'all' | 'to'
  readonly onChange: (value: 'all' | 'to') => void
}) => (
  <div className="flex items-center gap-2 text-secondary text-sm">
    <span>Run</span>
    <Select
      label="Which blocks run"
      value={value}
      options={[
        { value: 'all', label: 'All blocks' },
        { value: 'to', label: `${block} and its upstream` },
      ]}
      onChange={onChange}
    />
  </div>
)

type FormProps = { readonly pipelineUuid: string; readonly defaults: JsonMap; readonly remembered: JsonMap }

const useFields = ({ defaults, remembered }: FormProps) => {
  const [fields, setFields] = useState<readonly VariableField[]>(() => fieldsOf(defaults, remembered))
  const change = (field: VariableField) => setFields(fields.map((known) => (known.id === field.id ? field : known)))
  const remove = (id: string) => setFields(fields.filter((known) => known.id !== id))
  const reset = () => setFields(fieldsOf(defaults, {}))
  const add = () =>
    setFields([...fields, { id: crypto.randomUUID(), name: '', kind: 'text', text: '', fallback: undefined }])
  return { fields, change, remove, reset, add }
}

const Form = (props: FormProps) => {
  const { pipelineUuid } = props
  const { fields, change, remove, reset, add } = useFields(props)
  const selected = useUiStore((state) => (state.pipelineUuid === pipelineUuid ? state.selection.at(-1) : undefined))
  const [reach, setReach] = useState<'all' | 'to'>('all')
  const variables = variablesOf(fields)
  const run = () => {
    if (variables === null) return
    const scope: RunScope = reach === 'to' && selected !== undefined ? { kind: 'to', block: selected } : { kind: 'all' }
    close()
    void startRun({ pipelineUuid, scope, variables })
  }
  return (
    <DialogFrame
      title="Run with variables"
      description={`Values for this run of ${pipelineUuid}. The pipeline’s own stay as they are.`}
      width="md"
      onClose={close}
      onSubmit={run}
      footer={
        <>
          <Button variant="ghost" className="mr-auto" onClick={reset}>
            Reset to the pipeline’s
          </Button>
          <Button variant="ghost" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" disabled={variables === null}>
            Run
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {fields.length === 0 ? (
          <p className="m-0 text-muted text-sm">This pipeline has no variables of its own.</p>
        ) : null}
        {fields.map((field) => (
          <VariableRow
            key={field.id}
            field={field}
            wrongName={wrongName(fields, field)}
            onChange={change}
            onRemove={() => remove(field.id)}
          />
        ))}
        <div className="flex flex-wrap items-center gap-3">
          <Button size="sm" icon={<Plus size={13} />} onClick={add}>
            Add a variable
          </Button>
          {selected === undefined ? null : <ScopeChoice block={selected} value={reach} onChange={setReach} />}
        </div>
      </div>
    </DialogFrame>
  )
}

const Asking = ({ failure }: { readonly failure: string | null }) => (
  <DialogFrame title="Run with variables" width="md" onClose={close}>
    {failure === null ? (
      <SkeletonLines count={3} />
    ) : (
      <ErrorState size="sm" title="The variables cannot be read" message={failure} />
    )}
  </DialogFrame>
)

/** Asks for the values of a run, filled in with those given last. */
export const RunWithVariablesDialog = () => {
  const dialog = useUiStore((state) => state.dialog)
  const projectId = useProjectStore((state) => state.projectId)
  const pipelineUuid = dialog?.kind === 'run-with-variables' ? dialog.pipelineUuid : null
  const input = projectId === null || pipelineUuid === null ? null : { projectId, pipelineUuid }
  const pipeline = useRequest('pipeline.get', input)
  const remembered = useRequest('run.rememberedVariables', input)
  // Another run may change what is remembered while the form is open; what was typed stays.
  const isOpen = useRef(false)
  if (pipelineUuid === null) return null
  if (!remembered.isPending && !remembered.isFetching) isOpen.current = true
  if (pipeline.data === undefined || !isOpen.current) {
    return <Asking failure={pipeline.error?.message ?? null} />
  }
  return <Form pipelineUuid={pipelineUuid} defaults={pipeline.data.variables} remembered={remembered.data ?? {}} />
}
