import { useState } from 'react'
import { type RetrainingSettings, type RetrainWhen, retrainingSettingsSchema } from '#shared/model/retraining.ts'
import { useProject } from '../../bridge/queries/project.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { NumberField, TextArea, TextField } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/toggle.tsx'

type Draft = {
  readonly pipeline: string
  readonly onDrift: boolean
  readonly onPerformance: boolean
  readonly newRows: number | null
  readonly cron: string
  readonly pattern: string
  readonly gate: string
  readonly promote: RetrainingSettings['promote']
  readonly window: string
  readonly minRows: number | null
  readonly coolDown: string
}

const find = <Kind extends RetrainWhen['kind']>(settings: RetrainingSettings | null, kind: Kind) =>
  settings?.when.find((when): when is Extract<RetrainWhen, { kind: Kind }> => when.kind === kind)

const draftOf = (settings: RetrainingSettings | null): Draft => ({
  pipeline: settings?.pipeline ?? '',
  onDrift: settings === null || find(settings, 'drift') !== undefined,
  onPerformance: find(settings, 'performance') !== undefined,
  newRows: find(settings, 'new-data')?.rows ?? null,
  cron: find(settings, 'schedule')?.cron ?? '',
  pattern: find(settings, 'file')?.pattern ?? '',
  gate:
    settings === null
      ? 'challenger.auc > champion.auc + 0.005'
      : typeof settings.gate === 'string'
        ? settings.gate
        : `pipeline: ${settings.gate.pipeline}`,
  promote: settings?.promote ?? 'ask',
  window: settings?.window ?? '7d',
  minRows: settings?.min_rows ?? 200,
  coolDown: settings?.cool_down ?? '12h',
})

const whenOf = (draft: Draft, settings: RetrainingSettings | null): RetrainWhen[] => [
  ...(draft.onDrift ? [find(settings, 'drift') ?? { kind: 'drift' as const, rule: null }] : []),
  ...(draft.onPerformance ? [find(settings, 'performance') ?? { kind: 'performance' as const, rule: null }] : []),
  ...(draft.newRows === null ? [] : [{ kind: 'new-data' as const, rows: draft.newRows }]),
  ...(draft.cron.trim() === ''
    ? []
    : [
        {
          kind: 'schedule' as const,
          cron: draft.cron.trim(),
          time_zone: find(settings, 'schedule')?.time_zone ?? 'UTC',
        },
      ]),
  ...(draft.pattern.trim() === '' ? [] : [{ kind: 'file' as const, pattern: draft.pattern.trim() }]),
]

const settingsOf = (draft: Draft, settings: RetrainingSettings | null) => {
  const gatePipeline = /^pipeline:\s*(.+)$/.exec(draft.gate.trim())?.[1]
  return retrainingSettingsSchema.safeParse({
    ...(settings ?? {}),
    pipeline: draft.pipeline,
    when: whenOf(draft, settings),
    gate: gatePipeline === undefined ? draft.gate.trim() : { pipeline: gatePipeline.trim() },
    promote: draft.promote,
    window: draft.window,
    min_rows: draft.minRows ?? 200,
    cool_down: draft.coolDown,
  })
}

const policies = [
  { value: 'ask', label: 'ask me' },
  { value: 'canary', label: 'try it on a share first' },
  { value: 'at-once', label: 'swap at once' },
] as const

type PartProps = { readonly draft: Draft; readonly set: (change: Partial<Draft>) => void }

const Causes = ({ draft, set }: PartProps) => (
  <>
    <Switch label="When a rule on drift rings" checked={draft.onDrift} onChange={(onDrift) => set({ onDrift })} />
    <Switch
      label="When a rule on performance rings"
      checked={draft.onPerformance}
      onChange={(onPerformance) => set({ onPerformance })}
    />
    <div className="grid grid-cols-3 gap-3">
      <NumberField
        label="After new labelled rows"
        hint="Empty: never"
        min={1}
        value={draft.newRows}
        onChange={(newRows) => set({ newRows })}
      />
      <TextField label="By schedule" hint="cron, in UTC" value={draft.cron} onChange={(cron) => set({ cron })} />
      <TextField
        label="When a file arrives"
        hint="data/*.csv"
        value={draft.pattern}
        onChange={(pattern) => set({ pattern })}
      />
    </div>
  </>
)

const Amounts = ({ draft, set }: PartProps) => (
  <div className="grid grid-cols-3 gap-3">
    <TextField label="Labelled data of the last" value={draft.window} onChange={(window) => set({ window })} />
    <NumberField
      label="Labelled rows at least"
      min={10}
      value={draft.minRows}
      onChange={(minRows) => set({ minRows })}
    />
    <TextField label="Not again within" value={draft.coolDown} onChange={(coolDown) => set({ coolDown })} />
  </div>
)

type RetrainingFormProps = {
  readonly settings: RetrainingSettings | null
  readonly onClose: () => void
  /** Null takes it away. Resolves to false where it was not saved. */
  readonly onSave: (settings: RetrainingSettings | null) => Promise<boolean>
}

/** Which pipeline trains a model anew, when, what it has to beat, and what follows. */
export const RetrainingForm = ({ settings, onClose, onSave }: RetrainingFormProps) => {
  const project = useProject()
  const [draft, setDraft] = useState(() => draftOf(settings))
  const [problem, setProblem] = useState<string | null>(null)
  const set = (change: Partial<Draft>) => setDraft((known) => ({ ...known, ...change }))
  const pipelines = project?.pipelines ?? []
  const close = async (next: RetrainingSettings | null) => {
    if (await onSave(next)) onClose()
  }
  const save = () => {
    const read = settingsOf(draft, settings)
    const [issue] = read.success ? [] : read.error.issues
    setProblem(issue === undefined ? null : `${issue.path.join(' ').replaceAll('_', ' ')}: expected ${issue.message}.`)
    if (read.success) void close(read.data)
  }
  return (
    <DialogFrame
      title="Retraining"
      width="lg"
      description="Rows that were answered and labelled are exported; a part is kept from training, and both versions answer it for the gate."
      onClose={onClose}
      onSubmit={save}
      footer={
        <>
          {settings === null ? null : (
            <Button variant="danger" onClick={() => void close(null)}>
              Never retrain
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit">
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-3 text-secondary text-sm">
          Pipeline that trains it
          <Select
            label="Pipeline that trains it"
            value={draft.pipeline}
            options={pipelines.map(({ uuid }) => ({ value: uuid, label: uuid }))}
            onChange={(pipeline) => set({ pipeline })}
          />
          and a winner:
          <Select
            label="What becomes of a winner"
            value={draft.promote}
            options={policies}
            onChange={(promote) => set({ promote })}
          />
        </div>
        <Causes draft={draft} set={set} />
        <TextArea
          label="Gate"
          hint="A comparison of metrics of challenger and champion on the same rows, with and, or, not; or pipeline: <id>"
          value={draft.gate}
          onChange={(gate) => set({ gate })}
        />
        <Amounts draft={draft} set={set} />
        {problem === null ? null : (
          <p role="alert" className="m-0 text-failed text-sm">
            {problem}
          </p>
        )}
      </div>
    </DialogFrame>
  )
}
