import { create } from 'zustand'
import { folderOf } from './tree-rows.ts'

type TreeState = {
  readonly open: ReadonlySet<string>
  readonly focused: string | null
  readonly projectId: string | null
}

const initial: TreeState = { open: new Set(), focused: null, projectId: null }

/** Which folders are open and where the focus is; stays while other pages are looked at. */
export const useTreeStore = create<TreeState>()(() => initial)

/** Another project has other folders. */
export const startTree = (projectId: string): void => {
  if (useTreeStore.getState().projectId !== projectId) useTreeStore.setState({ ...initial, projectId })
}

/** Opens or folds a folder. */
export const setOpen = (folder: string, isOpen: boolean): void =>
  useTreeStore.setState(({ open }) => {
    const next = new Set(open)
    if (isOpen) next.add(folder)
    else next.delete(folder)
    return { open: next }
  })

export const focusEntry = (path: string | null): void => useTreeStore.setState({ focused: path })

/** Opens every folder above an entry and goes to it. */
export const revealEntry = (path: string): void =>
  useTreeStore.setState(({ open }) => {
    const next = new Set(open)
    for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) next.add(folder)
    return { open: next, focused: path }
  })
