import { useState } from 'react'
import { NumberField } from '../../ui/field.tsx'

type NumberSettingProps = {
  readonly label: string
  readonly value: number | null
  readonly min: number
  readonly max: number
  /** Empty means null; else empty is an error. */
  readonly optional?: boolean
  readonly unit?: string
  readonly placeholder?: string
  readonly hint?: string
  readonly onChange: (value: number | null) => void
}

/** A number that is saved only while it is a good one; what is being typed may be anything. */
export const NumberSetting = ({ value, optional = false, onChange, ...rest }: NumberSettingProps) => {
  const [typed, setTyped] = useState(value)
  const problemOf = (next: number | null): string | null => {
    if (next === null) return optional ? null : `A number from ${rest.min} to ${rest.max}.`
    const fits = Number.isInteger(next) && next >= rest.min && next <= rest.max
    return fits ? null : `A whole number from ${rest.min} to ${rest.max}.`
  }
  return (
    <NumberField
      {...rest}
      value={typed}
      error={problemOf(typed)}
      onChange={(next) => {
        setTyped(next)
        if (problemOf(next) === null) onChange(next)
      }}
    />
  )
}
