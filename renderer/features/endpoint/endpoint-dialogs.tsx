import { useUiStore } from '../../state/ui-store.ts'
import { DeployDialog } from './deploy-dialog.tsx'
import { EndpointSettingsDialog } from './settings-dialog.tsx'

/** The dialogs about endpoints, for the open one of the ui store. */
export const EndpointDialogs = () => {
  const dialog = useUiStore((state) => state.dialog)
  switch (dialog?.kind) {
    case 'deploy-model':
      return <DeployDialog name={dialog.name} />
    case 'endpoint-settings':
      return <EndpointSettingsDialog name={dialog.name} />
    default:
      return null
  }
}
