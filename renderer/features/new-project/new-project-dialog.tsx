import { useState } from 'react'
import type { ProjectTemplate } from '#shared/model/project.ts'
import { chooseFolder, createProject } from '../../commands/project-opening.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { DialogFrame } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { projectNameProblem, projectPath } from './project-name.ts'

type TemplatesProps = {
  readonly templates: readonly ProjectTemplate[]
  readonly chosen: string
  readonly onChoose: (id: string) => void
}

const Templates = ({ templates, chosen, onChoose }: TemplatesProps) => (
  <fieldset className="m-0 flex flex-col gap-1.5 border-0 p-0">
    <legend className="pb-1 font-medium text-secondary text-sm">Start with</legend>
    {templates.map((template) => (
      <label
        key={template.id}
        className={classNames(
          'flex cursor-pointer items-start gap-2.5 rounded-md border px-3 py-2 hover:bg-hover',
          template.id === chosen ? 'border-accent bg-accent-soft' : 'border-subtle',
        )}
      >
        <input
          type="radio"
          name="template"
          className="mt-1 accent-(--accent)"
          checked={template.id === chosen}
          onChange={() => onChoose(template.id)}
        />
        <span className="min-w-0">
          <span className="block font-medium text-primary text-sm">{template.name}</span>
          <span className="block text-secondary text-sm">{template.description}</span>
        </span>
      </label>
    ))}
  </fieldset>
)

/** Name, place and template of a new project. */
export const NewProjectDialog = () => {
  const start = useProjectStore((state) => state.start)
  const templates = start?.templates ?? []
  const [name, setName] = useState('')
  const [touched, setTouched] = useState(false)
  const [parent, setParent] = useState(start?.homeFolder ?? '')
  const [templateId, setTemplateId] = useState(templates[0]?.id ?? '')
  const [refused, setRefused] = useState<string | null>(null)
  const [working, setWorking] = useState(false)
  const wrong = projectNameProblem(name)
  const close = () => showDialog(null)
  const create = async () => {
    setTouched(true)
    if (wrong !== null || parent === '' || working) return
    setWorking(true)
    setRefused(await createProject({ name: name.trim(), parent, templateId }))
    setWorking(false)
  }
  const browse = async () => {
    const chosen = await chooseFolder('Where to make the project')
    if (chosen !== null) setParent(chosen)
  }
  return (
    <DialogFrame
      title="New project"
      width="md"
      onClose={close}
      onSubmit={() => void create()}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={working || (touched && wrong !== null)}>
            Create project
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <TextField
          label="Name"
          value={name}
          data-autofocus
          placeholder="churn-project"
          error={refused ?? (touched ? wrong : null)}
          hint={name.trim() === '' || parent === '' ? undefined : `Will be made at ${projectPath(parent, name)}`}
          onChange={(value) => {
            setName(value)
            setTouched(true)
            setRefused(null)
          }}
        />
        <TextField
          label="Place"
          value={parent}
          onChange={setParent}
          error={parent === '' ? 'Choose the folder in which the project is made.' : null}
          trailing={<Button onClick={() => void browse()}>Browse…</Button>}
        />
        <Templates templates={templates} chosen={templateId} onChoose={setTemplateId} />
      </div>
    </DialogFrame>
  )
}
