import { Settings2 } from 'lucide-react'
import { useState } from 'react'
import { serveModel, stopServing } from '../../commands/endpoint-commands.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { useEndpoint } from './use-endpoint.ts'

/** Serve, deploy another version, stop, settings: right of the buttons of the model page. */
export const EndpointActions = ({ modelName }: { readonly modelName: string }) => {
  const status = useEndpoint(modelName)
  const [busy, setBusy] = useState(false)
  const perform = async (work: Promise<unknown>): Promise<void> => {
    setBusy(true)
    await work
    setBusy(false)
  }
  if (status === undefined) return null
  const isStarting = status.state === 'starting'
  return (
    <>
      {status.state === 'serving' ? (
        <>
          <Button disabled={busy} onClick={() => void perform(stopServing(modelName))}>
            Stop
          </Button>
          <Button
            variant="primary"
            disabled={busy}
            onClick={() => showDialog({ kind: 'deploy-model', name: modelName })}
          >
            Deploy…
          </Button>
        </>
      ) : (
        <Button
          variant="primary"
          disabled={busy || isStarting}
          title="Serve the champion, else the newest version, or what the settings say"
          onClick={() => void perform(serveModel(modelName, null))}
        >
          {busy || isStarting ? 'Starting…' : 'Serve'}
        </Button>
      )}
      <IconButton label="Endpoint settings" onClick={() => showDialog({ kind: 'endpoint-settings', name: modelName })}>
        <Settings2 size={15} />
      </IconButton>
    </>
  )
}
