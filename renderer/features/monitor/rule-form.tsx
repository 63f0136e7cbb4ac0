import { type ReactNode, useState } from 'react'
import { type MonitorMetric, type MonitorRule, monitorMetrics, monitorRuleSchema } from '#shared/model/monitoring.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { NumberField, TextField } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { metricNames } from './monitor-words.ts'

type Draft = {
  readonly name: string
  readonly metric: MonitorMetric
  readonly feature: string
  readonly side: 'above' | 'below'
  readonly limit: number | null
  readonly clear: number | null
  readonly window: string
  readonly looks: number | null
  readonly quiet: string
  readonly minRows: number | null
  readonly against: MonitorRule['against']
}

const draftOf = (rule: MonitorRule | null): Draft => ({
  name: rule?.name ?? '',
  metric: rule?.metric ?? 'psi',
  feature: rule?.feature ?? 'any',
  side: rule?.below === undefined ? 'above' : 'below',
  limit: rule?.above ?? rule?.below ?? 0.25,
  clear: rule?.clear ?? null,
  window: rule?.window ?? '24h',
  looks: rule?.for ?? 1,
  quiet: rule?.quiet ?? '6h',
  minRows: rule?.min_rows ?? 100,
  against: rule?.against ?? 'training',
})

type Read = { readonly rule: MonitorRule | null; readonly problems: Readonly<Record<string, string>> }

const ruleOf = (draft: Draft): Read => {
  const { side, limit, clear, looks, minRows, name, metric, feature, window, quiet, against } = draft
  const read = monitorRuleSchema.safeParse({
    name: name.trim(),
    metric,
    feature: feature.trim() === '' ? 'any' : feature.trim(),
    [side]: limit ?? undefined,
    ...(clear === null ? {} : { clear }),
    window,
    quiet,
    for: looks ?? 1,
    min_rows: minRows ?? 100,
    against,
  })
  if (read.success) return { rule: read.data, problems: {} }
  const problems = read.error.issues.map(({ path, message }) => [String(path[0] ?? 'limit'), `Expected ${message}.`])
  return {
    rule: null,
    problems: { ...Object.fromEntries(problems), ...(name.trim() === '' ? { name: 'A rule needs a name.' } : {}) },
  }
}

const drift: ReadonlySet<MonitorMetric> = new Set(['psi', 'js', 'ks', 'missing', 'unseen'])

const sides = [
  { value: 'above', label: 'rings above' },
  { value: 'below', label: 'rings below' },
] as const
const references = [
  { value: 'training', label: 'training data' },
  { value: 'previous', label: 'the time before' },
] as const

type PartProps = {
  readonly draft: Draft
  readonly set: (change: Partial<Draft>) => void
  readonly problems: Read['problems']
}

/** A choice below its name, as fields have it. */
const Labelled = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <div className="mb-1 text-secondary text-sm">{name}</div>
    {children}
  </div>
)

const Limits = ({ draft, set, problems }: PartProps) => (
  <div className="grid grid-cols-2 gap-3">
    <div className="flex items-start gap-2">
      <Labelled name="Side">
        <Select label="Side" value={draft.side} options={sides} onChange={(side) => set({ side })} />
      </Labelled>
      <NumberField
        label="Limit"
        value={draft.limit}
        step={0.01}
        error={problems.limit}
        onChange={(limit) => set({ limit })}
      />
    </div>
    <NumberField
      label="Quiet again beyond"
      hint="Empty: 5 % inside the limit"
      value={draft.clear}
      step={0.01}
      onChange={(clear) => set({ clear })}
    />
    <TextField
      label="Looks back"
      value={draft.window}
      error={problems.window}
      hint="90s, 30m, 24h, 7d"
      onChange={(window) => set({ window })}
    />
    <TextField
      label="Rings again after"
      value={draft.quiet}
      error={problems.quiet}
      onChange={(quiet) => set({ quiet })}
    />
    <NumberField
      label="Looks in a row"
      value={draft.looks}
      min={1}
      error={problems.for}
      onChange={(looks) => set({ looks })}
    />
    <NumberField
      label="Rows at least"
      value={draft.minRows}
      min={1}
      error={problems.min_rows}
      onChange={(minRows) => set({ minRows })}
    />
  </div>
)

const What = ({ draft, set, problems }: PartProps) => (
  <>
    <TextField label="Name" value={draft.name} error={problems.name} onChange={(name) => set({ name })} />
    <div className="flex flex-wrap items-start gap-3">
      <Labelled name="Metric">
        <Select
          label="Metric"
          value={draft.metric}
          options={monitorMetrics.map((value) => ({ value, label: metricNames[value] }))}
          onChange={(metric) => set({ metric })}
        />
      </Labelled>
      {drift.has(draft.metric) ? (
        <>
          <TextField
            label="Feature"
            hint="any, or a column"
            value={draft.feature}
            onChange={(feature) => set({ feature })}
          />
          <Labelled name="Against">
            <Select
              label="Against"
              value={draft.against}
              options={references}
              onChange={(against) => set({ against })}
            />
          </Labelled>
        </>
      ) : null}
    </div>
  </>
)

type RuleFormProps = {
  readonly rule: MonitorRule | null
  readonly onClose: () => void
  /** Resolves to false where it was not saved. */
  readonly onSave: (rule: MonitorRule) => Promise<boolean>
}

/** A rule, made or changed. */
export const RuleForm = ({ rule, onClose, onSave }: RuleFormProps) => {
  const [draft, setDraft] = useState(() => draftOf(rule))
  const [isTried, setTried] = useState(false)
  const read = ruleOf(draft)
  const set = (change: Partial<Draft>) => setDraft((known) => ({ ...known, ...change }))
  const save = async () => {
    setTried(true)
    if (read.rule !== null && (await onSave(read.rule))) onClose()
  }
  const part = { draft, set, problems: isTried ? read.problems : {} }
  return (
    <DialogFrame
      title={rule === null ? 'New rule' : 'Change the rule'}
      width="md"
      onClose={onClose}
      onSubmit={() => void save()}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit">
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <What {...part} />
        <Limits {...part} />
      </div>
    </DialogFrame>
  )
}
