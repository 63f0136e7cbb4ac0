import { create } from 'zustand'

type SidebarState = {
  /** Sections and folders that were opened or closed by hand; the rest is as it comes. */
  readonly open: Readonly<Record<string, boolean>>
  /** Text the list of pipelines is filtered by; null while there is no filter. */
  readonly filter: string | null
}

/** What is open in the side bar; lives as long as the window. */
export const useSidebarStore = create<SidebarState>()(() => ({ open: {}, filter: null }))

/** Opens or closes a section or folder. */
export const setOpen = (key: string, open: boolean): void =>
  useSidebarStore.setState((state) => ({ open: { ...state.open, [key]: open } }))

/** Filters the list of pipelines; null takes the filter away. */
export const setFilter = (filter: string | null): void => useSidebarStore.setState({ filter })
