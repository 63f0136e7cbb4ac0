import { useEditorStore } from '../state/editor-store.ts'
import type { Command } from './command.ts'

/** Opens a file in the editor, at a line if one is given. */
export const openFile = async (path: string, line?: number): Promise<void> => {
  useEditorStore.setState((state) => ({
    tabs: state.tabs.includes(path) ? state.tabs : [...state.tabs, path],
    active: path,
    reveal: line === undefined ? state.reveal : { path, line },
  }))
}

export const fileCommands: readonly Command[] = []
