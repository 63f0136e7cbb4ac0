import type { Overlap, Trigger } from '#shared/model/trigger.ts'
import { Field, NumberField } from '../../ui/field.tsx'
import { Select, type SelectOption } from '../../ui/select.tsx'
import { Switch } from '../../ui/toggle.tsx'

type RuleProps = { readonly trigger: Trigger; readonly onChange: (change: Partial<Trigger>) => void }

const missedOptions: readonly SelectOption<Trigger['missed']>[] = [
  { value: 'once', label: 'Run once for all of them' },
  { value: 'all', label: 'Run each of them' },
  { value: 'skip', label: 'Skip them' },
  { value: 'ask', label: 'Ask me' },
]

const overlapOptions: readonly SelectOption<Overlap['kind']>[] = [
  { value: 'skip', label: 'Skip the fire' },
  { value: 'queue', label: 'Wait until it has ended' },
  { value: 'cancel-old', label: 'Cancel it and start' },
  { value: 'parallel', label: 'Start beside it' },
]

const overlapOf = (kind: Overlap['kind']): Overlap => (kind === 'parallel' ? { kind, limit: null } : { kind })

/** Limits are whole and at least one; a queue is the limit of one. */
const limitOf = (value: number | null): number | null => (value === null || value < 2 ? null : Math.floor(value))

const Overlaps = ({ trigger, onChange }: RuleProps) => {
  const { overlap } = trigger
  return (
    <div className="flex flex-wrap items-start gap-3">
      <Field label="While a run of it goes on">
        {() => (
          <Select
            label="While a run of it goes on"
            value={overlap.kind}
            options={overlapOptions}
            onChange={(kind) => onChange({ overlap: overlapOf(kind) })}
          />
        )}
      </Field>
      {overlap.kind === 'parallel' ? (
        <NumberField
          label="At most"
          value={overlap.limit}
          min={2}
          unit="runs at once"
          placeholder="no limit"
          onChange={(value) => onChange({ overlap: { kind: 'parallel', limit: limitOf(value) } })}
        />
      ) : null}
    </div>
  )
}

const positive = (value: number | null): number | null => (value === null || value < 1 ? null : value)
const count = (value: number | null, most: number): number => Math.min(most, Math.max(0, Math.floor(value ?? 0)))

const Limits = ({ trigger, onChange }: RuleProps) => (
  <>
    <div className="flex flex-wrap items-start gap-3">
      <NumberField
        label="Tries after a failure"
        value={trigger.retries}
        min={0}
        max={100}
        onChange={(value) => onChange({ retries: count(value, 100) })}
      />
      {trigger.retries === 0 ? null : (
        <NumberField
          label="Wait before each"
          value={trigger.retryDelaySeconds}
          min={0}
          unit="seconds"
          onChange={(value) => onChange({ retryDelaySeconds: count(value, 86_400) })}
        />
      )}
    </div>
    <div className="flex flex-wrap items-start gap-3">
      <NumberField
        label="End a run after"
        value={trigger.timeoutSeconds}
        min={1}
        unit="seconds"
        placeholder="never"
        onChange={(value) => onChange({ timeoutSeconds: positive(value) })}
      />
      {trigger.timeoutSeconds === null ? null : (
        <Field label="and call it">
          {() => (
            <Select
              label="A run that is ended is called"
              value={trigger.timeoutState}
              options={[
                { value: 'failed', label: 'Failed' },
                { value: 'cancelled', label: 'Cancelled' },
              ]}
              onChange={(timeoutState) => onChange({ timeoutState })}
            />
          )}
        </Field>
      )}
      <NumberField
        label="Late after"
        value={trigger.slaSeconds}
        min={1}
        unit="seconds"
        placeholder="never"
        onChange={(value) => onChange({ slaSeconds: positive(value) })}
      />
    </div>
  </>
)

/** What to do about missed fires, overlaps, failures and slow runs. */
export const RuleFields = ({ trigger, onChange }: RuleProps) => {
  const byClock = trigger.when.kind === 'cron' || trigger.when.kind === 'interval'
  return (
    <>
      {byClock ? (
        <Field label="Fires missed while closed or asleep">
          {() => (
            <Select
              label="Fires missed while closed or asleep"
              value={trigger.missed}
              options={missedOptions}
              onChange={(missed) => onChange({ missed })}
            />
          )}
        </Field>
      ) : null}
      <Overlaps trigger={trigger} onChange={onChange} />
      <Limits trigger={trigger} onChange={onChange} />
      {trigger.when.kind === 'cron' ? (
        <Switch
          label="Begin with the period that goes on"
          hint="Fires at once when it is switched on, instead of waiting for the next time."
          checked={trigger.createInitialRun}
          onChange={(createInitialRun) => onChange({ createInitialRun })}
        />
      ) : null}
    </>
  )
}
