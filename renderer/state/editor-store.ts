import { create } from 'zustand'

/**
 * One open file. `disk` is what the file holds when that differs from what the buffer was read from: with `dirty` text that is a
 * conflict to merge, and `deleted` says the file is gone while the text is kept.
 */
export type EditorBuffer = {
  /** Stays when the file is renamed, so that undo and cursor stay too. */
  readonly id: number
  readonly path: string
  /** The text in the editor. */
  readonly text: string
  /** The text the file had when read or last saved. */
  readonly savedText: string
  /** Etag of `savedText`; null for a file that does not exist (yet, or any more). */
  readonly etag: string | null
  readonly editable: boolean
  readonly message: string | null
  readonly disk:
    | { readonly kind: 'changed'; readonly text: string; readonly etag: string }
    | { readonly kind: 'deleted' }
    | null
  readonly savedAt: number | null
}

/** What a command wants of the editor, which alone knows how. */
export type EditorRequest = 'find' | 'replace' | 'go-to-line' | 'focus'

type EditorState = {
  /** Paths of open tabs, left to right. */
  readonly tabs: readonly string[]
  readonly active: string | null
  /** Paths whose text is shown in cells of the notebook: open without a tab. */
  readonly cells: readonly string[]
  readonly buffers: Readonly<Record<string, EditorBuffer>>
  /** Paths that are being saved. */
  readonly saving: readonly string[]
  /** Tabs still to be closed once the user has said what happens to the one before. */
  readonly closing: readonly string[]
  readonly cursor: { readonly line: number; readonly column: number }
  /** A place to go to once its file shows; taken (set to null) by the editor. */
  readonly reveal: { readonly path: string; readonly line: number } | null
  /** Taken (set to null) by the editor. */
  readonly request: EditorRequest | null
}

/** Open files and unsaved text. Journalled by the engine, so it survives a crash. */
export const useEditorStore = create<EditorState>()(() => ({
  tabs: [],
  active: null,
  cells: [],
  buffers: {},
  saving: [],
  closing: [],
  cursor: { line: 1, column: 1 },
  reveal: null,
  request: null,
}))

export const isDirty = (buffer: EditorBuffer): boolean => buffer.text !== buffer.savedText

/** True where closing would lose text: it is not on disk as it stands here. */
export const losesText = (buffer: EditorBuffer): boolean => isDirty(buffer) || buffer.disk?.kind === 'deleted'

/** Paths with unsaved text. */
export const dirtyPaths = (): string[] =>
  Object.values(useEditorStore.getState().buffers)
    .filter(isDirty)
    .map((buffer) => buffer.path)

/** Whether a file is open: it has a tab or is shown in a cell. */
export const isOpenFile = (path: string): boolean => {
  const { tabs, cells } = useEditorStore.getState()
  return tabs.includes(path) || cells.includes(path)
}

/** The open file of a path; undefined where it is not open or not read yet. */
export const bufferOf = (path: string): EditorBuffer | undefined => useEditorStore.getState().buffers[path]

/** Changes an open file; nothing happens where it is not open any more. */
export const changeBuffer = (path: string, update: (buffer: EditorBuffer) => EditorBuffer): void =>
  useEditorStore.setState((state) => {
    const buffer = state.buffers[path]
    return buffer === undefined ? state : { buffers: { ...state.buffers, [path]: update(buffer) } }
  })

let lastId = 0

/** Keeps what was read of a file. */
export const putBuffer = (buffer: Omit<EditorBuffer, 'id'>): void => {
  lastId += 1
  const made: EditorBuffer = { id: lastId, ...buffer }
  useEditorStore.setState((state) => ({ buffers: { ...state.buffers, [made.path]: made } }))
}

/** Shows a file's tab; a new one comes right of the active tab. */
export const showTab = (path: string): void =>
  useEditorStore.setState((state) => {
    if (state.tabs.includes(path)) return { active: path }
    const place = state.active === null ? state.tabs.length : state.tabs.indexOf(state.active) + 1
    return { tabs: state.tabs.toSpliced(place, 0, path), active: path }
  })

/** Says which files the cells of the notebook show. Text that no cell shows any more is dropped, unsaved text gets a tab. */
export const showCells = (cells: readonly string[]): void =>
  useEditorStore.setState((state) => {
    const shown = new Set([...cells, ...state.tabs])
    const left = Object.values(state.buffers).filter(({ path }) => !shown.has(path))
    if (left.length === 0) return { cells }
    const kept = left.filter(losesText).map(({ path }) => path)
    const dropped = new Set(left.map(({ path }) => path).filter((path) => !kept.includes(path)))
    const buffers = Object.fromEntries(Object.entries(state.buffers).filter(([path]) => !dropped.has(path)))
    return { cells, buffers, tabs: [...state.tabs, ...kept], active: state.active ?? kept[0] ?? null }
  })

/** Takes tabs away, and their text where no cell shows it. A neighbour of the active tab becomes active. */
export const dropTabs = (paths: readonly string[]): void =>
  useEditorStore.setState((state) => {
    const gone = new Set(paths)
    const tabs = state.tabs.filter((tab) => !gone.has(tab))
    const isLeft = (path: string) => !gone.has(path) || state.cells.includes(path)
    const buffers = Object.fromEntries(Object.entries(state.buffers).filter(([path]) => isLeft(path)))
    if (state.active === null || !gone.has(state.active)) return { tabs, buffers }
    const place = state.tabs.indexOf(state.active)
    const right = state.tabs.slice(place).find((tab) => !gone.has(tab))
    return { tabs, buffers, active: right ?? tabs.at(-1) ?? null }
  })

/** Puts a tab before another one; at the end where that is null. */
export const moveTab = (path: string, before: string | null): void =>
  useEditorStore.setState((state) => {
    if (path === before) return state
    const rest = state.tabs.filter((tab) => tab !== path)
    const place = before === null ? rest.length : rest.indexOf(before)
    return place < 0 ? state : { tabs: rest.toSpliced(place, 0, path) }
  })

const movedPath = (path: string, from: string, to: string): string =>
  path === from ? to : path.startsWith(`${from}/`) ? to + path.slice(from.length) : path

/** The files are gone for good: no cell keeps their text. */
export const dropFiles = (paths: readonly string[]): void => {
  const gone = new Set(paths)
  useEditorStore.setState((state) => ({ cells: state.cells.filter((path) => !gone.has(path)) }))
  dropTabs(paths)
}

/** A file or folder got another path: tabs and text follow. */
export const moveBuffers = (from: string, to: string): void =>
  useEditorStore.setState((state) => {
    const move = (path: string) => movedPath(path, from, to)
    if (![...state.tabs, ...state.cells].some((path) => move(path) !== path)) return state
    const buffers = Object.values(state.buffers).map((buffer): [string, EditorBuffer] => {
      const path = move(buffer.path)
      const disk = path === buffer.path || buffer.disk?.kind !== 'deleted' ? buffer.disk : null
      return [path, { ...buffer, path, disk }]
    })
    return {
      tabs: [...new Set(state.tabs.map(move))],
      cells: [...new Set(state.cells.map(move))],
      active: state.active === null ? null : move(state.active),
      buffers: Object.fromEntries(buffers),
    }
  })

/** Asks something of the editor that shows the active file. */
export const askEditor = (request: EditorRequest): void => useEditorStore.setState({ request })
