import { useState } from 'react'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'

type NameDialogProps = {
  readonly title: string
  readonly description: string
  readonly name: string
  /** Word on the button. */
  readonly action: string
  readonly problemOf: (name: string) => string | null
  readonly onDone: (name: string) => Promise<void>
}

/** Asks for one name. */
export const NameDialog = ({ title, description, name: first, action, problemOf, onDone }: NameDialogProps) => {
  const [name, setName] = useState(first)
  const [busy, setBusy] = useState(false)
  const problem = problemOf(name)
  const close = (): void => showDialog(null)
  const finish = async (): Promise<void> => {
    if (problem !== null || busy) return
    setBusy(true)
    await onDone(name.trim())
    setBusy(false)
  }
  return (
    <DialogFrame
      title={title}
      description={description}
      onClose={close}
      onSubmit={() => void finish()}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={problem !== null || busy}>
            {action}
          </Button>
        </>
      }
    >
      <TextField label="Name" value={name} onChange={setName} data-autofocus error={problem} />
    </DialogFrame>
  )
}
