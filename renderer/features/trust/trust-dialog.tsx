import { ShieldCheck } from 'lucide-react'
import { useProject } from '../../bridge/queries/project.ts'
import { trustProject } from '../../commands/project-commands.ts'
import { type Dialog, showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'

type Next = Extract<Dialog, { kind: 'trust' }>['next']

const words = (next: Next): string => {
  switch (next) {
    case 'run':
      return 'Trust and run'
    case 'environment':
      return 'Trust and install'
    default:
      return 'Trust'
  }
}

/** Says what trust means, before anything of the folder is run. */
export const TrustDialog = ({ next }: { readonly next: Next }) => {
  const project = useProject()
  const close = () => showDialog(null)
  return (
    <DialogFrame
      title={`Do you trust ${project?.name ?? 'this project'}?`}
      icon={<ShieldCheck size={20} strokeWidth={1.75} />}
      description={
        <>
          Running a pipeline runs the code in this folder with your rights: it can read and change your files and use
          the network.
        </>
      }
      width="md"
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Not now</Button>
          <Button variant="primary" data-autofocus onClick={() => void trustProject(next)}>
            {words(next)}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2 text-secondary text-sm">
        <div className="select-text break-all rounded-md bg-hover px-2 py-1 font-mono text-primary">
          {project?.path}
        </div>
        <p className="m-0">
          Until you trust it nothing is run, not even its Python interpreter; you can read and edit everything.
          Pipewright remembers your answer for this folder.
        </p>
      </div>
    </DialogFrame>
  )
}
