import { RotateCcw, X } from 'lucide-react'
import { IconButton } from '../../ui/button.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/toggle.tsx'
import { type FieldKind, fieldKinds, readField, textOf, type VariableField } from './variable-fields.ts'

const kindNames: Readonly<Record<FieldKind, string>> = {
  text: 'Text',
  number: 'Number',
  switch: 'Yes or no',
  date: 'Date',
  json: 'List or map',
}

type ValueProps = { readonly field: VariableField; readonly onText: (text: string) => void }

const Value = ({ field, onText }: ValueProps) => {
  const read = readField(field)
  const label = field.fallback === undefined ? `Value of ${field.name || 'the new variable'}` : field.name
  const shared = { label, error: 'wrong' in read ? read.wrong : null, hideLabel: field.fallback === undefined }
  switch (field.kind) {
    case 'switch':
      return <Switch label={label} checked={field.text === 'true'} onChange={(on) => onText(String(on))} />
    case 'json':
      return (
        <TextArea
          {...shared}
          value={field.text}
          rows={Math.min(8, field.text.split('\n').length)}
          className="font-mono"
          onChange={onText}
        />
      )
    case 'number':
      return <TextField {...shared} value={field.text} inputMode="decimal" className="tabular-nums" onChange={onText} />
    default:
      return <TextField {...shared} value={field.text} onChange={onText} />
  }
}

type RowProps = {
  readonly field: VariableField
  readonly wrongName: string | null
  readonly onChange: (field: VariableField) => void
  readonly onRemove: () => void
}

/** A variable of the pipeline: its value, and back to the pipeline's own. */
const OwnRow = ({ field, onChange }: RowProps) => {
  const start = field.fallback === undefined ? field.text : textOf(field.fallback)
  return (
    <div className="flex items-end gap-2">
      <div className="min-w-0 flex-1">
        <Value field={field} onText={(text) => onChange({ ...field, text })} />
      </div>
      {field.text === start ? null : (
        <IconButton label={`Reset ${field.name} to ${start}`} onClick={() => onChange({ ...field, text: start })}>
          <RotateCcw size={13} />
        </IconButton>
      )}
    </div>
  )
}

const startOf = (kind: FieldKind): string => {
  switch (kind) {
    case 'switch':
      return 'true'
    case 'json':
      return '[]'
    case 'number':
      return '0'
    default:
      return ''
  }
}

/** A variable that only this run has. */
const ExtraRow = ({ field, wrongName, onChange, onRemove }: RowProps) => (
  <div className="flex flex-col gap-2 rounded-md border border-subtle p-2">
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <TextField
          label="Name of the variable"
          hideLabel
          placeholder="name"
          value={field.name}
          error={field.name === '' ? null : wrongName}
          onChange={(name) => onChange({ ...field, name })}
        />
      </div>
      <Select
        label="Kind of value"
        value={field.kind}
        options={fieldKinds.map((value) => ({ value, label: kindNames[value] }))}
        onChange={(kind) => onChange({ ...field, kind, text: startOf(kind) })}
      />
      <IconButton label={`Remove ${field.name || 'the variable'}`} onClick={onRemove}>
        <X size={13} />
      </IconButton>
    </div>
    <Value field={field} onText={(text) => onChange({ ...field, text })} />
  </div>
)

/** One variable of the form. */
export const VariableRow = (props: RowProps) =>
  props.field.fallback === undefined ? <ExtraRow {...props} /> : <OwnRow {...props} />
