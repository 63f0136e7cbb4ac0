import { useState } from 'react'
import { useRequest } from '../../bridge/queries.ts'
import { createEntry, deleteEntry, renameEntry } from '../../commands/file-entries.ts'
import { dirtyPaths } from '../../state/editor-store.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { type Dialog, showDialog, useUiStore } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { formatPlural } from '../../ui/format.ts'
import { joined, wrongName } from './file-names.ts'
import { folderOf, nameOf } from './tree-rows.ts'
import { revealEntry } from './tree-store.ts'

const close = (): void => {
  // The answer may have opened another dialog, such as an error.
  const kind = useUiStore.getState().dialog?.kind
  if (kind === 'new-file' || kind === 'rename-file' || kind === 'delete-file') showDialog(null)
}

type NameDialogProps = {
  readonly title: string
  readonly verb: string
  readonly start: string
  readonly hint: string
  /** @returns what is wrong, or null */
  readonly onDone: (name: string) => Promise<string | null>
}

const NameDialog = ({ title, verb, start, hint, onDone }: NameDialogProps) => {
  const [name, setName] = useState(start)
  const [refused, setRefused] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const wrong = wrongName(name)
  const submit = async () => {
    if (wrong !== null || isBusy) return
    setBusy(true)
    const answer = await onDone(name.trim())
    setBusy(false)
    if (answer === null) close()
    else setRefused(answer)
  }
  return (
    <DialogFrame
      title={title}
      onClose={close}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button variant="ghost" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" disabled={wrong !== null || isBusy}>
            {verb}
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        value={name}
        data-autofocus
        hint={hint}
        error={refused ?? (name === '' ? null : wrong)}
        onChange={(value) => {
          setName(value)
          setRefused(null)
        }}
      />
    </DialogFrame>
  )
}

const NewFile = ({ folder, entry }: Extract<Dialog, { kind: 'new-file' }>) => (
  <NameDialog
    title={entry === 'file' ? 'New file' : 'New folder'}
    verb="Create"
    start=""
    hint={`In ${folder === '' ? 'the project folder' : folder}. A slash makes folders: utils/dates.py.`}
    onDone={async (name) => {
      const wrong = await createEntry(joined(folder, name), entry)
      if (wrong === null) revealEntry(joined(folder, name))
      return wrong
    }}
  />
)

const RenameFile = ({ path }: { readonly path: string }) => (
  <NameDialog
    title={`Rename ${nameOf(path)}`}
    verb="Rename"
    start={nameOf(path)}
    hint={`In ${folderOf(path) === '' ? 'the project folder' : folderOf(path)}. Open tabs and blocks follow.`}
    onDone={(name) => renameEntry(path, joined(folderOf(path), name))}
  />
)

const useUsers = (path: string): readonly string[] => {
  const projectId = useProjectStore((state) => state.projectId)
  const files = useRequest('block.files', projectId === null ? null : { projectId }).data ?? []
  const inside = files.filter(({ file }) => file === path || file.startsWith(`${path}/`))
  return [...new Set(inside.flatMap(({ pipelines }) => pipelines))]
}

const DeleteFile = ({ path }: { readonly path: string }) => {
  const [isBusy, setBusy] = useState(false)
  const users = useUsers(path)
  const unsaved = dirtyPaths().filter((dirty) => dirty === path || dirty.startsWith(`${path}/`)).length
  const remove = async () => {
    setBusy(true)
    await deleteEntry(path)
    close()
  }
  return (
    <DialogFrame
      title={`Delete ${nameOf(path)}?`}
      description={`${path} goes to the system’s trash.`}
      onClose={close}
      onSubmit={() => void remove()}
      footer={
        <>
          <Button variant="ghost" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" variant="danger" data-autofocus disabled={isBusy}>
            Delete
          </Button>
        </>
      }
    >
      {users.length === 0 ? null : (
        <p className="m-0 text-warning">
          It also leaves {formatPlural(users.length, 'pipeline')} as a block: {users.join(', ')}.
        </p>
      )}
      {unsaved === 0 ? null : (
        <p className="m-0 text-warning">Unsaved text in {formatPlural(unsaved, 'open file')} is lost.</p>
      )}
    </DialogFrame>
  )
}

/** Dialogs about files: new, rename, delete. */
export const FileDialogs = () => {
  const dialog = useUiStore((state) => state.dialog)
  switch (dialog?.kind) {
    case 'new-file':
      return <NewFile {...dialog} />
    case 'rename-file':
      return <RenameFile path={dialog.path} />
    case 'delete-file':
      return <DeleteFile path={dialog.path} />
    default:
      return null
  }
}
