import type { PipelineSummary } from '#shared/model/project.ts'
import { openFile } from '../../commands/file-commands.ts'
import { openPipeline, pipelineFile, revealPipeline } from '../../commands/pipeline-commands.ts'
import { showDialog } from '../../state/ui-store.ts'
import type { MenuEntry } from '../../ui/menu.tsx'

type PipelineDialogKind = 'rename-pipeline' | 'clone-pipeline' | 'delete-pipeline' | 'pipeline-properties'

/** What a right click on a pipeline offers. */
export const pipelineMenu = ({ uuid, readable }: PipelineSummary): MenuEntry[] => {
  const dialog = (kind: PipelineDialogKind) => (): void => showDialog({ kind, pipelineUuid: uuid })
  return [
    { label: 'Open', onSelect: () => openPipeline(uuid) },
    { label: 'Open its file', hint: 'metadata.yaml', onSelect: () => void openFile(pipelineFile(uuid)) },
    { kind: 'separator' },
    { label: 'Rename…', disabled: !readable, onSelect: dialog('rename-pipeline') },
    { label: 'Clone…', disabled: !readable, onSelect: dialog('clone-pipeline') },
    { label: 'Properties…', disabled: !readable, onSelect: dialog('pipeline-properties') },
    { label: 'Show in file manager', onSelect: () => void revealPipeline(uuid) },
    { kind: 'separator' },
    { label: 'Delete…', danger: true, onSelect: dialog('delete-pipeline') },
  ]
}
