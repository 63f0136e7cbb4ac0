import { Select } from '../../ui/select.tsx'

type AttemptSelectProps = {
  /** Attempts of the chosen block; fewer than two need no choice. */
  readonly attempts: number
  readonly value: number | null
  readonly onChange: (attempt: number | null) => void
}

const every = 'all'

/** Chooses one attempt of a block that was tried several times. */
export const AttemptSelect = ({ attempts, value, onChange }: AttemptSelectProps) => {
  if (attempts < 2) return null
  const numbers = Array.from({ length: attempts }, (_, index) => index + 1)
  return (
    <Select
      label="Attempt"
      look="bare"
      value={value === null ? every : String(value)}
      options={[
        { value: every, label: `${attempts} attempts` },
        ...numbers.map((number) => ({ value: String(number), label: `Attempt ${number}` })),
      ]}
      onChange={(chosen) => onChange(chosen === every ? null : Number(chosen))}
    />
  )
}
