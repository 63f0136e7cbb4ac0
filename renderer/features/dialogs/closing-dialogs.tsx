import { discardUnsaved, leaveWithUnsaved } from '../../commands/project-commands.ts'
import { closeWindow, saveAndCloseWindow } from '../../commands/window-closing.ts'
import { type Dialog, showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { formatPlural } from '../../ui/format.ts'

const close = () => showDialog(null)

const Unsaved = ({ paths }: { readonly paths: readonly string[] }) =>
  paths.length === 0 ? null : (
    <ul className="m-0 max-h-48 list-none overflow-y-auto rounded-md bg-hover px-3 py-1.5 font-mono text-primary text-sm">
      {paths.map((path) => (
        <li key={path} className="truncate">
          {path}
        </li>
      ))}
    </ul>
  )

const discardAndClose = async (cancelRuns: boolean) => {
  await discardUnsaved()
  await closeWindow(cancelRuns)
}

type CloseProps = Omit<Extract<Dialog, { kind: 'close-window' }>, 'kind'>

const closingWords = ({ activeRuns, unsaved }: CloseProps): string => {
  const runs =
    activeRuns === 0 ? null : `${formatPlural(activeRuns, 'run is', 'runs are')} going on and will be cancelled.`
  const files =
    unsaved.length === 0 ? null : `${formatPlural(unsaved.length, 'file has', 'files have')} unsaved changes.`
  return [runs, files].filter(Boolean).join(' ')
}

/** The window is to be closed while something runs or text is unsaved. */
export const CloseWindowDialog = (props: CloseProps) => {
  const { activeRuns, unsaved } = props
  const cancelRuns = activeRuns > 0
  return (
    <DialogFrame
      title="Close this window?"
      description={closingWords(props)}
      onClose={close}
      footer={
        unsaved.length === 0 ? (
          <>
            <Button onClick={close}>Stay</Button>
            <Button variant="primary" data-autofocus onClick={() => void closeWindow(cancelRuns)}>
              Cancel runs and close
            </Button>
          </>
        ) : (
          <>
            <Button variant="danger" className="mr-auto" onClick={() => void discardAndClose(cancelRuns)}>
              Discard changes
            </Button>
            <Button onClick={close}>Stay</Button>
            <Button variant="primary" data-autofocus onClick={() => void saveAndCloseWindow(activeRuns)}>
              Save all and close
            </Button>
          </>
        )
      }
    >
      <Unsaved paths={unsaved} />
    </DialogFrame>
  )
}

type LeaveProps = Omit<Extract<Dialog, { kind: 'leave-project' }>, 'kind'>

/** Unsaved text stands in the way of showing another project. */
export const LeaveProjectDialog = ({ unsaved, next }: LeaveProps) => (
  <DialogFrame
    title="Save changes first?"
    description={`${formatPlural(unsaved.length, 'file has', 'files have')} unsaved changes.`}
    onClose={close}
    footer={
      <>
        <Button variant="danger" className="mr-auto" onClick={() => void leaveWithUnsaved('discard', next)}>
          Discard changes
        </Button>
        <Button onClick={close}>Stay</Button>
        <Button variant="primary" data-autofocus onClick={() => void leaveWithUnsaved('save', next)}>
          Save all
        </Button>
      </>
    }
  >
    <Unsaved paths={unsaved} />
  </DialogFrame>
)
