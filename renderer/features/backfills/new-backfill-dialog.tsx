import { useState } from 'react'
import { type BackfillRange, backfillRangeSchema, backfillUnits, type NewBackfill } from '#shared/model/backfill.ts'
import { useRequest } from '../../bridge/queries.ts'
import { createBackfill } from '../../commands/backfill-commands.ts'
import { variablesOf } from '../../commands/variables-text.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { Field, NumberField, TextArea, TextField } from '../../ui/field.tsx'
import { formatPlural } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { utcInput, utcText, utcTime } from './backfill-words.ts'

const day = 86_400_000

/** What is typed; `from` and `to` as their inputs hold them, in UTC. */
type Draft = {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly unit: BackfillRange['unit']
  readonly every: number | null
  readonly parallel: number | null
  readonly variables: string
}

const firstDraft = (pipelineUuid: string): Draft => {
  const today = Math.floor(Date.now() / day) * day
  return {
    name: `${pipelineUuid} ${utcText(today - 7 * day).slice(0, 10)}`,
    from: utcInput(today - 7 * day),
    to: utcInput(today - day),
    unit: 'day',
    every: 1,
    parallel: 1,
    variables: '',
  }
}

const rangeOf = ({ from, to, unit, every }: Draft): BackfillRange | null => {
  const range = backfillRangeSchema.safeParse({ from: utcTime(from), to: utcTime(to), unit, every })
  return range.success && range.data.from <= range.data.to ? range.data : null
}

const backfillOf = (draft: Draft): NewBackfill | null => {
  const range = rangeOf(draft)
  const variables = variablesOf(draft.variables)
  const { name, parallel } = draft
  if (range === null || variables === null || name.trim() === '') return null
  if (parallel === null || !Number.isInteger(parallel) || parallel < 1 || parallel > 100) return null
  return { name: name.trim(), range, parallel, variables }
}

/** The dates the range has, told by the same function that makes them. */
const Preview = ({ range }: { readonly range: BackfillRange | null }) => {
  const asked = useRequest('backfill.preview', range)
  if (range === null) return <p className="m-0 text-muted text-sm">Expected an end at or after the beginning.</p>
  if (asked.isError)
    return (
      <p role="alert" className="m-0 text-failed text-sm">
        {asked.error.message}
      </p>
    )
  const { total = 0, dates = [] } = asked.data ?? {}
  const shown = dates.map(({ executionDate }) => utcText(executionDate))
  if (total > dates.length) shown.splice(5, 0, '…')
  return (
    <div className="rounded-md border border-subtle bg-raised px-3 py-2 text-sm">
      <div className="text-primary">{formatPlural(total, 'run')}, one for each date:</div>
      <div className="text-muted tabular-nums">{shown.join(', ')}</div>
    </div>
  )
}

type Fields = { readonly draft: Draft; readonly change: (part: Partial<Draft>) => void }

const RangeFields = ({ draft, change }: Fields) => (
  <>
    <div className="flex flex-wrap gap-3">
      <TextField
        type="datetime-local"
        label="From (UTC)"
        value={draft.from}
        error={utcTime(draft.from) === null ? 'Expected a date and a time.' : null}
        onChange={(from) => change({ from })}
      />
      <TextField
        type="datetime-local"
        label="To (UTC), included"
        value={draft.to}
        error={utcTime(draft.to) === null ? 'Expected a date and a time.' : null}
        onChange={(to) => change({ to })}
      />
    </div>
    <div className="flex flex-wrap items-end gap-3">
      <NumberField label="Every" value={draft.every} min={1} onChange={(every) => change({ every })} />
      <Field label="Unit" hideLabel>
        {() => (
          <Select
            label="Unit"
            value={draft.unit}
            options={backfillUnits.map((value) => ({ value, label: draft.every === 1 ? value : `${value}s` }))}
            onChange={(unit) => change({ unit })}
          />
        )}
      </Field>
      <NumberField
        label="At once"
        value={draft.parallel}
        min={1}
        max={100}
        unit="runs"
        onChange={(parallel) => change({ parallel })}
      />
    </div>
  </>
)

/** Asks for the range and the rules of a backfill, with the dates it will have. */
export const NewBackfillDialog = ({ pipelineUuid }: { readonly pipelineUuid: string }) => {
  const [draft, setDraft] = useState(() => firstDraft(pipelineUuid))
  const [isMaking, setMaking] = useState(false)
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const close = () => showDialog(null)
  const backfill = backfillOf(draft)
  const make = async () => {
    if (backfill === null || isMaking) return
    setMaking(true)
    const made = await createBackfill(pipelineUuid, backfill)
    setMaking(false)
    if (made) close()
  }
  const isJson = variablesOf(draft.variables) !== null
  return (
    <DialogFrame
      title="New backfill"
      description={`Runs ${pipelineUuid} once for each date; each run gets its own execution_date and interval.`}
      width="md"
      onClose={close}
      onSubmit={() => void make()}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={backfill === null || isMaking}>
            Start backfill
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextField label="Name" value={draft.name} onChange={(name) => change({ name })} />
        <RangeFields draft={draft} change={change} />
        <Preview range={rangeOf(draft)} />
        <TextArea
          label="Variables"
          value={draft.variables}
          className="font-mono"
          error={isJson ? null : 'Expected JSON such as {"target": "churned"}.'}
          hint="JSON. They stand above the pipeline's own."
          onChange={(variables) => change({ variables })}
        />
      </div>
    </DialogFrame>
  )
}
