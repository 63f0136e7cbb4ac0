import { Switch as RadixSwitch } from 'radix-ui'
import { type ReactNode, useId } from 'react'

type ToggleProps = {
  readonly label: ReactNode
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly hint?: ReactNode
  readonly disabled?: boolean
}

/** Something that is on or off, at once. */
export const Switch = ({ label, checked, onChange, hint, disabled = false }: ToggleProps) => {
  const id = useId()
  return (
    <div className="flex items-start gap-3">
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="text-primary text-sm">
          {label}
        </label>
        {hint === undefined ? null : <div className="text-muted text-xs">{hint}</div>}
      </div>
      <RadixSwitch.Root
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        className="relative h-4.5 w-8 shrink-0 rounded-full bg-strong transition-colors duration-100 after:absolute after:-inset-1 disabled:opacity-50 data-[state=checked]:bg-accent"
      >
        <RadixSwitch.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-canvas transition-transform duration-100 data-[state=checked]:translate-x-4" />
      </RadixSwitch.Root>
    </div>
  )
}
