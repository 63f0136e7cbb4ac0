import { openFile } from '../../commands/file-commands.ts'
import { revealFile } from '../../commands/file-entries.ts'
import { keysLabel } from '../../commands/keys.ts'
import { copyText } from '../../commands/run-commands.ts'
import { showDialog } from '../../state/ui-store.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { folderOf } from './tree-rows.ts'

/** What can be made in a folder. */
export const newEntries = (folder: string): MenuEntry[] => [
  { label: 'New file…', onSelect: () => showDialog({ kind: 'new-file', folder, entry: 'file' }) },
  { label: 'New folder…', onSelect: () => showDialog({ kind: 'new-file', folder, entry: 'folder' }) },
]

/** What can be done to a file or folder. */
export const entryMenu = (path: string, isFolder: boolean): MenuEntry[] => [
  ...(isFolder ? [] : [{ label: 'Open', shortcut: keysLabel('Enter'), onSelect: () => void openFile(path) }]),
  ...newEntries(isFolder ? path : folderOf(path)),
  { kind: 'separator' },
  { label: 'Rename…', shortcut: keysLabel('F2'), onSelect: () => showDialog({ kind: 'rename-file', path }) },
  { label: 'Copy path', onSelect: () => void copyText(path) },
  { label: 'Show in file manager', onSelect: () => void revealFile(path) },
  { kind: 'separator' },
  {
    label: 'Delete…',
    shortcut: keysLabel('Delete'),
    danger: true,
    onSelect: () => showDialog({ kind: 'delete-file', path }),
  },
]
