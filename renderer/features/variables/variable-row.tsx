import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Json } from '#shared/model/json.ts'
import { IconButton } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { convertValue, parseValue, shownValue, typeOf, type VariableType } from './variable-values.ts'

const types = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'True or false' },
  { value: 'json', label: 'List or map' },
  { value: 'none', label: 'None' },
] as const

const booleans = [
  { value: 'true', label: 'true' },
  { value: 'false', label: 'false' },
] as const

type ValueProps = { readonly name: string; readonly value: Json; readonly onChange: (value: Json) => void }

/** A value being typed; it is saved when the field is left or Enter is pressed, if it is a good one. */
const TypedValue = ({ name, value, onChange }: ValueProps) => {
  const type = typeOf(value)
  const shown = shownValue(value)
  const [text, setText] = useState(shown)
  useEffect(() => setText(shown), [shown])
  const parsed = parseValue(type, text)
  const save = () => {
    if (parsed.ok && shownValue(parsed.value) !== shown) onChange(parsed.value)
  }
  return (
    <TextField
      label={`Value of ${name}`}
      hideLabel
      value={text}
      error={parsed.ok ? null : parsed.problem}
      className={type === 'text' ? '' : 'font-mono'}
      onChange={setText}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save()
        if (event.key === 'Escape') setText(shown)
      }}
    />
  )
}

const Value = ({ name, value, onChange }: ValueProps) => {
  if (value === null) return <span className="flex h-7 items-center text-muted">None</span>
  if (typeof value === 'boolean') {
    return (
      <Select
        label={`Value of ${name}`}
        value={String(value) as 'true' | 'false'}
        options={booleans}
        onChange={(next) => onChange(next === 'true')}
      />
    )
  }
  return <TypedValue name={name} value={value} onChange={onChange} />
}

type VariableRowProps = ValueProps & { readonly onRemove: () => void }

/** One variable: name, type, value. */
export const VariableRow = ({ name, value, onChange, onRemove }: VariableRowProps) => (
  <tr className="group border-subtle border-t align-top">
    <th
      scope="row"
      className="max-w-60 truncate py-1.5 pr-3 pl-4 text-left font-medium text-primary leading-7"
      title={name}
    >
      {name}
    </th>
    <td className="w-36 py-1.5 pr-3">
      <Select<VariableType>
        label={`Type of ${name}`}
        className="w-full"
        value={typeOf(value)}
        options={types}
        onChange={(type) => onChange(convertValue(value, type))}
      />
    </td>
    <td className="min-w-28 py-1.5 pr-2">
      <Value name={name} value={value} onChange={onChange} />
    </td>
    <td className="w-10 py-1.5 pr-3">
      <IconButton
        label={`Remove ${name}`}
        className="opacity-0 group-focus-within:opacity-100 focus-visible:opacity-100 group-hover:opacity-100"
        onClick={onRemove}
      >
        <X size={14} />
      </IconButton>
    </td>
  </tr>
)
