import type { SignatureField } from '#shared/model/registry.ts'
import { classNames } from '../../ui/class-names.ts'
import { Field, inputClass } from '../../ui/field.tsx'
import type { FormValues } from './form-values.ts'

type FormProps = {
  readonly fields: readonly SignatureField[]
  readonly values: FormValues
  readonly onChange: (values: FormValues) => void
}

const numeric = new Set(['double', 'float', 'long', 'integer'])

/** One field per column of the signature, with its type. */
export const TryForm = ({ fields, values, onChange }: FormProps) => (
  <div className="grid grid-cols-[repeat(auto-fill,minmax(130px,1fr))] gap-x-3 gap-y-2">
    {fields.map((field) => {
      const name = field.name ?? ''
      return (
        <Field key={name} label={name} hint={`${field.type}${field.required ? '' : ', optional'}`}>
          {({ id, describedBy }) => (
            <input
              id={id}
              value={values[name] ?? ''}
              spellCheck={false}
              autoComplete="off"
              inputMode={numeric.has(field.type) ? 'decimal' : 'text'}
              placeholder={field.type === 'boolean' ? 'true or false' : ''}
              aria-describedby={describedBy}
              className={classNames(inputClass, 'font-mono text-xs')}
              onChange={(event) => onChange({ ...values, [name]: event.target.value })}
            />
          )}
        </Field>
      )
    })}
  </div>
)
