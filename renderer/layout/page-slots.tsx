import { EditorPanel } from '../features/editor/editor-panel.tsx'
import { FilesPage } from '../features/files/files-page.tsx'
import { RunsPage } from './runs-page.tsx'

/** All files of the project beside the editor. */
export const FilesSlot = () => (
  <FilesPage>
    <EditorPanel />
  </FilesPage>
)

export const RunsSlot = RunsPage
