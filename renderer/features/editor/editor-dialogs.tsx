import { discardTab, keepTabs, saveAndCloseTab } from '../../commands/file-closing.ts'
import { bufferOf } from '../../state/editor-store.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'

const CloseTab = ({ path }: { readonly path: string }) => {
  const gone = bufferOf(path)?.disk?.kind === 'deleted'
  return (
    <DialogFrame
      title={`Save ${path.slice(path.lastIndexOf('/') + 1)} before closing?`}
      description={
        gone ? `${path} was deleted on disk. Its text is only here.` : `${path} has text that is not on disk.`
      }
      onClose={keepTabs}
      footer={
        <>
          <Button variant="ghost" onClick={keepTabs}>
            Cancel
          </Button>
          <Button variant="danger" onClick={() => discardTab(path)}>
            Discard
          </Button>
          <Button variant="primary" data-autofocus onClick={() => void saveAndCloseTab(path)}>
            Save
          </Button>
        </>
      }
    />
  )
}

/** Dialogs of the editor. */
export const EditorDialogs = () => {
  const dialog = useUiStore((state) => state.dialog)
  return dialog?.kind === 'close-tab' ? <CloseTab key={dialog.path} path={dialog.path} /> : null
}
