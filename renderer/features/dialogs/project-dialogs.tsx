import { Folder, FolderPlus } from 'lucide-react'
import { adoptFolder, openFolder } from '../../commands/project-opening.ts'
import { type Dialog, showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { formatPlural } from '../../ui/format.ts'

const close = () => showDialog(null)

type ChooseProps = Omit<Extract<Dialog, { kind: 'choose-project' }>, 'kind'>

/** A folder holds several projects: which one? */
export const ChooseProjectDialog = ({ path, projects }: ChooseProps) => (
  <DialogFrame
    title="Which project?"
    description={`${path} holds ${formatPlural(projects.length, 'project')}.`}
    width="md"
    onClose={close}
  >
    <ul className="m-0 list-none p-0 pb-2">
      {projects.map((project, index) => (
        <li key={project.path}>
          <button
            type="button"
            {...(index === 0 ? { 'data-autofocus': true } : {})}
            className="flex w-full items-center gap-3 rounded-md px-2 py-1.5 text-left hover:bg-hover"
            onClick={() => {
              close()
              void openFolder(project.path)
            }}
          >
            <Folder size={15} strokeWidth={1.5} className="shrink-0 text-muted" aria-hidden="true" />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium text-primary text-sm">{project.name}</span>
              <span className="block truncate text-muted text-xs">{project.path}</span>
            </span>
            <span className="shrink-0 text-muted text-sm">{formatPlural(project.pipelines, 'pipeline')}</span>
          </button>
        </li>
      ))}
    </ul>
  </DialogFrame>
)

type AdoptProps = Omit<Extract<Dialog, { kind: 'adopt-folder' }>, 'kind'>

/** A folder is no project yet: make it one? */
export const AdoptFolderDialog = ({ path, pythonFiles, missing }: AdoptProps) => (
  <DialogFrame
    title="Make this folder a project?"
    icon={<FolderPlus size={20} strokeWidth={1.75} />}
    description={
      <>
        <span className="break-all font-mono text-primary text-sm">{path}</span> is not a project yet. Nothing that is
        there is changed.
      </>
    }
    width="md"
    onClose={close}
    footer={
      <>
        <Button onClick={close}>Cancel</Button>
        <Button variant="primary" data-autofocus onClick={() => void adoptFolder(path)}>
          Make it a project
        </Button>
      </>
    }
  >
    <div className="flex flex-col gap-2 text-secondary text-sm">
      {pythonFiles > 0 && (
        <p className="m-0">{formatPlural(pythonFiles, 'Python file')} in it can become blocks of a pipeline.</p>
      )}
      {missing.length > 0 && (
        <>
          <p className="m-0">These are added:</p>
          <ul className="m-0 list-none rounded-md bg-hover px-3 py-1.5 font-mono text-primary">
            {missing.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  </DialogFrame>
)
