import { SearchX } from 'lucide-react'
import { useRequest } from '../../bridge/queries.ts'
import { openFile } from '../../commands/file-commands.ts'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { ContextMenu } from '../../ui/menu.tsx'
import { entryMenu } from './entry-menu.ts'
import { FileIcon } from './file-icon.tsx'
import { folderOf, nameOf } from './tree-rows.ts'

const mostShown = 200

const Match = ({ path }: { readonly path: string }) => (
  <ContextMenu entries={entryMenu(path, false)}>
    <button
      type="button"
      data-match
      title={path}
      className="flex h-6.5 w-full items-center gap-1.5 px-2.5 text-left text-secondary text-sm outline-offset-[-2px] hover:bg-hover hover:text-primary"
      onClick={() => void openFile(path)}
    >
      <FileIcon path={path} />
      <span className="shrink-0">{nameOf(path)}</span>
      <span className="truncate text-muted text-xs">{folderOf(path)}</span>
    </button>
  </ContextMenu>
)

/** Moves the focus among the matches; up from the first one leads to what is before the list. */
const moveFocus = (list: HTMLElement, by: 1 | -1): void => {
  const matches = [...list.querySelectorAll<HTMLElement>('[data-match]')]
  const place = matches.indexOf(document.activeElement as HTMLElement)
  matches[Math.max(0, Math.min(matches.length - 1, place + by))]?.focus()
}

/** Files whose path matches what was typed, best first. */
export const FileMatches = ({ projectId, query }: { readonly projectId: string; readonly query: string }) => {
  const found = useRequest('file.search', { projectId, query, limit: mostShown })
  if (found.isError) return <ErrorState size="sm" title="The search failed" message={found.error.message} />
  if (found.data === undefined) return <SkeletonLines count={4} />
  if (found.data.length === 0) {
    return <EmptyState size="sm" icon={<SearchX size={18} />} title="No file matches" text="Try part of its name." />
  }
  return (
    <ul
      aria-label="Files found"
      className="m-0 h-full list-none overflow-auto p-0"
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
        event.preventDefault()
        moveFocus(event.currentTarget, event.key === 'ArrowDown' ? 1 : -1)
      }}
    >
      {found.data.map(({ path }) => (
        <li key={path}>
          <Match path={path} />
        </li>
      ))}
    </ul>
  )
}
