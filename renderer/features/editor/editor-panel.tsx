import { FileCode2 } from 'lucide-react'
import { useEffect } from 'react'
import { readFile } from '../../commands/file-reading.ts'
import { type EditorBuffer, useEditorStore } from '../../state/editor-store.ts'
import { type EditorTab, showUi, useUiStore } from '../../state/ui-store.ts'
import { EmptyState } from '../../ui/feedback.tsx'
import { PillTabs, type TabItem } from '../../ui/tabs.tsx'
import { BlockSettings } from './block-settings.tsx'
import { BlockTests } from './block-tests.tsx'
import { CodeTab } from './code-tab.tsx'
import './editor.css'
import { FileHistory } from './file-history.tsx'
import { FileTabs } from './file-tabs.tsx'
import { PictureView } from './picture-view.tsx'
import { SaveStatus } from './save-status.tsx'
import { baseName } from './tab-names.ts'
import { type FileBlock, useFileBlock } from './use-file-block.ts'

const allTabs: readonly TabItem<EditorTab>[] = [
  { id: 'code', label: 'Code' },
  { id: 'settings', label: 'Settings' },
  { id: 'tests', label: 'Tests' },
  { id: 'history', label: 'History' },
]
const fileTabs = allTabs.filter(({ id }) => id === 'code' || id === 'history')
/** An SVG is text, and a picture. */
const pictureTabs: readonly TabItem<EditorTab>[] = fileTabs.toSpliced(1, 0, { id: 'preview', label: 'Preview' })
const unreadTabs: readonly TabItem<EditorTab>[] = [{ id: 'code', label: 'Preview' }]

const tabsOf = (path: string, buffer: EditorBuffer | undefined, isBlockFile: boolean) => {
  if (isBlockFile) return allTabs
  if (buffer !== undefined && !buffer.editable) return unreadTabs
  return path.toLowerCase().endsWith('.svg') ? pictureTabs : fileTabs
}

/** The picture that the text of an SVG draws, also before it is saved. */
const DrawnText = ({ path, text }: { readonly path: string; readonly text: string }) => {
  const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  return <PictureView key={source} name={baseName(path)} source={source} bytes={new Blob([text]).size} />
}

const Shown = ({ tab, path, block }: { readonly tab: EditorTab; readonly path: string; readonly block: FileBlock }) => {
  const buffer = useEditorStore((state) => state.buffers[path])
  switch (tab) {
    case 'code':
      return <CodeTab buffer={buffer} />
    case 'preview':
      return <DrawnText path={path} text={buffer?.text ?? ''} />
    case 'settings':
      return <BlockSettings key={`${block.pipelineUuid}/${block.block?.uuid}`} file={block} />
    case 'tests':
      return <BlockTests file={block} />
    case 'history':
      return <FileHistory key={path} path={path} buffer={buffer} />
  }
}

const File = ({ path }: { readonly path: string }) => {
  const wanted = useUiStore((state) => state.editorTab)
  const buffer = useEditorStore((state) => state.buffers[path])
  const block = useFileBlock(path)
  const items = tabsOf(path, buffer, block.isBlockFile)
  const active = items.some(({ id }) => id === wanted) ? wanted : 'code'
  useEffect(() => {
    void readFile(path)
  }, [path])
  return (
    <PillTabs
      label="What to see of the file"
      items={items}
      active={active}
      onChange={(editorTab) => showUi({ editorTab })}
      actions={<SaveStatus buffer={buffer} />}
    >
      <div className="h-full bg-canvas">
        <Shown tab={active} path={path} block={block} />
      </div>
    </PillTabs>
  )
}

/** Open files: their code, and for blocks their settings, tests and history. */
export const EditorPanel = () => {
  const active = useEditorStore((state) => state.active)
  return (
    <section aria-label="Editor" data-command-scope="editor" className="flex h-full min-h-0 min-w-0 flex-col bg-canvas">
      <FileTabs />
      <div className="min-h-0 flex-1">
        {active === null ? (
          <EmptyState
            size="sm"
            icon={<FileCode2 size={20} />}
            title="No file is open"
            text="Open a block’s code with a double click on the canvas, or choose a file."
          />
        ) : (
          <File path={active} />
        )}
      </div>
    </section>
  )
}
