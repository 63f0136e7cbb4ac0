import { CircleAlert } from 'lucide-react'
import type { AppError } from '#shared/result.ts'
import { copyToClipboard } from '../../commands/project-commands.ts'
import { runCommand } from '../../commands/registry.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'

/** The button that mends a failure of a kind, where there is one. */
const remedies: Readonly<Partial<Record<AppError['code'], { readonly label: string; readonly command: string }>>> = {
  'not-trusted': { label: 'Trust this project…', command: 'project.trust' },
  'environment-missing': { label: 'Choose interpreter…', command: 'environment.choose' },
  'requirements-missing': { label: 'Install into .venv', command: 'environment.create' },
  'not-a-project': { label: 'New project…', command: 'project.create' },
  'run-active': { label: 'Show runs', command: 'view.runs' },
}

/** A request failed in a way the command did not handle: what was expected, what came, what to do. */
export const ErrorDialog = ({ title, error }: { readonly title: string; readonly error: AppError }) => {
  const remedy = remedies[error.code]
  const close = () => showDialog(null)
  return (
    <DialogFrame
      title={title}
      icon={<CircleAlert size={20} strokeWidth={1.75} className="text-failed" />}
      description={<span className="whitespace-pre-wrap break-words">{error.message}</span>}
      width="md"
      onClose={close}
      footer={
        <>
          <Button
            variant="ghost"
            className="mr-auto"
            onClick={() => void copyToClipboard(`${title}\n${error.message}\n(${error.code})`)}
          >
            Copy
          </Button>
          {remedy === undefined ? null : (
            <Button
              onClick={() => {
                close()
                void runCommand(remedy.command)
              }}
            >
              {remedy.label}
            </Button>
          )}
          <Button variant="primary" data-autofocus onClick={close}>
            Close
          </Button>
        </>
      }
    />
  )
}
