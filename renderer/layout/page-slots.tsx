import { BackfillsSection } from '../features/backfills/backfills-section.tsx'
import { EditorPanel } from '../features/editor/editor-panel.tsx'
import { FilesPage } from '../features/files/files-page.tsx'
import { TriggersPage } from '../features/triggers/triggers-page.tsx'
import { RunsPage } from './runs-page.tsx'

/** All files of the project beside the editor. */
export const FilesSlot = () => (
  <FilesPage>
    <EditorPanel />
  </FilesPage>
)

export const RunsSlot = RunsPage

/** Triggers of all pipelines, and what fills the past. */
export const TriggersSlot = () => <TriggersPage after={<BackfillsSection pipelineUuid={null} />} />
