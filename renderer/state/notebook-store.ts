import { create } from 'zustand'

/** What a command wants of a cell, which alone knows how; taken (set to null) by it. */
export type CellRequest =
  /** `focus`: the cell has the keyboard; `edit`: its text has. */
  | { readonly kind: 'focus' | 'edit'; readonly block: string }
  /** Its text has the keyboard, at that line. */
  | { readonly kind: 'line'; readonly block: string; readonly line: number }

/** A cell that runs when the run before it has completed. */
export type WaitingCell = { readonly pipelineUuid: string; readonly block: string }

type NotebookState = {
  /** Block whose text has the keyboard, or had it last; null while cells are only walked. */
  readonly editing: string | null
  readonly request: CellRequest | null
  readonly waiting: readonly WaitingCell[]
}

const initial: NotebookState = { editing: null, request: null, waiting: [] }

/** What happens in the notebook and is gone with the window. Selection is in the ui store, since other panels show it. */
export const useNotebookStore = create<NotebookState>()(() => initial)

/** Changes some of what happens in the notebook. */
export const showNotebook = (change: Partial<NotebookState>): void => useNotebookStore.setState(change)

/** Forgets all, for another project or a test. */
export const resetNotebook = (): void => useNotebookStore.setState(initial)
