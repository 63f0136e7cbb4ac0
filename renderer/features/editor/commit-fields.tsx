import { type KeyboardEvent, useEffect, useState } from 'react'
import { NumberField, TextField } from '../../ui/field.tsx'

const commitOnEnter = (commit: () => void, reset: () => void) => (event: KeyboardEvent) => {
  if (event.key === 'Enter') commit()
  if (event.key === 'Escape') reset()
}

type CommitTextProps = {
  readonly label: string
  readonly value: string
  readonly hint?: string
  readonly onCommit: (value: string) => void
}

/** A line of text that is taken when the user is done with it: Enter, or the focus goes elsewhere. Escape puts it back. */
export const CommitText = ({ label, value, hint, onCommit }: CommitTextProps) => {
  const [draft, setDraft] = useState(value)
  useEffect(() => setDraft(value), [value])
  const commit = () => {
    if (draft.trim() === '') setDraft(value)
    else if (draft !== value) onCommit(draft.trim())
  }
  return (
    <TextField
      label={label}
      value={draft}
      hint={hint}
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={commitOnEnter(commit, () => setDraft(value))}
    />
  )
}

type CommitNumberProps = {
  readonly label: string
  readonly value: number | null
  readonly min: number
  readonly unit?: string
  readonly hint?: string
  readonly placeholder?: string
  readonly onCommit: (value: number | null) => void
}

/** A number that is taken when the user is done with it; one below `min` is not taken. */
export const CommitNumber = ({ value, min, onCommit, ...rest }: CommitNumberProps) => {
  const [draft, setDraft] = useState(value)
  useEffect(() => setDraft(value), [value])
  const isWrong = draft !== null && !(draft >= min)
  const commit = () => {
    if (!isWrong && draft !== value) onCommit(draft)
  }
  return (
    <div role="presentation" onBlur={commit} onKeyDown={commitOnEnter(commit, () => setDraft(value))}>
      <NumberField
        {...rest}
        value={draft}
        min={min}
        error={isWrong ? `Expected ${min} or more.` : null}
        onChange={setDraft}
      />
    </div>
  )
}
