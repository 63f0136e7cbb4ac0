import { askEditor, type EditorRequest, showTab, useEditorStore } from '../state/editor-store.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showDialog, showUi, useUiStore } from '../state/ui-store.ts'
import type { Command } from './command.ts'
import { closeTabs } from './file-closing.ts'
import { readFile } from './file-reading.ts'
import { saveFile } from './file-saving.ts'
import { saveAllFiles } from './save-all-files.ts'

/** Opens a file in the editor, at a line if one is given. */
export const openFile = async (path: string, line?: number): Promise<void> => {
  const { page, collapsed } = useUiStore.getState()
  showTab(path)
  showUi({
    page: page === 'files' ? 'files' : 'pipelines',
    editorTab: 'code',
    collapsed: { ...collapsed, right: false },
  })
  useEditorStore.setState(line === undefined ? { request: 'focus' } : { reveal: { path, line }, request: 'focus' })
  await readFile(path)
}

const activePath = (): string | null => useEditorStore.getState().active
const isFileOpen = (): boolean => activePath() !== null
const hasTabs = (): boolean => useEditorStore.getState().tabs.length > 1

const withActive = (act: (path: string) => unknown) => async (): Promise<void> => {
  const path = activePath()
  if (path !== null) await act(path)
}

const step = (by: 1 | -1) => (): void => {
  const { tabs, active } = useEditorStore.getState()
  const place = active === null ? -1 : tabs.indexOf(active)
  const next = tabs.at((place + by) % tabs.length)
  if (next === undefined) return
  showTab(next)
  void readFile(next)
}

const ask = (request: EditorRequest) => (): void => {
  showUi({ editorTab: 'code' })
  askEditor(request)
}

const file = (command: Omit<Command, 'group'>): Command => ({ group: 'File', enabled: isFileOpen, ...command })

/** What can be done to files and their tabs. */
export const fileCommands: readonly Command[] = [
  file({ id: 'file.save', label: 'Save', keys: ['Mod+S'], run: withActive(saveFile) }),
  file({
    id: 'file.saveAll',
    label: 'Save all',
    keys: ['Mod+Alt+S'],
    run: async () => {
      await saveAllFiles()
    },
  }),
  file({ id: 'file.close', label: 'Close tab', keys: ['Mod+W'], run: withActive((path) => closeTabs([path])) }),
  file({ id: 'file.closeAll', label: 'Close all tabs', run: () => closeTabs(useEditorStore.getState().tabs) }),
  file({ id: 'file.nextTab', label: 'Next tab', keys: ['Mod+Tab', 'Mod+PageDown'], enabled: hasTabs, run: step(1) }),
  file({
    id: 'file.previousTab',
    label: 'Previous tab',
    keys: ['Mod+Shift+Tab', 'Mod+PageUp'],
    enabled: hasTabs,
    run: step(-1),
  }),
  file({ id: 'file.find', label: 'Find in file', keys: ['Mod+F'], scopes: ['editor'], run: ask('find') }),
  file({ id: 'file.replace', label: 'Replace in file', keys: ['Mod+H'], scopes: ['editor'], run: ask('replace') }),
  file({ id: 'file.goToLine', label: 'Go to line…', keys: ['Mod+G'], scopes: ['editor'], run: ask('go-to-line') }),
  file({
    id: 'file.new',
    label: 'New file…',
    keys: ['Mod+N'],
    enabled: () => currentProjectId() !== null,
    run: () => showDialog({ kind: 'new-file', folder: '', entry: 'file' }),
  }),
  file({
    id: 'file.rename',
    label: 'Rename file…',
    run: withActive((path) => showDialog({ kind: 'rename-file', path })),
  }),
  file({
    id: 'file.delete',
    label: 'Delete file…',
    run: withActive((path) => showDialog({ kind: 'delete-file', path })),
  }),
]
