import { FilePlus2, FolderOpen, FolderPlus } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { arrange } from '../../commands/arrange.ts'
import { rememberedNumber } from '../../state/arrangement-store.ts'
import { useEditorStore } from '../../state/editor-store.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { inputClass } from '../../ui/field.tsx'
import { SectionHeading } from '../../ui/section-heading.tsx'
import { SplitGroup, SplitHandle, SplitPanel } from '../../ui/splitter.tsx'
import { FileMatches } from './file-matches.tsx'
import { FileTree } from './file-tree.tsx'
import { revealEntry, startTree } from './tree-store.ts'
import { useTree } from './use-tree.ts'

const makeNew = (entry: 'file' | 'folder') => (): void => showDialog({ kind: 'new-file', folder: '', entry })

const Tree = ({ projectId }: { readonly projectId: string }) => {
  const { rows, isLoading, error } = useTree(projectId)
  if (error !== null) return <ErrorState size="sm" title="The files cannot be read" message={error} />
  if (isLoading) return <SkeletonLines label="Reading the files" />
  if (rows.length === 0) {
    return (
      <EmptyState
        size="sm"
        icon={<FolderOpen size={20} />}
        title="This folder is empty"
        action={<Button onClick={makeNew('file')}>New file…</Button>}
      />
    )
  }
  return <FileTree rows={rows} />
}

/** The tree opens where the shown file is. */
const useRevealed = (projectId: string): void => {
  const active = useEditorStore((state) => state.active)
  useEffect(() => {
    startTree(projectId)
    if (active !== null) revealEntry(active)
  }, [projectId, active])
}

const SideBar = ({ projectId }: { readonly projectId: string }) => {
  const [query, setQuery] = useState('')
  const bar = useRef<HTMLElement>(null)
  useRevealed(projectId)
  const isSearching = query.trim() !== ''
  return (
    <aside ref={bar} aria-label="Files" className="flex h-full min-h-0 flex-col bg-panel">
      <SectionHeading
        action={
          <>
            <IconButton label="New file" size="sm" onClick={makeNew('file')}>
              <FilePlus2 size={14} />
            </IconButton>
            <IconButton label="New folder" size="sm" onClick={makeNew('folder')}>
              <FolderPlus size={14} />
            </IconButton>
          </>
        }
      >
        Files
      </SectionHeading>
      <div className="px-2.5 pb-2">
        <input
          type="search"
          aria-label="Find a file"
          placeholder="Find a file"
          value={query}
          spellCheck={false}
          className={inputClass}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setQuery('')
            if (event.key !== 'ArrowDown') return
            event.preventDefault()
            bar.current?.querySelector<HTMLElement>('[data-match], [role="tree"]')?.focus()
          }}
        />
      </div>
      <div className="min-h-0 flex-1">
        {isSearching ? <FileMatches projectId={projectId} query={query} /> : <Tree projectId={projectId} />}
      </div>
    </aside>
  )
}

/** All files of the project beside the editor. `children` is the editor: another feature's, so the layout brings it. */
export const FilesPage = ({ children }: { readonly children: ReactNode }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const width = useRef(rememberedNumber('size.files') ?? 280)
  if (projectId === null) return null
  return (
    <SplitGroup orientation="horizontal" id="files-page">
      <SplitPanel
        id="files"
        minSize={180}
        maxSize={640}
        defaultSize={width.current}
        groupResizeBehavior="preserve-pixel-size"
        onResize={(now, _, before) => {
          if (before !== undefined) arrange({ 'size.files': Math.round(now.inPixels) })
        }}
      >
        <SideBar projectId={projectId} />
      </SplitPanel>
      <SplitHandle label="Width of the file list" orientation="horizontal" />
      <SplitPanel id="files-editor" minSize={280}>
        {children}
      </SplitPanel>
    </SplitGroup>
  )
}
