import { useState } from 'react'
import type { WantedRoute } from '#shared/model/endpoint.ts'
import { useRequest } from '../../bridge/queries.ts'
import { serveModel } from '../../commands/endpoint-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { Field, NumberField, TextField } from '../../ui/field.tsx'
import { Select, type SelectOption } from '../../ui/select.tsx'
import { type Deployment, deploymentRoutes, type How, type Served } from './deployment.ts'
import { useEndpoint } from './use-endpoint.ts'

const ways: readonly { readonly how: How; readonly label: string; readonly text: string }[] = [
  { how: 'full', label: 'All requests', text: 'It takes over once its workers are ready; no request fails.' },
  { how: 'canary', label: 'A share of the requests', text: 'The rest stays with what serves now.' },
  {
    how: 'shadow',
    label: 'Shadow',
    text: 'It gets a copy of every request. Its answers are recorded, nobody gets them.',
  },
]

const close = () => showDialog(null)

const Ways = ({ value, onChange }: { readonly value: How; readonly onChange: (how: How) => void }) => (
  <fieldset className="m-0 flex flex-col gap-1 border-0 p-0">
    <legend className="sr-only">Which requests</legend>
    {ways.map(({ how, label, text }) => (
      <label key={how} className="flex cursor-pointer gap-2 rounded-md p-1.5 hover:bg-hover">
        <input type="radio" name="how" checked={value === how} onChange={() => onChange(how)} />
        <span>
          <span className="font-medium text-primary">{label}</span>
          <span className="block text-muted text-xs">{text}</span>
        </span>
      </label>
    ))}
  </fieldset>
)

/** Aliases first: an endpoint asked for by one follows it. */
const useVersions = (name: string) => {
  const projectId = useProjectStore((state) => state.projectId)
  const data = useRequest('model.get', projectId === null ? null : { projectId, name }).data
  const set = data?.model.aliases ?? {}
  const aliases = Object.entries(set).map(([alias, version]) => ({
    value: `@${alias}`,
    label: alias,
    hint: `v${version}, follows it`,
  }))
  const versions = (data?.versions ?? []).map(({ version, hasFiles }) => ({
    value: `${version}`,
    label: `v${version}`,
    ...(hasFiles ? {} : { hint: 'no files here' }),
  }))
  const options: readonly SelectOption<string>[] = [...versions, ...aliases]
  return { options, aliases: set }
}

const versionOf = (value: string): WantedRoute['version'] => (value.startsWith('@') ? value.slice(1) : Number(value))

const useDeployment = (served: Served, first: string) => {
  const [chosen, setChosen] = useState<string | null>(null)
  const [how, setHow] = useState<How>('full')
  const [share, setShare] = useState<number | null>(10)
  const value = chosen ?? first
  const deployment: Deployment = { version: versionOf(value), how, share: share ?? 0 }
  return {
    value,
    setChosen,
    how,
    setHow,
    share,
    setShare,
    routes: deploymentRoutes(deployment, served),
  }
}

/** Asks which version takes which requests. */
export const DeployDialog = ({ name }: { readonly name: string }) => {
  const status = useEndpoint(name)
  const { options, aliases } = useVersions(name)
  const served = status?.versions.filter(({ state }) => state === 'ready').map(({ version }) => `${version}`) ?? []
  const first = options.find(({ value }) => !served.includes(value))?.value ?? options[0]?.value ?? ''
  const form = useDeployment({ versions: status?.versions ?? [], aliases }, first)
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const deploy = async (): Promise<void> => {
    setBusy(true)
    if (await serveModel(name, form.routes, reason.trim() === '' ? null : reason.trim())) close()
    setBusy(false)
  }
  const isWrong =
    form.value === '' || (form.how === 'canary' && (form.share === null || form.share < 1 || form.share > 99))
  return (
    <DialogFrame
      title={`Deploy a version of ${name}`}
      description="What serves now goes on until the other is ready."
      width="md"
      onClose={close}
      onSubmit={() => (isWrong || busy ? undefined : void deploy())}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={isWrong || busy}>
            {busy ? 'Loading the model…' : 'Deploy'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Field label="Version">
          {() => (
            <Select label="Version" value={form.value} options={options} onChange={form.setChosen} className="w-44" />
          )}
        </Field>
        <Ways value={form.how} onChange={form.setHow} />
        {form.how === 'canary' ? (
          <NumberField
            label="Share"
            value={form.share}
            onChange={form.setShare}
            min={1}
            max={99}
            unit="% of the requests"
          />
        ) : null}
        <TextField label="Reason" value={reason} onChange={setReason} hint="Kept with the change in changes.ndjson." />
      </div>
    </DialogFrame>
  )
}
