import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { TextField } from '../../ui/field.tsx'

const commitOnEnter = (commit: () => void, reset: () => void) => (event: KeyboardEvent) => {
  if (event.key === 'Enter') commit()
  if (event.key === 'Escape') reset()
}

/** Takes a value once: after Enter the focus leaves too, and the answer may not be there yet. */
const useOnce = <Value,>(known: Value, take: (value: Value) => void) => {
  const taken = useRef(known)
  useEffect(() => {
    taken.current = known
  }, [known])
  return (value: Value) => {
    if (value === taken.current) return
    taken.current = value
    take(value)
  }
}

type CommitTextProps = {
  readonly label: string
  readonly value: string
  readonly hint?: string
  /** What holds where it is empty; without it, an empty text is not taken. */
  readonly placeholder?: string
  readonly onCommit: (value: string) => void
}

/** A line of text that is taken when the user is done with it: Enter, or the focus goes elsewhere. Escape puts it back. */
export const CommitText = ({ label, value, hint, placeholder, onCommit }: CommitTextProps) => {
  const [draft, setDraft] = useState(value)
  const takeOnce = useOnce(value, onCommit)
  useEffect(() => setDraft(value), [value])
  const commit = () => {
    if (draft.trim() === '' && placeholder === undefined) setDraft(value)
    else takeOnce(draft.trim())
  }
  return (
    <TextField
      label={label}
      value={draft}
      hint={hint}
      placeholder={placeholder}
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

const shown = (value: number | null): string => (value === null ? '' : String(value))

/** A number that is taken when the user is done with it; empty means null, one below `min` is not taken. */
export const CommitNumber = ({ value, min, unit, onCommit, ...rest }: CommitNumberProps) => {
  const [draft, setDraft] = useState(shown(value))
  const takeOnce = useOnce(value, onCommit)
  useEffect(() => setDraft(shown(value)), [value])
  const number = draft.trim() === '' ? null : Number(draft)
  const isWrong = number !== null && !(number >= min)
  const commit = () => {
    if (!isWrong) takeOnce(number)
  }
  return (
    <TextField
      {...rest}
      value={draft}
      inputMode="decimal"
      className="max-w-24 tabular-nums"
      error={isWrong ? `Expected a number, ${min} or more.` : null}
      trailing={unit === undefined ? null : <span className="text-muted text-sm">{unit}</span>}
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={commitOnEnter(commit, () => setDraft(shown(value)))}
    />
  )
}
