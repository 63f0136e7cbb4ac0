import { NewBackfillDialog } from '../features/backfills/new-backfill-dialog.tsx'
import { DebuggerMissingDialog, DebugWritesDialog } from '../features/debug/debug-dialogs.tsx'
import { CloseWindowDialog, LeaveProjectDialog } from '../features/dialogs/closing-dialogs.tsx'
import { ErrorDialog } from '../features/dialogs/error-dialog.tsx'
import { AdoptFolderDialog, ChooseProjectDialog } from '../features/dialogs/project-dialogs.tsx'
import { EditorDialogs } from '../features/editor/editor-dialogs.tsx'
import { EndpointDialogs } from '../features/endpoint/endpoint-dialogs.tsx'
import { ChooseInterpreterDialog } from '../features/environment/choose-interpreter-dialog.tsx'
import { CreateEnvironmentDialog } from '../features/environment/create-environment-dialog.tsx'
import { RequirementsMissingDialog } from '../features/environment/requirements-missing-dialog.tsx'
import { ExplainRunDialog } from '../features/explain-run/explain-run-dialog.tsx'
import { RunAgainDialog } from '../features/explain-run/run-again-dialog.tsx'
import { FileDialogs } from '../features/files/file-dialogs.tsx'
import { ModelDialogs } from '../features/models/model-dialogs.tsx'
import { NewProjectDialog } from '../features/new-project/new-project-dialog.tsx'
import { NotificationsDialog } from '../features/notifications/notifications-dialog.tsx'
import { PipelineDialogs } from '../features/pipelines/pipeline-dialogs.tsx'
import { RunWithVariablesDialog } from '../features/run-variables-dialog/run-with-variables-dialog.tsx'
import { NewSweepDialog } from '../features/sweeps/new-sweep-dialog.tsx'
import { TrustDialog } from '../features/trust/trust-dialog.tsx'
import { type Dialog, useUiStore } from '../state/ui-store.ts'

const Shown = ({ dialog }: { readonly dialog: Dialog }) => {
  switch (dialog.kind) {
    case 'new-project':
      return <NewProjectDialog />
    case 'choose-project':
      return <ChooseProjectDialog {...dialog} />
    case 'adopt-folder':
      return <AdoptFolderDialog {...dialog} />
    case 'trust':
      return <TrustDialog next={dialog.next} />
    case 'leave-project':
      return <LeaveProjectDialog {...dialog} />
    case 'close-window':
      return <CloseWindowDialog {...dialog} />
    case 'debug-writes':
      return <DebugWritesDialog {...dialog} />
    case 'debugger-missing':
      return <DebuggerMissingDialog {...dialog} />
    case 'requirements-missing':
      return <RequirementsMissingDialog />
    case 'choose-interpreter':
      return <ChooseInterpreterDialog />
    case 'create-environment':
      return <CreateEnvironmentDialog operationId={dialog.operationId} />
    case 'error':
      return <ErrorDialog title={dialog.title} error={dialog.error} />
    case 'new-pipeline':
    case 'rename-pipeline':
    case 'clone-pipeline':
    case 'delete-pipeline':
    case 'pipeline-properties':
    case 'rename-block':
      return <PipelineDialogs />
    case 'close-tab':
      return <EditorDialogs />
    case 'new-file':
    case 'rename-file':
    case 'delete-file':
      return <FileDialogs />
    case 'promote-version':
    case 'set-alias':
    case 'delete-version':
    case 'package-version':
    case 'roll-back-model':
    case 'delete-model':
      return <ModelDialogs />
    case 'deploy-model':
    case 'endpoint-settings':
      return <EndpointDialogs />
    case 'explain-run':
      return <ExplainRunDialog pipelineUuid={dialog.pipelineUuid} />
    case 'run-again':
      return <RunAgainDialog runId={dialog.runId} blockRuns={dialog.blockRuns} />
    case 'notifications':
      return <NotificationsDialog pipelineUuid={dialog.pipelineUuid} />
    case 'new-sweep':
      return <NewSweepDialog pipelineUuid={dialog.pipelineUuid} />
    case 'new-backfill':
      return <NewBackfillDialog pipelineUuid={dialog.pipelineUuid} />
    case 'run-with-variables':
      return <RunWithVariablesDialog />
  }
}

/** The one open dialog. */
export const DialogHost = () => {
  const dialog = useUiStore((state) => state.dialog)
  return dialog === null ? null : <Shown key={dialog.kind} dialog={dialog} />
}
