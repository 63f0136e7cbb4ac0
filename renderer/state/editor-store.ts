import { create } from 'zustand'

/**
 * One open file. `disk` is what the file holds when that differs from what the buffer was read from: with `dirty` text that is a
 * conflict to merge, and `deleted` says the file is gone while the text is kept.
 */
export type EditorBuffer = {
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

type EditorState = {
  /** Paths of open tabs, left to right. */
  readonly tabs: readonly string[]
  readonly active: string | null
  readonly buffers: Readonly<Record<string, EditorBuffer>>
  readonly cursor: { readonly line: number; readonly column: number }
  /** A place to go to once its file shows; taken (set to null) by the editor. */
  readonly reveal: { readonly path: string; readonly line: number } | null
}

/** Open files and unsaved text. Journalled by the engine, so it survives a crash. */
export const useEditorStore = create<EditorState>()(() => ({
  tabs: [],
  active: null,
  buffers: {},
  cursor: { line: 1, column: 1 },
  reveal: null,
}))

export const isDirty = (buffer: EditorBuffer): boolean => buffer.text !== buffer.savedText

/** Paths with unsaved text. */
export const dirtyPaths = (): string[] =>
  Object.values(useEditorStore.getState().buffers)
    .filter(isDirty)
    .map((buffer) => buffer.path)
