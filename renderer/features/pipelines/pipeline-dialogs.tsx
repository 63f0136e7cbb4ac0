import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { uniqueName } from '#shared/graph/clean-name.ts'
import type { PipelineSummary } from '#shared/model/project.ts'
import { useProject } from '../../bridge/queries/project.ts'
import { renameBlock } from '../../commands/block-linking.ts'
import {
  clonePipeline,
  createPipeline,
  deletePipeline,
  renamePipeline,
  setPipelineProperties,
} from '../../commands/pipeline-commands.ts'
import { showDialog, useUiStore } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { formatPlural } from '../../ui/format.ts'
import { NameDialog } from './name-dialog.tsx'
import { describeTags, nameProblem, readTags } from './pipeline-names.ts'

/** Closes the dialog that asked, but not the error that took its place. */
const closeIf = (done: boolean): void => {
  if (done) showDialog(null)
}
const close = (): void => showDialog(null)

type PipelineProps = { readonly pipeline: PipelineSummary; readonly others: readonly PipelineSummary[] }

const NewPipeline = ({ pipelines }: { readonly pipelines: readonly PipelineSummary[] }) => {
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [tags, setTags] = useState('')
  const [busy, setBusy] = useState(false)
  const problem = nameProblem(name, pipelines)
  const create = async (): Promise<void> => {
    if (problem !== null || busy) return
    setBusy(true)
    const text = description.trim()
    closeIf(await createPipeline({ name: name.trim(), description: text === '' ? null : text, tags: readTags(tags) }))
    setBusy(false)
  }
  return (
    <DialogFrame
      title="New pipeline"
      onClose={close}
      onSubmit={() => void create()}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={problem !== null || busy}>
            Create
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          data-autofocus
          placeholder="train_model"
          error={name.trim() === '' ? null : problem}
        />
        <TextArea label="Description" value={description} onChange={setDescription} rows={2} />
        <TextField label="Tags" value={tags} onChange={setTags} placeholder="daily, churn" hint="Separated by commas" />
      </div>
    </DialogFrame>
  )
}

const Properties = ({ pipeline }: PipelineProps) => {
  const [description, setDescription] = useState(pipeline.description ?? '')
  const [tags, setTags] = useState(describeTags(pipeline.tags))
  const [busy, setBusy] = useState(false)
  const save = async (): Promise<void> => {
    setBusy(true)
    const text = description.trim()
    closeIf(
      await setPipelineProperties(pipeline.uuid, { description: text === '' ? null : text, tags: readTags(tags) }),
    )
    setBusy(false)
  }
  return (
    <DialogFrame
      title={`Properties of ${pipeline.name}`}
      description={`${formatPlural(pipeline.blockCount, 'block')}, ${formatPlural(pipeline.triggerCount, 'trigger')}, ${formatPlural(pipeline.runCount, 'run')}`}
      onClose={close}
      onSubmit={() => void save()}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy}>
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextArea label="Description" value={description} onChange={setDescription} data-autofocus />
        <TextField label="Tags" value={tags} onChange={setTags} hint="Separated by commas" />
      </div>
    </DialogFrame>
  )
}

const Delete = ({ pipeline }: PipelineProps) => {
  const [busy, setBusy] = useState(false)
  const remove = async (): Promise<void> => {
    setBusy(true)
    closeIf(await deletePipeline(pipeline.uuid))
    setBusy(false)
  }
  const triggers = pipeline.triggerCount === 0 ? '' : ` and its ${formatPlural(pipeline.triggerCount, 'trigger')}`
  return (
    <DialogFrame
      title={`Delete ${pipeline.name}?`}
      icon={<Trash2 size={16} />}
      description={`The pipeline${triggers} goes to the trash. The code files of its blocks stay in the project.`}
      onClose={close}
      footer={
        <>
          <Button data-autofocus onClick={close}>
            Cancel
          </Button>
          <Button variant="danger" disabled={busy} onClick={() => void remove()}>
            Delete
          </Button>
        </>
      }
    />
  )
}

const Rename = ({ pipeline, others }: PipelineProps) => (
  <NameDialog
    title={`Rename ${pipeline.name}`}
    description="Its folder and its triggers move along."
    name={pipeline.name}
    action="Rename"
    problemOf={(name) => nameProblem(name, others)}
    onDone={async (name) => closeIf(name === pipeline.name || (await renamePipeline(pipeline.uuid, name)))}
  />
)

const Clone = ({ pipeline, others }: PipelineProps) => {
  const taken = new Set([pipeline, ...others].flatMap(({ uuid, name }) => [uuid, name]))
  return (
    <NameDialog
      title={`Clone ${pipeline.name}`}
      description="The copy uses the same block files; a change of code shows in both."
      name={uniqueName(`${pipeline.name}_copy`, (candidate) => taken.has(candidate))}
      action="Clone"
      problemOf={(name) => nameProblem(name, [pipeline, ...others])}
      onDone={async (name) => closeIf(await clonePipeline(pipeline.uuid, name))}
    />
  )
}

const RenameBlock = ({ uuid }: { readonly uuid: string }) => (
  <NameDialog
    title={`Rename ${uuid}`}
    description="Its file is renamed, and every pipeline that uses it follows."
    name={uuid}
    action="Rename"
    problemOf={(name) => (name.trim() === '' ? 'A block needs a name.' : null)}
    onDone={async (name) => {
      close()
      await renameBlock(uuid, name)
    }}
  />
)

const dialogs = {
  'rename-pipeline': Rename,
  'clone-pipeline': Clone,
  'delete-pipeline': Delete,
  'pipeline-properties': Properties,
} as const

/** The dialogs about pipelines, for the open one of the ui store. */
export const PipelineDialogs = () => {
  const dialog = useUiStore((state) => state.dialog)
  const pipelines = useProject()?.pipelines ?? []
  if (dialog === null) return null
  switch (dialog.kind) {
    case 'new-pipeline':
      return <NewPipeline pipelines={pipelines} />
    case 'rename-block':
      return <RenameBlock uuid={dialog.blockUuid} />
    case 'rename-pipeline':
    case 'clone-pipeline':
    case 'delete-pipeline':
    case 'pipeline-properties': {
      const pipeline = pipelines.find((candidate) => candidate.uuid === dialog.pipelineUuid)
      const Dialog = dialogs[dialog.kind]
      if (pipeline === undefined) return null
      return <Dialog pipeline={pipeline} others={pipelines.filter((candidate) => candidate !== pipeline)} />
    }
    default:
      return null
  }
}
