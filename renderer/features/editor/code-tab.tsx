import { lazy, type ReactNode, Suspense } from 'react'
import { closeTabs } from '../../commands/file-closing.ts'
import { saveFile } from '../../commands/file-saving.ts'
import type { EditorBuffer } from '../../state/editor-store.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Button } from '../../ui/button.tsx'
import { SkeletonLines } from '../../ui/feedback.tsx'
import { Banner } from './banner.tsx'
import { MergeView } from './merge-view.tsx'
import { NotText } from './not-text.tsx'

const CodeEditor = lazy(async () => ({ default: (await import('./code-editor.tsx')).CodeEditor }))

const Deleted = ({ path }: { readonly path: string }) => (
  <Banner
    tone="warning"
    text={`${path.slice(path.lastIndexOf('/') + 1)} was deleted on disk. Its text is kept here.`}
    actions={
      <>
        <Button size="sm" onClick={() => closeTabs([path])}>
          Close
        </Button>
        <Button size="sm" variant="primary" onClick={() => void saveFile(path)}>
          Save again
        </Button>
      </>
    }
  />
)

const Text = ({ buffer, banner }: { readonly buffer: EditorBuffer; readonly banner: ReactNode }) => (
  <div className="flex h-full min-h-0 flex-col">
    {banner}
    <div className="min-h-0 flex-1">
      <Suspense fallback={<SkeletonLines label="Opening the editor" />}>
        <CodeEditor buffer={buffer} />
      </Suspense>
    </div>
  </div>
)

/** The text of the active file, or both texts where it changed on disk meanwhile. */
export const CodeTab = ({ buffer }: { readonly buffer: EditorBuffer | undefined }) => {
  const projectId = useProjectStore((state) => state.projectId)
  if (buffer === undefined || projectId === null) return <SkeletonLines label="Reading the file" />
  if (!buffer.editable) return <NotText projectId={projectId} buffer={buffer} />
  switch (buffer.disk?.kind) {
    case 'changed':
      return <MergeView buffer={buffer} disk={buffer.disk.text} />
    case 'deleted':
      return <Text buffer={buffer} banner={<Deleted path={buffer.path} />} />
    default:
      return <Text buffer={buffer} banner={null} />
  }
}
