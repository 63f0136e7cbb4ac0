import { CircleCheck, CircleX } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { cancelEnvironment, createEnvironment } from '../../commands/environment-commands.ts'
import { continueWaitingRun } from '../../commands/run-commands.ts'
import { useEnvironmentStore } from '../../state/environment-store.ts'
import { useRunRequestStore } from '../../state/run-request-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { Spinner } from '../../ui/feedback.tsx'

const titles = {
  running: 'Making the environment',
  completed: 'The environment is ready',
  failed: 'The environment could not be made',
  cancelled: 'Cancelled',
} as const

const icons = {
  running: <Spinner size={18} label="Installing" />,
  completed: <CircleCheck size={18} className="text-success" aria-hidden="true" />,
  failed: <CircleX size={18} className="text-failed" aria-hidden="true" />,
  cancelled: <CircleX size={18} className="text-warning" aria-hidden="true" />,
} as const

/** Lines as they come; follows the end unless the reader scrolled up. */
const Lines = () => {
  const lines = useEnvironmentStore((state) => state.lines)
  const box = useRef<HTMLDivElement>(null)
  const follows = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new line moves the end
  useEffect(() => {
    if (follows.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight
  }, [lines])
  return (
    <div
      ref={box}
      role="log"
      aria-label="What the installation says"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
      tabIndex={0}
      className="h-64 select-text overflow-auto rounded-md border border-subtle bg-canvas p-2 font-mono text-secondary text-xs"
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget
        follows.current = scrollHeight - scrollTop - clientHeight < 24
      }}
    >
      {lines.map((line) => (
        <div key={line.number} className="whitespace-pre-wrap break-all">
          {line.text}
        </div>
      ))}
    </div>
  )
}

const Footer = ({ operationId }: { readonly operationId: string }) => {
  const state = useEnvironmentStore((store) => store.state)
  const waits = useRunRequestStore((store) => store.waiting !== null)
  const [cancelling, setCancelling] = useState(false)
  const close = () => showDialog(null)
  if (state === 'running') {
    const cancel = () => {
      setCancelling(true)
      void cancelEnvironment(operationId)
    }
    return (
      <>
        <Button disabled={cancelling} onClick={cancel}>
          {cancelling ? 'Cancelling…' : 'Cancel'}
        </Button>
        <Button variant="primary" onClick={close}>
          Go on in the background
        </Button>
      </>
    )
  }
  if (state === 'completed') {
    const go = () => {
      close()
      if (waits) void continueWaitingRun(false)
    }
    return (
      <Button variant="primary" onClick={go}>
        {waits ? 'Run now' : 'Close'}
      </Button>
    )
  }
  return (
    <>
      <Button onClick={close}>Close</Button>
      <Button variant="primary" onClick={() => void createEnvironment()}>
        Try again
      </Button>
    </>
  )
}

/** Live progress of making `.venv` and installing requirements. */
export const CreateEnvironmentDialog = ({ operationId }: { readonly operationId: string }) => {
  const state = useEnvironmentStore((store) => store.state)
  const message = useEnvironmentStore((store) => store.message)
  return (
    <DialogFrame
      title={titles[state]}
      icon={icons[state]}
      description={message ?? 'Makes .venv in the project folder and installs requirements.txt into it.'}
      width="lg"
      onClose={() => showDialog(null)}
      footer={<Footer operationId={operationId} />}
    >
      <Lines />
    </DialogFrame>
  )
}
