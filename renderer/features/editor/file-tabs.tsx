import { X } from 'lucide-react'
import { type DragEvent, useEffect, useMemo, useRef, useState } from 'react'
import { blockOfFile } from '#shared/graph/block-file.ts'
import { closeTabs } from '../../commands/file-closing.ts'
import { revealFile } from '../../commands/file-entries.ts'
import { readFile } from '../../commands/file-reading.ts'
import { shortcutOf } from '../../commands/keys.ts'
import { copyText } from '../../commands/run-commands.ts'
import { losesText, moveTab, showTab, useEditorStore } from '../../state/editor-store.ts'
import { TypeMark } from '../../ui/block-marks.tsx'
import { classNames } from '../../ui/class-names.ts'
import { ContextMenu, type MenuEntry } from '../../ui/menu.tsx'
import { tabNames } from './tab-names.ts'

const menuOf = (path: string): MenuEntry[] => {
  const tabs = () => useEditorStore.getState().tabs
  return [
    { label: 'Close', shortcut: shortcutOf('file.close'), onSelect: () => closeTabs([path]) },
    { label: 'Close others', onSelect: () => closeTabs(tabs().filter((tab) => tab !== path)) },
    { label: 'Close to the right', onSelect: () => closeTabs(tabs().slice(tabs().indexOf(path) + 1)) },
    { label: 'Close all', onSelect: () => closeTabs(tabs()) },
    { kind: 'separator' },
    { label: 'Copy path', onSelect: () => void copyText(path) },
    { label: 'Show in file manager', onSelect: () => void revealFile(path) },
  ]
}

type TabProps = {
  readonly path: string
  readonly name: string
  readonly folder: string | null
  readonly dropHere: boolean
  readonly onDragPath: (path: string | null) => void
  readonly onDropBefore: (before: string | null) => void
  readonly onHover: (path: string | null) => void
}

type CloseProps = {
  readonly path: string
  readonly name: string
  readonly dirty: boolean
  readonly active: boolean
}

/**
 * Dirty dot and close cross share one place: the cross shows where the pointer is. For the pointer only: a tab may hold no button, and
 * the keyboard has Delete.
 */
const CloseButton = ({ path, name, dirty, active }: CloseProps) => (
  <button
    type="button"
    aria-label={`Close ${name}`}
    aria-hidden
    tabIndex={-1}
    className="relative mr-0.5 inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-primary"
    onClick={() => closeTabs([path])}
  >
    {dirty ? <span className="size-2 rounded-full bg-current group-hover:hidden" /> : null}
    <X
      size={12}
      className={classNames(
        dirty ? 'hidden group-hover:block' : active ? 'opacity-100' : 'opacity-0 group-hover:opacity-100',
      )}
    />
  </button>
)

const useShownInView = (isActive: boolean) => {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isActive) ref.current?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [isActive])
  return ref
}

const show = (path: string): void => {
  showTab(path)
  void readFile(path)
}

const Tab = ({ path, name, folder, dropHere, onDragPath, onDropBefore, onHover }: TabProps) => {
  const isActive = useEditorStore((state) => state.active === path)
  const dirty = useEditorStore((state) => {
    const buffer = state.buffers[path]
    return buffer !== undefined && losesText(buffer)
  })
  const ref = useShownInView(isActive)
  const block = blockOfFile(path)
  const dragStart = (event: DragEvent) => {
    event.dataTransfer.effectAllowed = 'move'
    event.dataTransfer.setData('text/plain', path)
    onDragPath(path)
  }
  return (
    <ContextMenu entries={menuOf(path)}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: tabs are dragged by pointer only; the tab itself is inside */}
      <div
        ref={ref}
        role="presentation"
        draggable
        className={classNames(
          'group -mb-px flex max-w-60 shrink-0 items-center border-b-2 pt-0.5',
          isActive ? 'border-accent text-primary' : 'border-transparent text-muted hover:text-secondary',
          dropHere && 'shadow-[inset_2px_0_0_var(--accent)]',
        )}
        onDragStart={dragStart}
        onDragEnd={() => onDragPath(null)}
        onDragOver={(event) => {
          event.preventDefault()
          onHover(path)
        }}
        onDrop={(event) => {
          event.preventDefault()
          onDropBefore(path)
        }}
      >
        <div
          role="tab"
          aria-selected={isActive}
          tabIndex={isActive ? 0 : -1}
          title={path}
          className="flex h-full min-w-0 items-center gap-2 px-2 font-medium text-sm outline-offset-[-3px]"
          onClick={() => show(path)}
          onAuxClick={(event) => event.button === 1 && closeTabs([path])}
          onKeyDown={(event) => event.key === 'Delete' && closeTabs([path])}
        >
          {block === null || !isActive ? null : <TypeMark type={block.type} />}
          <span className="truncate">{name}</span>
          {folder === null ? null : <span className="truncate text-muted text-xs">{folder}</span>}
          {dirty ? <span role="img" aria-label="Unsaved" className="sr-only" /> : null}
        </div>
        <CloseButton path={path} name={name} dirty={dirty} active={isActive} />
      </div>
    </ContextMenu>
  )
}

const step = (tabs: readonly string[], active: string | null, key: string): string | undefined => {
  const place = active === null ? 0 : tabs.indexOf(active)
  const places: Readonly<Record<string, number>> = {
    ArrowRight: (place + 1) % tabs.length,
    ArrowLeft: (place + tabs.length - 1) % tabs.length,
    Home: 0,
    End: tabs.length - 1,
  }
  const next = places[key]
  return next === undefined ? undefined : tabs[next]
}

/** Open files. Drag to reorder, middle click or Delete to close; what does not fit scrolls. */
export const FileTabs = () => {
  const tabs = useEditorStore((state) => state.tabs)
  const active = useEditorStore((state) => state.active)
  const names = useMemo(() => tabNames(tabs), [tabs])
  const [dragged, setDragged] = useState<string | null>(null)
  const [hovered, setHovered] = useState<string | null>(null)
  const end = (path: string | null) => {
    setDragged(path)
    setHovered(null)
  }
  const drop = (before: string | null) => {
    if (dragged !== null) moveTab(dragged, before)
    end(null)
  }
  return (
    <div
      role="tablist"
      aria-label="Open files"
      className="flex h-9 shrink-0 items-stretch overflow-x-auto border-subtle border-b bg-window pr-2 pl-1.5 no-scrollbar"
      onWheel={(event) => {
        if (event.deltaX === 0) event.currentTarget.scrollLeft += event.deltaY
      }}
      onKeyDown={(event) => {
        const next = step(tabs, active, event.key)
        if (next === undefined) return
        event.preventDefault()
        show(next)
        event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')[tabs.indexOf(next)]?.focus()
      }}
      onDragOver={(event) => (dragged === null ? undefined : event.preventDefault())}
      onDrop={() => drop(null)}
    >
      {tabs.map((path) => (
        <Tab
          key={path}
          path={path}
          name={names.get(path)?.name ?? path}
          folder={names.get(path)?.folder ?? null}
          dropHere={dragged !== null && dragged !== path && hovered === path}
          onDragPath={end}
          onDropBefore={drop}
          onHover={setHovered}
        />
      ))}
    </div>
  )
}
