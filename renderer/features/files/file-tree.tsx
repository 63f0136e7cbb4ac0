import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { openFile } from '../../commands/file-commands.ts'
import { useEditorStore } from '../../state/editor-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { classNames } from '../../ui/class-names.ts'
import { ContextMenu } from '../../ui/menu.tsx'
import { entryMenu } from './entry-menu.ts'
import { FileIcon, FolderArrow } from './file-icon.tsx'
import { type EntryRow, type TreeAction, type TreeRow, treeAction } from './tree-rows.ts'
import { focusEntry, setOpen, useTreeStore } from './tree-store.ts'

const rowHeight = 26
const idOf = (path: string): string => `file-tree/${path}`

const act = (action: TreeAction): void => {
  switch (action.kind) {
    case 'go':
      focusEntry(action.path)
      return
    case 'fold':
    case 'unfold':
      setOpen(action.path, action.kind === 'unfold')
      return
    case 'open':
      void openFile(action.path)
      return
    case 'rename':
      showDialog({ kind: 'rename-file', path: action.path })
      return
    case 'delete':
      showDialog({ kind: 'delete-file', path: action.path })
  }
}

const Entry = ({ row, isFocused }: { readonly row: EntryRow; readonly isFocused: boolean }) => {
  const isShown = useEditorStore((state) => state.active === row.path)
  const choose = () => {
    focusEntry(row.path)
    act({ kind: row.isFolder ? (row.isOpen ? 'fold' : 'unfold') : 'open', path: row.path })
  }
  return (
    <ContextMenu entries={entryMenu(row.path, row.isFolder)}>
      <div
        id={idOf(row.path)}
        role="treeitem"
        tabIndex={-1}
        aria-level={row.depth + 1}
        aria-selected={isShown}
        {...(row.isFolder ? { 'aria-expanded': row.isOpen } : {})}
        title={row.path}
        className={classNames(
          'flex h-full w-full cursor-default items-center gap-1.5 pr-3 text-sm outline-none hover:bg-hover',
          isShown ? 'bg-hover text-primary' : 'text-secondary',
          isFocused &&
            'group-focus-visible:outline-2 group-focus-visible:outline-accent group-focus-visible:outline-offset-[-2px]',
        )}
        style={{ paddingLeft: 10 + row.depth * 14 }}
        onClick={choose}
        onKeyDown={() => undefined}
        onContextMenu={() => focusEntry(row.path)}
      >
        {row.isFolder ? <FolderArrow isOpen={row.isOpen} /> : <FileIcon path={row.path} />}
        <span className="truncate">{row.name}</span>
      </div>
    </ContextMenu>
  )
}

const Row = ({ row, isFocused }: { readonly row: TreeRow; readonly isFocused: boolean }) => {
  if (row.kind === 'entry') return <Entry row={row} isFocused={isFocused} />
  return (
    <div className="flex h-full items-center truncate text-muted text-sm" style={{ paddingLeft: 30 + row.depth * 14 }}>
      {row.text}
    </div>
  )
}

/** The project's files. Arrows move and fold, Enter opens, F2 renames, Delete deletes. */
export const FileTree = ({ rows }: { readonly rows: readonly TreeRow[] }) => {
  const scroll = useRef<HTMLDivElement>(null)
  const focused = useTreeStore((state) => state.focused)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialRect: { width: 260, height: 800 },
  })
  const place = rows.findIndex((row) => row.kind === 'entry' && row.path === focused)
  useEffect(() => {
    if (place >= 0) virtual.scrollToIndex(place, { align: 'auto' })
  }, [place, virtual])
  const onKeyDown = (event: KeyboardEvent) => {
    const action = event.ctrlKey || event.metaKey || event.altKey ? null : treeAction(event.key, rows, focused)
    if (action === null) return
    event.preventDefault()
    act(action)
  }
  return (
    <div
      ref={scroll}
      role="tree"
      aria-label="Files of the project"
      tabIndex={0}
      {...(place < 0 || focused === null ? {} : { 'aria-activedescendant': idOf(focused) })}
      className="group h-full overflow-auto outline-offset-[-2px]"
      onKeyDown={onKeyDown}
    >
      <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          return row === undefined ? null : (
            <div
              key={`${row.kind}/${row.path}`}
              className="absolute inset-x-0 top-0"
              style={{ height: rowHeight, transform: `translateY(${start}px)` }}
            >
              <Row row={row} isFocused={index === place} />
            </div>
          )
        })}
      </div>
    </div>
  )
}
