import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { classNames } from './class-names.ts'

export type SelectOption<Value extends string> = {
  readonly value: Value
  readonly label: ReactNode
  readonly hint?: string | undefined
}

type SelectProps<Value extends string> = {
  /** Accessible name; a visible label is the caller's. */
  readonly label: string
  readonly value: Value
  readonly options: readonly SelectOption<Value>[]
  readonly onChange: (value: Value) => void
  readonly disabled?: boolean
  /** `bare` has no frame, for tool bars. */
  readonly look?: 'field' | 'bare'
  readonly className?: string
}

/** More options than this are in the document only while the list is open: a pipeline can have a thousand blocks to choose from. */
const manyOptions = 100

/** One of some values. */
export const Select = <Value extends string>(props: SelectProps<Value>) => {
  const { label, value, options, onChange, disabled = false, look = 'field', className } = props
  const [open, setOpen] = useState(false)
  const isMany = options.length > manyOptions
  return (
    <Radix.Root
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      onOpenChange={setOpen}
      disabled={disabled}
    >
      <Radix.Trigger
        aria-label={label}
        className={classNames(
          'inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-md px-2 text-sm disabled:opacity-50',
          look === 'field' ? 'border border-strong bg-raised text-primary' : 'text-secondary hover:text-primary',
          className,
        )}
      >
        <span className="min-w-0 flex-1 truncate text-left">
          {isMany ? (
            <Radix.Value>{options.find((option) => option.value === value)?.label}</Radix.Value>
          ) : (
            <Radix.Value />
          )}
        </span>
        <Radix.Icon>
          <ChevronDown size={13} className="text-muted" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-96 min-w-[var(--radix-select-trigger-width)] rounded-md border border-strong bg-raised p-1 text-primary text-sm shadow-float"
        >
          <Radix.Viewport>
            {(open || !isMany ? options : []).map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="flex min-h-7 items-center gap-2 rounded-sm pr-2 pl-1 outline-none data-[highlighted]:bg-hover"
              >
                <span className="inline-flex w-4 justify-center text-accent">
                  <Radix.ItemIndicator>
                    <Check size={13} />
                  </Radix.ItemIndicator>
                </span>
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.hint === undefined ? null : (
                  <span className="ml-auto pl-3 text-muted text-xs">{option.hint}</span>
                )}
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
