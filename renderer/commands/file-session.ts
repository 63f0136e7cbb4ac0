import { toast } from 'sonner'
import type { RequestOutput } from '#shared/contract/requests.ts'
import type { Json } from '#shared/model/json.ts'
import { bridge } from '../bridge/bridge.ts'
import { useArrangementStore } from '../state/arrangement-store.ts'
import { bufferOf, changeBuffer, type EditorBuffer, putBuffer, useEditorStore } from '../state/editor-store.ts'
import { currentProjectId } from '../state/project-store.ts'
import { arrange } from './arrange.ts'
import { forgetUnsaved } from './file-closing.ts'
import { flushJournal, forgetKept, keepJournal, noteKept } from './file-journal.ts'
import { readFile } from './file-reading.ts'

type Kept = RequestOutput<'file.journalled'>[number]

const addTabs = (paths: readonly string[], active: Json | undefined): void =>
  useEditorStore.setState((state) => {
    const tabs = [...new Set([...paths, ...state.tabs])]
    const wanted = tabs.find((tab) => tab === active) ?? tabs[0] ?? null
    return { tabs, active: state.active ?? wanted }
  })

const shortest = (paths: readonly string[]): string =>
  paths.length < 4 ? paths.join(', ') : `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more`

type Read = Awaited<ReturnType<typeof readNow>>

const readNow = (projectId: string, path: string) => bridge().request('file.read', { projectId, path })

/** What the disk holds besides the text that was kept. */
const diskOf = (read: Read, etag: string | null): EditorBuffer['disk'] => {
  if (!read.ok) return { kind: 'deleted' }
  return read.value.etag === etag ? null : { kind: 'changed', text: read.value.text, etag: read.value.etag }
}

/**
 * Puts unsaved text back into its file's tab.
 * @returns false where it turned out to be saved
 */
const restoreText = async (projectId: string, { path, text, etag }: Kept): Promise<boolean> => {
  const read = await readNow(projectId, path)
  if (currentProjectId() !== projectId || (read.ok && !read.value.editable)) return false
  const savedText = read.ok ? read.value.text : ''
  if (read.ok && savedText === text) {
    void forgetUnsaved(path)
    return false
  }
  addTabs([path], path)
  const content = {
    path,
    text,
    savedText,
    etag,
    editable: true,
    message: null,
    disk: diskOf(read, etag),
    savedAt: null,
  }
  if (bufferOf(path) === undefined) putBuffer(content)
  else changeBuffer(path, ({ id }) => ({ id, ...content }))
  noteKept(path, text)
  return true
}

const restoreUnsaved = async (projectId: string): Promise<void> => {
  const journal = await bridge().request('file.journalled', { projectId })
  if (!journal.ok || currentProjectId() !== projectId) return
  const restored = await Promise.all(journal.value.map((entry) => restoreText(projectId, entry)))
  const paths = journal.value.filter((_, index) => restored[index] === true).map(({ path }) => path)
  if (paths.length > 0) {
    toast.info('Unsaved text was restored', {
      description: `${shortest(paths)}. Save it, or close the tab to discard.`,
    })
  }
}

const isPath = (value: Json): value is string => typeof value === 'string' && value !== ''

/** Opens the tabs this project was left with, and puts back text that was not saved. */
export const restoreEditor = async (): Promise<void> => {
  const projectId = currentProjectId()
  const arrangement = useArrangementStore.getState().arrangement ?? {}
  if (projectId === null) return
  const tabs = arrangement['editor.tabs']
  addTabs(Array.isArray(tabs) ? tabs.filter(isPath) : [], arrangement['editor.active'])
  const { active } = useEditorStore.getState()
  await restoreUnsaved(projectId)
  if (active !== null && currentProjectId() === projectId) await readFile(active)
}

const rememberTabs = (): void => {
  const { tabs, active } = useEditorStore.getState()
  // The first state is no choice of the user: it stands when a project is left.
  if (tabs !== useEditorStore.getInitialState().tabs) arrange({ 'editor.tabs': [...tabs], 'editor.active': active })
}

/**
 * Remembers open files and unsaved text, and puts both back when a project is opened.
 * @returns its own undo
 */
export const rememberEditor = (): (() => void) => {
  const undo = [
    useArrangementStore.subscribe((state, before) => {
      if (state.arrangement === null) forgetKept()
      else if (before.arrangement === null) void restoreEditor()
    }),
    useEditorStore.subscribe((state, before) => {
      if (state.tabs !== before.tabs || state.active !== before.active) rememberTabs()
    }),
    keepJournal(),
  ]
  window.addEventListener('pagehide', flushJournal)
  return () => {
    window.removeEventListener('pagehide', flushJournal)
    for (const stop of undo) stop()
  }
}
