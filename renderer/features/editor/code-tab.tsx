import { FileWarning } from 'lucide-react'
import { lazy, type ReactNode, Suspense } from 'react'
import { closeTabs } from '../../commands/file-closing.ts'
import { revealFile } from '../../commands/file-entries.ts'
import { readFile } from '../../commands/file-reading.ts'
import { saveFile } from '../../commands/file-saving.ts'
import type { EditorBuffer } from '../../state/editor-store.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState, SkeletonLines } from '../../ui/feedback.tsx'
import { Banner } from './banner.tsx'
import { MergeView } from './merge-view.tsx'

const CodeEditor = lazy(async () => ({ default: (await import('./code-editor.tsx')).CodeEditor }))

const NotEditable = ({ buffer }: { readonly buffer: EditorBuffer }) => (
  <EmptyState
    icon={<FileWarning size={22} />}
    title="This file is not shown as text"
    text={buffer.message ?? 'It is no text file.'}
    action={
      <>
        <Button onClick={() => void revealFile(buffer.path)}>Show in file manager</Button>
        {buffer.etag === null ? <Button onClick={() => void readFile(buffer.path)}>Try again</Button> : null}
      </>
    }
  />
)

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
  if (buffer === undefined) return <SkeletonLines label="Reading the file" />
  if (!buffer.editable) return <NotEditable buffer={buffer} />
  switch (buffer.disk?.kind) {
    case 'changed':
      return <MergeView buffer={buffer} disk={buffer.disk.text} />
    case 'deleted':
      return <Text buffer={buffer} banner={<Deleted path={buffer.path} />} />
    default:
      return <Text buffer={buffer} banner={null} />
  }
}
