import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { type NewSweep, newSweepSchema } from '#shared/model/sweep.ts'
import { gridOf, parseSweepVariable, parseSweepVariables } from '#shared/tracking/sweep-space.ts'
import { useRequest } from '../../bridge/queries.ts'
import { startSweep } from '../../commands/sweep-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { Field, NumberField, TextField } from '../../ui/field.tsx'
import { formatPlural } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/toggle.tsx'

type Line = { readonly id: string; readonly name: string; readonly values: string }
type Draft = {
  readonly lines: readonly Line[]
  readonly isRandom: boolean
  readonly count: number | null
  readonly metric: string
  readonly isHighest: boolean
  readonly parallel: number | null
  readonly isHalving: boolean
  readonly first: number | null
}

const newLine = (name = ''): Line => ({ id: crypto.randomUUID(), name, values: '' })

const overOf = ({ lines }: Draft): string[] =>
  lines.filter(({ name, values }) => name.trim() !== '' || values.trim() !== '').map((line) => textOf(line))

const textOf = ({ name, values }: Line): string => `${name.trim()}=${values.replaceAll(/,\s+/g, ',').trim()}`

/** What is wrong with a line; null for an empty or a good one. */
const lineProblem = (line: Line): string | null => {
  if (line.values.trim() === '') return null
  const parsed = parseSweepVariable(textOf(line))
  return parsed.ok ? null : 'Expected values such as 0.01, 0.1 or a range such as 3..9 or log:0.0001..0.1.'
}

const sweepOf = (draft: Draft): NewSweep | null => {
  const { isRandom, count, metric, isHighest, parallel, isHalving, first } = draft
  const wanted = {
    over: overOf(draft),
    random: isRandom ? count : null,
    metric: metric.trim(),
    isHighest,
    parallel,
    halving: isHalving ? first : null,
  }
  if ((isRandom && count === null) || (isHalving && first === null)) return null
  if (
    draft.lines.some((line) => lineProblem(line) !== null || (line.name.trim() === '') !== (line.values.trim() === ''))
  )
    return null
  const checked = newSweepSchema.safeParse(wanted)
  return checked.success ? checked.data : null
}

/** How many runs it will be; words where it cannot be said. */
const sizeText = (sweep: NewSweep | null): string => {
  if (sweep === null) return 'Name at least one variable with its values, and the metric.'
  if (sweep.random !== null) return `${formatPlural(sweep.random, 'run')}, drawn at random.`
  const variables = parseSweepVariables(sweep.over)
  const grid = variables.ok ? gridOf(variables.value) : variables
  return grid.ok ? `${formatPlural(grid.value.length, 'run')}, one for each combination.` : grid.error.message
}

type Fields = { readonly draft: Draft; readonly change: (part: Partial<Draft>) => void }

const VariableLines = ({ draft, change }: Fields) => {
  const changeLine = (line: Line) =>
    change({ lines: draft.lines.map((known) => (known.id === line.id ? line : known)) })
  return (
    <div className="flex flex-col gap-2">
      {draft.lines.map((line) => (
        <div key={line.id} className="flex items-start gap-2">
          <div className="w-44">
            <TextField
              label="Variable"
              hideLabel
              placeholder="variable"
              className="font-mono"
              value={line.name}
              onChange={(name) => changeLine({ ...line, name })}
            />
          </div>
          <div className="min-w-0 flex-1">
            <TextField
              label={`Values of ${line.name === '' ? 'the variable' : line.name}`}
              hideLabel
              placeholder="0.01, 0.1 or 3..9 or log:0.0001..0.1"
              className="font-mono"
              value={line.values}
              error={lineProblem(line)}
              onChange={(values) => changeLine({ ...line, values })}
            />
          </div>
          <IconButton
            label="Remove this variable"
            disabled={draft.lines.length === 1}
            onClick={() => change({ lines: draft.lines.filter(({ id }) => id !== line.id) })}
          >
            <X size={14} />
          </IconButton>
        </div>
      ))}
      <div>
        <Button size="sm" icon={<Plus size={12} />} onClick={() => change({ lines: [...draft.lines, newLine()] })}>
          Add variable
        </Button>
      </div>
    </div>
  )
}

const goals = [
  { value: 'highest', label: 'Highest is best' },
  { value: 'lowest', label: 'Lowest is best' },
] as const

const Rules = ({ draft, change }: Fields) => (
  <>
    <div className="flex flex-wrap items-end gap-3">
      <TextField
        label="Metric"
        placeholder="auc"
        className="font-mono"
        value={draft.metric}
        onChange={(metric) => change({ metric })}
      />
      <Field label="Goal" hideLabel>
        {() => (
          <Select
            label="Goal"
            value={draft.isHighest ? 'highest' : 'lowest'}
            options={goals}
            onChange={(goal) => change({ isHighest: goal === 'highest' })}
          />
        )}
      </Field>
      <NumberField
        label="At once"
        value={draft.parallel}
        min={1}
        max={64}
        unit="runs"
        onChange={(parallel) => change({ parallel })}
      />
    </div>
    <Switch
      label="Draw combinations at random"
      hint="Instead of running all of them; a range may then have no end of values."
      checked={draft.isRandom}
      onChange={(isRandom) => change({ isRandom })}
    />
    {draft.isRandom ? (
      <NumberField label="Runs" value={draft.count} min={1} onChange={(count) => change({ count })} />
    ) : null}
    <Switch
      label="End the hopeless early"
      hint="Successive halving: at a step of the metric, then at three times as many, only the best third goes on."
      checked={draft.isHalving}
      onChange={(isHalving) => change({ isHalving })}
    />
    {draft.isHalving ? (
      <NumberField label="First look at step" value={draft.first} min={1} onChange={(first) => change({ first })} />
    ) : null}
  </>
)

const firstDraft: Omit<Draft, 'lines'> = {
  isRandom: false,
  count: 20,
  metric: '',
  isHighest: true,
  parallel: 1,
  isHalving: false,
  first: 3,
}

const Form = ({ pipelineUuid, names }: { readonly pipelineUuid: string; readonly names: readonly string[] }) => {
  const [draft, setDraft] = useState<Draft>(() => ({ ...firstDraft, lines: [newLine(names[0])] }))
  const [isStarting, setStarting] = useState(false)
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const sweep = sweepOf(draft)
  const start = async () => {
    if (sweep === null || isStarting) return
    setStarting(true)
    await startSweep(pipelineUuid, sweep)
    setStarting(false)
  }
  return (
    <DialogFrame
      title="Sweep over variables"
      description={`Runs ${pipelineUuid} with other values of its variables and compares the runs by a metric.`}
      width="md"
      onClose={() => showDialog(null)}
      onSubmit={() => void start()}
      footer={
        <>
          <span className="min-w-0 flex-1 text-left text-muted text-sm">{sizeText(sweep)}</span>
          <Button onClick={() => showDialog(null)}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={sweep === null || isStarting}>
            Start sweep
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <VariableLines draft={draft} change={change} />
        <Rules draft={draft} change={change} />
      </div>
    </DialogFrame>
  )
}

/** Asks over which values of which variables a pipeline is run, and what its runs are compared by. */
export const NewSweepDialog = ({ pipelineUuid }: { readonly pipelineUuid: string }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const pipeline = useRequest('pipeline.get', projectId === null ? null : { projectId, pipelineUuid })
  if (pipeline.isPending) return null
  return <Form pipelineUuid={pipelineUuid} names={Object.keys(pipeline.data?.variables ?? {})} />
}
