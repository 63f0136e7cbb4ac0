import { Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { JsonMap } from '#shared/model/json.ts'
import type { Trigger, TriggerWhen } from '#shared/model/trigger.ts'
import { deleteTrigger, saveTrigger } from '../../commands/trigger-commands.ts'
import { variablesOf, variablesText } from '../../commands/variables-text.ts'
import { Button } from '../../ui/button.tsx'
import { Field, TextArea, TextField } from '../../ui/field.tsx'
import { Select, type SelectOption } from '../../ui/select.tsx'
import { Switch } from '../../ui/toggle.tsx'
import { FirePreview } from './fire-preview.tsx'
import { localInput, localTime } from './form-values.ts'
import { RuleFields } from './rule-fields.tsx'
import { problemsOf } from './trigger-problems.ts'
import { WhenFields } from './when-fields.tsx'

type Kind = TriggerWhen['kind']

const kindOptions: readonly SelectOption<Kind>[] = [
  { value: 'cron', label: 'On a schedule' },
  { value: 'interval', label: 'At an interval' },
  { value: 'once', label: 'Once' },
  { value: 'always', label: 'Always on' },
  { value: 'file', label: 'When a file arrives' },
  { value: 'pipeline', label: 'After another pipeline' },
  { value: 'api', label: 'When called over HTTP' },
]
/** Only for triggers that are of that kind already. */
const eventKind: SelectOption<Kind> = { value: 'event', label: 'Event of Mage' }

const whenOfKind = (kind: Kind): TriggerWhen => {
  switch (kind) {
    case 'cron':
      return { kind, expression: '0 6 * * *', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
    case 'interval':
      return { kind, seconds: 900 }
    case 'file':
      return { kind, pattern: '', settleSeconds: 5, moveTo: null }
    case 'pipeline':
      return { kind, pipelineUuid: '', states: ['completed'] }
    case 'once':
    case 'always':
    case 'api':
    case 'event':
      return { kind }
  }
}

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="rounded-lg border border-subtle bg-panel">
    <h3 className="m-0 px-4 pt-3 font-semibold text-md text-primary">{title}</h3>
    <div className="flex flex-col gap-3 px-4 py-3">{children}</div>
  </section>
)

type DraftProps = { readonly draft: Trigger; readonly onChange: (change: Partial<Trigger>) => void }

const NameAndKind = ({
  draft,
  onChange,
  nameProblem,
  hasEvent,
}: DraftProps & { readonly nameProblem: string | undefined; readonly hasEvent: boolean }) => (
  <div className="flex flex-wrap items-start gap-3">
    <div className="min-w-48 flex-1">
      <TextField label="Name" value={draft.name} error={nameProblem} onChange={(name) => onChange({ name })} />
    </div>
    <Field label="Fires">
      {() => (
        <Select
          label="Fires"
          value={draft.when.kind}
          options={hasEvent ? [...kindOptions, eventKind] : kindOptions}
          onChange={(kind) => onChange({ when: whenOfKind(kind) })}
        />
      )}
    </Field>
  </div>
)

const Period = ({ draft, onChange, endProblem }: DraftProps & { readonly endProblem: string | undefined }) => (
  <div className="flex flex-wrap items-start gap-3">
    <TextField
      type="datetime-local"
      label="Not before"
      value={localInput(draft.startTime)}
      hint="Local time; empty = at once."
      onChange={(text) => onChange({ startTime: localTime(text) })}
    />
    <TextField
      type="datetime-local"
      label="Not after"
      value={localInput(draft.endTime)}
      error={endProblem}
      hint="Empty = without end."
      onChange={(text) => onChange({ endTime: localTime(text) })}
    />
  </div>
)

const DeleteButton = ({ onDelete }: { readonly onDelete: () => void }) => {
  const [isSure, setSure] = useState(false)
  if (!isSure)
    return (
      <Button variant="ghost" icon={<Trash2 size={13} />} onClick={() => setSure(true)}>
        Delete
      </Button>
    )
  return (
    <div className="flex items-center gap-2 text-secondary text-sm">
      Its runs stay.
      <Button variant="danger" onClick={onDelete}>
        Delete trigger
      </Button>
      <Button variant="ghost" onClick={() => setSure(false)}>
        Keep it
      </Button>
    </div>
  )
}

export type TriggerFormProps = {
  readonly pipelineUuid: string
  /** Null = a new one. */
  readonly previousName: string | null
  readonly first: Trigger
  /** Names of the pipeline's other triggers. */
  readonly taken: readonly string[]
  readonly onClose: () => void
}

const useDraft = ({ pipelineUuid, previousName, first, taken, onClose }: TriggerFormProps) => {
  const [draft, setDraft] = useState(first)
  const [variables, setVariables] = useState(() => variablesText(first.variables))
  const [isSaving, setSaving] = useState(false)
  // The preview must not move while a person reads it.
  const [now] = useState(Date.now)
  const parsed: JsonMap | null = variablesOf(variables)
  const problems = problemsOf(draft, { pipelineUuid, taken })
  const canSave = Object.keys(problems).length === 0 && parsed !== null && !isSaving
  const save = async () => {
    if (!canSave || parsed === null) return
    setSaving(true)
    const saved = await saveTrigger({ pipelineUuid, previousName, trigger: { ...draft, variables: parsed } })
    setSaving(false)
    if (saved) onClose()
  }
  const change = (part: Partial<Trigger>) => setDraft((before) => ({ ...before, ...part }))
  return { draft, change, problems, canSave, save, now, variables, setVariables, isJson: parsed !== null }
}

/** Makes or changes a trigger, with its next fires beside it. */
export const TriggerForm = (props: TriggerFormProps) => {
  const { draft, change, problems, canSave, save, now, variables, setVariables, isJson } = useDraft(props)
  const { previousName, pipelineUuid, first, onClose } = props
  const remove = () => {
    if (previousName !== null) void deleteTrigger({ pipelineUuid, name: previousName })
    onClose()
  }
  return (
    <form
      aria-label={previousName === null ? 'New trigger' : `Trigger ${previousName}`}
      className="mx-auto flex max-w-240 flex-col gap-4 p-4"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="m-0 min-w-0 flex-1 truncate font-semibold text-lg text-primary">
          {previousName ?? 'New trigger'}
        </h2>
        {previousName === null ? null : <DeleteButton onDelete={remove} />}
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" type="submit" disabled={!canSave}>
          Save
        </Button>
      </div>
      {/* In a narrow panel the preview stands below what it is about; in a wide one beside all of it. */}
      <div className="grid grid-cols-1 items-start gap-4 @3xl:grid-cols-[minmax(0,1fr)_20rem]">
        <Part title="When">
          <NameAndKind
            draft={draft}
            onChange={change}
            nameProblem={problems.name}
            hasEvent={first.when.kind === 'event'}
          />
          <WhenFields when={draft.when} problems={problems} onChange={(when) => change({ when })} />
          <Period draft={draft} onChange={change} endProblem={problems.end} />
          <Switch label="On" checked={draft.active} onChange={(active) => change({ active })} />
        </Part>
        <div className="min-w-0 @3xl:col-start-2 @3xl:row-span-3 @3xl:row-start-1">
          <FirePreview trigger={draft} now={now} />
        </div>
        <Part title="Rules">
          <RuleFields trigger={draft} onChange={change} />
        </Part>
        <Part title="For its runs">
          <TextArea
            label="Variables"
            value={variables}
            rows={4}
            className="font-mono"
            error={isJson ? null : 'Expected JSON such as {"target": "churned"}.'}
            hint="JSON. They stand above the pipeline's own."
            onChange={setVariables}
          />
          <TextField
            label="Description"
            value={draft.description ?? ''}
            onChange={(text) => change({ description: text === '' ? null : text })}
          />
        </Part>
      </div>
    </form>
  )
}
