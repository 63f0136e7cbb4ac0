import { Plug } from 'lucide-react'
import { useState } from 'react'
import { connectNotebook } from '../../commands/experiment-commands.ts'
import { Button } from '../../ui/button.tsx'
import { Popover } from '../../ui/popover.tsx'

/** The lines that let MLflow's client in a notebook or a terminal log into this project. */
export const ConnectNotebook = () => {
  const [lines, setLines] = useState<string | null>(null)
  const open = async (isOpen: boolean) => setLines(isOpen ? await connectNotebook() : null)
  return (
    <Popover
      label="Connect a notebook"
      open={lines !== null}
      onOpenChange={(isOpen) => void open(isOpen)}
      trigger={<Button icon={<Plug size={13} />}>Connect a notebook</Button>}
    >
      <div className="p-3">
        <p className="m-0 text-secondary text-sm">
          Copied. Run these lines before the notebook or script starts; MLflow's own client then logs here while this
          project is open.
        </p>
        <pre className="mt-2 mb-0 select-text overflow-x-auto rounded-md border border-subtle bg-panel p-2 font-mono text-primary text-xs">
          {lines}
        </pre>
      </div>
    </Popover>
  )
}
