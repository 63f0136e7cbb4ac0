import { useId } from 'react'
import type { TriggerWhen } from '#shared/model/trigger.ts'
import { useProject } from '../../bridge/queries/project.ts'
import { Field, NumberField, TextField } from '../../ui/field.tsx'
import { Select, type SelectOption } from '../../ui/select.tsx'
import type { TriggerProblems } from './trigger-problems.ts'

type When<Kind extends TriggerWhen['kind']> = Extract<TriggerWhen, { kind: Kind }>
type FieldsProps<Kind extends TriggerWhen['kind']> = {
  readonly when: When<Kind>
  readonly problems: TriggerProblems
  readonly onChange: (when: TriggerWhen) => void
}

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

const patterns: readonly SelectOption<string>[] = [
  { value: '@hourly', label: 'Every hour' },
  { value: '0 6 * * *', label: 'Every day at 06:00' },
  { value: '0 6 * * 1-5', label: 'Every weekday at 06:00' },
  { value: '0 6 * * 1', label: 'Every Monday at 06:00' },
  { value: '0 6 1 * *', label: 'On the 1st at 06:00' },
  { value: '@daily', label: 'Every day at midnight' },
  { value: '@weekly', label: 'Every Monday at midnight' },
  { value: '@monthly', label: 'On the 1st at midnight' },
  { value: '*/15 * * * *', label: 'Every 15 minutes' },
]
const custom = { value: 'custom', label: 'Own pattern' } as const

const CronFields = ({ when, problems, onChange }: FieldsProps<'cron'>) => {
  const listId = useId()
  const known = patterns.some(({ value }) => value === when.expression)
  return (
    <>
      <div className="flex flex-wrap items-start gap-3">
        <Field label="Repeats">
          {() => (
            <Select
              label="Repeats"
              value={known ? when.expression : custom.value}
              options={[...patterns, custom]}
              onChange={(value) => (value === custom.value ? undefined : onChange({ ...when, expression: value }))}
            />
          )}
        </Field>
        <div className="min-w-48 flex-1">
          <TextField
            label="Pattern"
            value={when.expression}
            error={problems.expression}
            hint="Minute, hour, day of the month, month, day of the week."
            className="font-mono"
            onChange={(expression) => onChange({ ...when, expression })}
          />
        </div>
      </div>
      <TextField
        label="Time zone"
        value={when.timeZone}
        error={problems.timeZone}
        hint={`Mage reads every pattern in UTC. Your computer is in ${ownZone()}.`}
        list={listId}
        onChange={(timeZone) => onChange({ ...when, timeZone })}
      />
      <datalist id={listId}>
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  )
}

const FileFields = ({ when, problems, onChange }: FieldsProps<'file'>) => (
  <>
    <TextField
      label="Files"
      value={when.pattern}
      error={problems.pattern}
      hint="In the project folder, or absolute. * stands for any name, ** for any folders. Each file fires once."
      placeholder="inbox/*.csv"
      className="font-mono"
      onChange={(pattern) => onChange({ ...when, pattern })}
    />
    <div className="flex flex-wrap items-start gap-3">
      <NumberField
        label="Unchanged for"
        value={when.settleSeconds}
        min={0}
        unit="seconds"
        hint="So that it is whole."
        onChange={(value) => onChange({ ...when, settleSeconds: Math.max(0, Math.floor(value ?? 0)) })}
      />
      <div className="min-w-48 flex-1">
        <TextField
          label="Move it first to"
          value={when.moveTo ?? ''}
          hint="A folder; empty leaves it where it is."
          placeholder="inbox/done"
          className="font-mono"
          onChange={(moveTo) => onChange({ ...when, moveTo: moveTo.trim() === '' ? null : moveTo })}
        />
      </div>
    </div>
  </>
)

const endStates = ['completed', 'failed', 'cancelled', 'crashed'] as const

const PipelineFields = ({ when, problems, onChange }: FieldsProps<'pipeline'>) => {
  const pipelines = useProject()?.pipelines ?? []
  const options = pipelines.map(({ uuid, name }) => ({ value: uuid, label: name }))
  const toggle = (state: (typeof endStates)[number], on: boolean) => {
    const states = endStates.filter((known) => (known === state ? on : when.states.includes(known)))
    if (states.length > 0) onChange({ ...when, states })
  }
  return (
    <>
      <Field label="Pipeline" error={problems.pipeline}>
        {() => (
          <Select
            label="Pipeline"
            value={when.pipelineUuid}
            options={options}
            onChange={(pipelineUuid) => onChange({ ...when, pipelineUuid })}
          />
        )}
      </Field>
      <fieldset className="m-0 flex flex-wrap gap-4 border-0 p-0">
        <legend className="mb-1 p-0 font-medium text-secondary text-sm">When its run is</legend>
        {endStates.map((state) => (
          <label key={state} className="inline-flex items-center gap-1.5 text-primary text-sm">
            <input
              type="checkbox"
              className="accent-accent"
              checked={when.states.includes(state)}
              onChange={(event) => toggle(state, event.target.checked)}
            />
            {state}
          </label>
        ))}
      </fieldset>
    </>
  )
}

const notes: Readonly<Partial<Record<TriggerWhen['kind'], string>>> = {
  once: 'Fires once, at the start below or at once, and is switched off then.',
  always: 'Begins a new run whenever the last one has ended, ten seconds after it began at the earliest.',
  api: 'Save it; the list then shows the address to post to, with its token. The body of the call may give variables.',
  event: 'Its matchers are in the database of Mage. Here it is kept, and fires by hand only.',
}

/** The fields of what a trigger waits for. */
export const WhenFields = ({ when, problems, onChange }: FieldsProps<TriggerWhen['kind']>) => {
  switch (when.kind) {
    case 'cron':
      return <CronFields when={when} problems={problems} onChange={onChange} />
    case 'interval':
      return (
        <NumberField
          label="Every"
          value={Number.isNaN(when.seconds) ? null : when.seconds}
          min={1}
          unit="seconds"
          error={problems.interval}
          onChange={(seconds) => onChange({ ...when, seconds: seconds ?? Number.NaN })}
        />
      )
    case 'file':
      return <FileFields when={when} problems={problems} onChange={onChange} />
    case 'pipeline':
      return <PipelineFields when={when} problems={problems} onChange={onChange} />
    case 'once':
    case 'always':
    case 'api':
    case 'event':
      return <p className="m-0 text-secondary text-sm">{notes[when.kind]}</p>
  }
}
