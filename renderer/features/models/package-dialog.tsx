import { useState } from 'react'
import type { PackageForm } from '#shared/model/registry.ts'
import { chooseFolder, packageVersion, type VersionPlace } from '../../commands/model-commands.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'

const forms: readonly { readonly form: PackageForm; readonly label: string; readonly text: string }[] = [
  {
    form: 'fastapi',
    label: 'FastAPI project',
    text: 'A small server with locked requirements, a start script and a test.',
  },
  { form: 'docker', label: 'Docker image', text: 'The same with a Dockerfile and a compose file.' },
  {
    form: 'mlflow',
    label: 'MLflow model folder',
    text: 'For mlflow models serve and every tool that reads MLflow models.',
  },
  { form: 'onnx', label: 'ONNX file', text: 'For other languages. scikit-learn models, where skl2onnx is installed.' },
]

type Done = { readonly directory: string; readonly start: string; readonly test: string }

const close = () => showDialog(null)

const Choice = ({
  value,
  onChange,
}: {
  readonly value: PackageForm
  readonly onChange: (form: PackageForm) => void
}) => (
  <fieldset className="m-0 flex flex-col gap-1 border-0 p-0">
    <legend className="sr-only">Form</legend>
    {forms.map(({ form, label, text }) => (
      <label key={form} className="flex cursor-pointer gap-2 rounded-md p-1.5 hover:bg-hover">
        <input
          type="radio"
          name="form"
          className="accent-accent"
          checked={value === form}
          onChange={() => onChange(form)}
        />
        <span>
          <span className="font-medium text-primary">{label}</span>
          <span className="block text-muted text-xs">{text}</span>
        </span>
      </label>
    ))}
  </fieldset>
)

const Written = ({ done }: { readonly done: Done }) => (
  <dl className="m-0 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 text-sm">
    {[
      ['Folder', done.directory],
      ['Start', done.start],
      ['Test', done.test],
    ].map(([name, text]) => (
      <div key={name} className="contents">
        <dt className="text-muted">{name}</dt>
        <dd className="m-0 select-text break-words font-mono text-primary text-xs">{text}</dd>
      </div>
    ))}
  </dl>
)

/** Asks for the form and the folder, and says how what was written is started and tested. */
export const PackageDialog = ({ name, version }: VersionPlace) => {
  const [form, setForm] = useState<PackageForm>('fastapi')
  const [folder, setFolder] = useState('')
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState<Done | null>(null)
  const choose = async () => setFolder((await chooseFolder()) ?? folder)
  const write = async () => {
    setBusy(true)
    setDone(await packageVersion({ name, version }, form, folder))
    setBusy(false)
  }
  return (
    <DialogFrame
      title={`Package v${version} of ${name}`}
      description="A folder that runs without Pipewright, with a test that proves equal predictions."
      width="md"
      onClose={close}
      footer={
        done === null ? (
          <>
            <Button onClick={close}>Cancel</Button>
            <Button variant="primary" disabled={busy || folder === ''} onClick={() => void write()}>
              {busy ? 'Writing…' : 'Write'}
            </Button>
          </>
        ) : (
          <Button variant="primary" onClick={close}>
            Done
          </Button>
        )
      }
    >
      {done === null ? (
        <div className="flex flex-col gap-3">
          <Choice value={form} onChange={setForm} />
          <TextField
            label="Into the folder"
            value={folder}
            onChange={setFolder}
            hint={`A new folder ${name}-${version}-${form} is made in it.`}
            trailing={<Button onClick={() => void choose()}>Choose…</Button>}
          />
        </div>
      ) : (
        <Written done={done} />
      )}
    </DialogFrame>
  )
}
