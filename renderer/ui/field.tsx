import { type ComponentProps, type ReactNode, type Ref, useId } from 'react'
import { classNames } from './class-names.ts'

const inputLook =
  'h-7 rounded-md border border-strong bg-raised px-2 text-primary text-sm select-text placeholder:text-muted aria-invalid:border-failed disabled:opacity-50'

/** Look of every single-line input, as wide as its place. */
export const inputClass = `w-full ${inputLook}`

type FieldProps = {
  readonly label: string
  /** Below the input, in grey. */
  readonly hint?: ReactNode
  /** Below the input, in red, instead of the hint. */
  readonly error?: string | null | undefined
  /** Keeps the label for screen readers only. */
  readonly hideLabel?: boolean
  readonly children: (ids: { readonly id: string; readonly describedBy: string | undefined }) => ReactNode
}

/** Label above, input, hint or error below. */
export const Field = ({ label, hint, error, hideLabel = false, children }: FieldProps) => {
  const id = useId()
  const note = error ?? hint
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'font-medium text-secondary text-sm'}>
        {label}
      </label>
      {children({ id, describedBy: note == null ? undefined : `${id}-note` })}
      {note == null ? null : (
        <div
          id={`${id}-note`}
          role={error == null ? undefined : 'alert'}
          className={classNames('text-xs [overflow-wrap:anywhere]', error == null ? 'text-muted' : 'text-failed')}
        >
          {note}
        </div>
      )}
    </div>
  )
}

type TextFieldProps = Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'ref'> & {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: ReactNode
  readonly error?: string | null | undefined
  readonly hideLabel?: boolean
  readonly inputRef?: Ref<HTMLInputElement>
  /** Right of the input, such as a button. */
  readonly trailing?: ReactNode
}

/** A labelled line of text. */
export const TextField = ({
  label,
  value,
  onChange,
  hint,
  error,
  hideLabel,
  inputRef,
  trailing,
  className,
  ...rest
}: TextFieldProps) => (
  <Field label={label} hint={hint} error={error} hideLabel={hideLabel ?? false}>
    {({ id, describedBy }) => (
      <div className="flex min-w-0 items-center gap-2">
        <input
          id={id}
          ref={inputRef}
          value={value}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={error == null ? undefined : true}
          aria-describedby={describedBy}
          className={classNames(inputClass, className)}
          onChange={(event) => onChange(event.target.value)}
          {...rest}
        />
        {trailing}
      </div>
    )}
  </Field>
)

type TextAreaProps = Omit<ComponentProps<'textarea'>, 'onChange' | 'value' | 'ref'> & {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: ReactNode
  readonly error?: string | null | undefined
  readonly hideLabel?: boolean
}

/** A labelled text of several lines. */
export const TextArea = ({ label, value, onChange, hint, error, hideLabel, className, ...rest }: TextAreaProps) => (
  <Field label={label} hint={hint} error={error} hideLabel={hideLabel ?? false}>
    {({ id, describedBy }) => (
      <textarea
        id={id}
        value={value}
        rows={3}
        spellCheck={false}
        aria-invalid={error == null ? undefined : true}
        aria-describedby={describedBy}
        className={classNames(inputClass, 'h-auto resize-y py-1', className)}
        onChange={(event) => onChange(event.target.value)}
        {...rest}
      />
    )}
  </Field>
)

type NumberFieldProps = {
  readonly label: string
  /** Null shows an empty field. */
  readonly value: number | null
  readonly onChange: (value: number | null) => void
  readonly min?: number
  readonly max?: number
  readonly step?: number
  readonly hint?: ReactNode
  readonly error?: string | null | undefined
  readonly hideLabel?: boolean
  readonly placeholder?: string
  /** Right of the number, such as `seconds`. */
  readonly unit?: string
  readonly disabled?: boolean
}

/** A labelled number; empty means null. */
export const NumberField = ({ label, value, onChange, hint, error, hideLabel, unit, ...rest }: NumberFieldProps) => (
  <Field label={label} hint={hint} error={error} hideLabel={hideLabel ?? false}>
    {({ id, describedBy }) => (
      <div className="flex items-center gap-2">
        <input
          id={id}
          type="number"
          value={value ?? ''}
          aria-invalid={error == null ? undefined : true}
          aria-describedby={describedBy}
          className={classNames(inputLook, 'w-24 tabular-nums')}
          onChange={(event) => onChange(event.target.value === '' ? null : event.target.valueAsNumber)}
          {...rest}
        />
        {unit === undefined ? null : <span className="text-muted text-sm">{unit}</span>}
      </div>
    )}
  </Field>
)
