import type { FileEntry } from '#shared/model/project.ts'

/** One line of the tree. `note` stands for a folder's content that is being read, is empty or cannot be read. */
export type TreeRow =
  | {
      readonly kind: 'entry'
      readonly path: string
      readonly name: string
      readonly depth: number
      readonly isFolder: boolean
      readonly isOpen: boolean
    }
  | { readonly kind: 'note'; readonly path: string; readonly depth: number; readonly text: string }

export type EntryRow = Extract<TreeRow, { kind: 'entry' }>

/** What is known of a folder: its entries, or why there are none. */
export type Listing = { readonly entries: readonly FileEntry[] } | { readonly note: string }

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Folders first, each by name, numbers by value. */
export const sortedEntries = (entries: readonly FileEntry[]): FileEntry[] =>
  entries.toSorted((a, b) =>
    a.kind === b.kind ? byName.compare(nameOf(a.path), nameOf(b.path)) : a.kind === 'folder' ? -1 : 1,
  )

type Known = { readonly listings: ReadonlyMap<string, Listing>; readonly open: ReadonlySet<string> }

const rowsOf = (folder: string, depth: number, known: Known): TreeRow[] => {
  const listing = known.listings.get(folder) ?? { note: 'Reading…' }
  if ('note' in listing) return [{ kind: 'note', path: folder, depth, text: listing.note }]
  if (listing.entries.length === 0 && folder !== '') return [{ kind: 'note', path: folder, depth, text: 'Empty' }]
  return sortedEntries(listing.entries).flatMap(({ path, kind }): TreeRow[] => {
    const isFolder = kind === 'folder'
    const isOpen = isFolder && known.open.has(path)
    const row: TreeRow = { kind: 'entry', path, name: nameOf(path), depth, isFolder, isOpen }
    return isOpen ? [row, ...rowsOf(path, depth + 1, known)] : [row]
  })
}

/** The lines of the tree as they are seen, top to bottom. */
export const treeRows = (listings: ReadonlyMap<string, Listing>, open: ReadonlySet<string>): TreeRow[] =>
  rowsOf('', 0, { listings, open })

/** What a key does in the tree. */
export type TreeAction =
  | { readonly kind: 'go'; readonly path: string }
  | { readonly kind: 'fold' | 'unfold' | 'open' | 'rename' | 'delete'; readonly path: string }

const goTo = (row: EntryRow | undefined): TreeAction | null =>
  row === undefined ? null : { kind: 'go', path: row.path }

type Act = (rows: readonly EntryRow[], place: number, row: EntryRow) => TreeAction | null

const keys: Readonly<Record<string, Act>> = {
  ArrowDown: (rows, place) => goTo(rows[place + 1]),
  ArrowUp: (rows, place) => goTo(rows[place - 1]),
  Home: (rows) => goTo(rows[0]),
  End: (rows) => goTo(rows.at(-1)),
  ArrowRight: (rows, place, row) => {
    if (!row.isFolder) return null
    if (!row.isOpen) return { kind: 'unfold', path: row.path }
    const next = rows[place + 1]
    return next !== undefined && next.depth > row.depth ? goTo(next) : null
  },
  ArrowLeft: (rows, _, row) =>
    row.isOpen ? { kind: 'fold', path: row.path } : goTo(rows.find(({ path }) => path === folderOf(row.path))),
  Enter: (_, __, row) =>
    row.isFolder ? { kind: row.isOpen ? 'fold' : 'unfold', path: row.path } : { kind: 'open', path: row.path },
  F2: (_, __, row) => ({ kind: 'rename', path: row.path }),
  Delete: (_, __, row) => ({ kind: 'delete', path: row.path }),
}

/** What a key does where the focus is; null where nothing. */
export const treeAction = (key: string, rows: readonly TreeRow[], focused: string | null): TreeAction | null => {
  const entries = rows.filter((row) => row.kind === 'entry')
  const place = entries.findIndex(({ path }) => path === focused)
  const row = entries[place]
  if (row === undefined) return key === 'ArrowDown' || key === 'Home' ? goTo(entries[0]) : null
  return keys[key]?.(entries, place, row) ?? null
}
