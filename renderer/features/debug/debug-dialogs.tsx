import { Bug, CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { AttemptPlace } from '../../commands/block-run-place.ts'
import { installDebugger, startDebug } from '../../commands/debug-session.ts'
import { cancelEnvironment } from '../../commands/environment-commands.ts'
import { useEnvironmentStore } from '../../state/environment-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { Spinner } from '../../ui/feedback.tsx'

const close = () => showDialog(null)

const debugNow = (place: AttemptPlace) => {
  close()
  void startDebug(place)
}

/** Asks before a block that writes runs again. */
export const DebugWritesDialog = (place: AttemptPlace) => (
  <DialogFrame
    title={`Run ${place.blockUuid} again under the debugger?`}
    icon={<TriangleAlert size={20} strokeWidth={1.75} />}
    description="This block writes to files, a database or a service. The debugger runs its code again, with its inputs of then: whatever it gets to before you stop it is written once more."
    width="md"
    onClose={close}
    footer={
      <>
        <Button onClick={close}>Cancel</Button>
        <Button variant="primary" onClick={() => debugNow(place)}>
          Debug
        </Button>
      </>
    }
  />
)

const Installing = () => {
  const lines = useEnvironmentStore((state) => state.lines)
  return (
    <div
      role="log"
      aria-label="What the installation says"
      className="max-h-40 select-text overflow-auto rounded-md border border-subtle bg-canvas p-2 font-mono text-secondary text-xs"
    >
      {lines.slice(-200).map((line) => (
        <div key={line.number} className="whitespace-pre-wrap break-all">
          {line.text}
        </div>
      ))}
    </div>
  )
}

const icons = {
  running: <Spinner size={18} label="Installing" />,
  completed: <CircleCheck size={18} className="text-success" aria-hidden="true" />,
  failed: <CircleX size={18} className="text-failed" aria-hidden="true" />,
  cancelled: <CircleX size={18} className="text-warning" aria-hidden="true" />,
} as const

type FooterProps = { readonly place: AttemptPlace; readonly operationId: string | null; readonly install: () => void }

const Footer = ({ place, operationId, install }: FooterProps) => {
  const state = useEnvironmentStore((store) => store.state)
  if (operationId !== null && state === 'running')
    return <Button onClick={() => void cancelEnvironment(operationId)}>Cancel</Button>
  if (operationId !== null && state === 'completed')
    return (
      <Button variant="primary" data-autofocus onClick={() => debugNow(place)}>
        Debug now
      </Button>
    )
  return (
    <>
      <Button onClick={close}>Not now</Button>
      <Button variant="primary" data-autofocus onClick={install}>
        {operationId === null ? 'Install debugpy' : 'Try again'}
      </Button>
    </>
  )
}

/** The environment has no debugger: offers to install it. */
export const DebuggerMissingDialog = (place: AttemptPlace) => {
  const [operationId, setOperationId] = useState<string | null>(null)
  const state = useEnvironmentStore((store) => store.state)
  const message = useEnvironmentStore((store) => store.message)
  const install = () => void installDebugger().then(setOperationId)
  return (
    <DialogFrame
      title={
        operationId !== null && state === 'completed' ? 'The debugger is installed' : 'The debugger is not installed'
      }
      icon={operationId === null ? <Bug size={20} strokeWidth={1.75} /> : icons[state]}
      description={
        operationId === null
          ? 'Debugging needs the package debugpy in the environment of this project. It can be installed now; nothing else of the environment changes.'
          : (message ?? (state === 'completed' ? 'The block can be debugged now.' : 'Installing debugpy.'))
      }
      width="md"
      onClose={close}
      footer={<Footer place={place} operationId={operationId} install={install} />}
    >
      {operationId === null ? null : <Installing />}
    </DialogFrame>
  )
}
