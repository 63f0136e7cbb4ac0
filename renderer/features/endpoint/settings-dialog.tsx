import { useState } from 'react'
import type { EndpointSettings } from '#shared/model/endpoint.ts'
import { configureEndpoint } from '../../commands/endpoint-commands.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { SkeletonLines } from '../../ui/feedback.tsx'
import { RecordingFields, RequestFields, ServerFields } from './settings-fields.tsx'
import { useEndpoint } from './use-endpoint.ts'

const close = () => showDialog(null)

const Form = ({ name, settings: first }: { readonly name: string; readonly settings: EndpointSettings }) => {
  const [settings, setSettings] = useState(first)
  const [busy, setBusy] = useState(false)
  const change = (changes: Partial<EndpointSettings>) => setSettings({ ...settings, ...changes })
  const save = async (): Promise<void> => {
    setBusy(true)
    if (await configureEndpoint(name, settings)) close()
    setBusy(false)
  }
  const fields = { settings, change }
  return (
    <DialogFrame
      title={`Endpoint of ${name}`}
      description={`Kept in models/${name}/endpoint.yaml. An endpoint that runs takes it over without a failed request.`}
      width="md"
      onClose={close}
      onSubmit={() => void save()}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy}>
            {busy ? 'Saving…' : 'Save'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <ServerFields {...fields} />
        <RequestFields {...fields} />
        <RecordingFields {...fields} />
      </div>
    </DialogFrame>
  )
}

/** How a model is served: address, workers, limits, what is recorded. */
export const EndpointSettingsDialog = ({ name }: { readonly name: string }) => {
  const status = useEndpoint(name)
  if (status !== undefined) return <Form name={name} settings={status.settings} />
  return (
    <DialogFrame title={`Endpoint of ${name}`} onClose={close}>
      <SkeletonLines />
    </DialogFrame>
  )
}
