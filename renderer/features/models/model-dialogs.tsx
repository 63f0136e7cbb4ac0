import { useState } from 'react'
import { modelAliasSchema } from '#shared/model/registry.ts'
import { useRequest } from '../../bridge/queries.ts'
import {
  deleteModel,
  deleteVersion,
  promoteVersion,
  rollBackModel,
  setAlias,
  type VersionPlace,
} from '../../commands/model-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showDialog, useUiStore } from '../../state/ui-store.ts'
import { Button, type ButtonVariant } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { PackageDialog } from './package-dialog.tsx'

const close = () => showDialog(null)

/** Closes the dialog once what it asked for is done; while it is, its button waits. */
const useDoing = () => {
  const [busy, setBusy] = useState(false)
  const perform = async (work: () => Promise<boolean>): Promise<void> => {
    setBusy(true)
    if (await work()) close()
    setBusy(false)
  }
  return { busy, perform }
}

type FooterProps = {
  readonly action: string
  readonly variant?: ButtonVariant
  readonly disabled: boolean
  readonly onAct?: () => void
}

const Footer = ({ action, variant = 'primary', disabled, onAct }: FooterProps) => (
  <>
    <Button onClick={close}>Cancel</Button>
    <Button
      variant={variant}
      disabled={disabled}
      {...(onAct === undefined ? { type: 'submit' as const } : { onClick: onAct })}
    >
      {action}
    </Button>
  </>
)

type ReasonProps = {
  readonly title: string
  readonly description: string
  readonly action: string
  readonly act: (reason: string | null) => Promise<boolean>
}

/** Asks why, since the log is read by others later. */
const ReasonDialog = ({ title, description, action, act }: ReasonProps) => {
  const [reason, setReason] = useState('')
  const { busy, perform } = useDoing()
  return (
    <DialogFrame
      title={title}
      description={description}
      onClose={close}
      onSubmit={() => void perform(() => act(reason.trim() === '' ? null : reason.trim()))}
      footer={<Footer action={action} disabled={busy} />}
    >
      <TextArea label="Reason" value={reason} onChange={setReason} hint="Kept with the change in changes.ndjson." />
    </DialogFrame>
  )
}

const Promote = (place: VersionPlace) => (
  <ReasonDialog
    title={`Promote v${place.version}`}
    description={`v${place.version} becomes the champion of ${place.name}: what pipelines load and an endpoint serves as ${place.name}@champion.`}
    action="Promote"
    act={(reason) => promoteVersion(place, reason)}
  />
)

const RollBack = ({ name }: { readonly name: string }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const changes = useRequest('model.changes', projectId === null ? null : { projectId, name, limit: 200 })
  const former = changes.data?.former ?? null
  return (
    <ReasonDialog
      title={`Roll back ${name}`}
      description={
        former === null
          ? 'No other version has been the champion, so there is nothing to go back to.'
          : `v${former}, the champion before, becomes the champion again.`
      }
      action={former === null ? 'Roll back' : `Roll back to v${former}`}
      act={(reason) => rollBackModel(name, reason)}
    />
  )
}

const aliasProblem = (alias: string): string | null => {
  if (alias === '' || modelAliasSchema.safeParse(alias).success) return null
  return 'Letters, digits, "-" and "_"; neither "latest" nor like "v7".'
}

const Alias = (place: VersionPlace) => {
  const [alias, setText] = useState('challenger')
  const { busy, perform } = useDoing()
  const problem = aliasProblem(alias)
  return (
    <DialogFrame
      title={`Alias for v${place.version}`}
      description="A name that stands for one version and can be moved to another."
      onClose={close}
      onSubmit={() => (problem === null && alias !== '' ? void perform(() => setAlias(place, alias)) : undefined)}
      footer={<Footer action="Set alias" disabled={busy || alias === '' || problem !== null} />}
    >
      <TextField label="Alias" value={alias} onChange={setText} error={problem} />
    </DialogFrame>
  )
}

type DeleteProps = {
  readonly name: string
  readonly version: number | null
  readonly act: () => Promise<boolean>
}

/** Names what would miss it before it goes. */
const Delete = ({ name, version, act }: DeleteProps) => {
  const projectId = useProjectStore((state) => state.projectId)
  const uses = useRequest('model.uses', projectId === null ? null : { projectId, name, version })
  const { busy, perform } = useDoing()
  const what = version === null ? name : `v${version} of ${name}`
  const isServed = uses.data?.some(({ kind }) => kind === 'running-endpoint') ?? false
  return (
    <DialogFrame
      title={`Delete ${what}?`}
      description={
        version === null
          ? 'The model goes to the trash with all its versions, its card and its log.'
          : 'Its files go to the trash. Its number is not given again.'
      }
      onClose={close}
      footer={
        <Footer
          action="Delete"
          variant="danger"
          disabled={busy || uses.data === undefined || isServed}
          onAct={() => void perform(act)}
        />
      }
    >
      {uses.data === undefined || uses.data.length === 0 ? null : (
        <div className="text-secondary text-sm">
          <p className="mt-0 mb-1">{isServed ? 'It cannot be deleted while it is served. Used by' : 'Still used by'}</p>
          <ul className="m-0 list-disc pl-5">
            {uses.data.map((use) => (
              <li key={use.what} className="break-words">
                {use.what}
              </li>
            ))}
          </ul>
        </div>
      )}
    </DialogFrame>
  )
}

/** The dialogs about models, for the open one of the ui store. */
export const ModelDialogs = () => {
  const dialog = useUiStore((state) => state.dialog)
  switch (dialog?.kind) {
    case 'promote-version':
      return <Promote name={dialog.name} version={dialog.version} />
    case 'set-alias':
      return <Alias name={dialog.name} version={dialog.version} />
    case 'delete-version': {
      const place = { name: dialog.name, version: dialog.version }
      return <Delete {...place} act={() => deleteVersion(place)} />
    }
    case 'package-version':
      return <PackageDialog name={dialog.name} version={dialog.version} />
    case 'roll-back-model':
      return <RollBack name={dialog.name} />
    case 'delete-model': {
      const { name } = dialog
      return <Delete name={name} version={null} act={() => deleteModel(name)} />
    }
    default:
      return null
  }
}
