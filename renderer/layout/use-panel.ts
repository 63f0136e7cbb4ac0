import { type RefObject, useEffect, useRef } from 'react'
import { arrange } from '../commands/arrange.ts'
import { rememberedNumber } from '../state/arrangement-store.ts'
import { showUi, useUiStore } from '../state/ui-store.ts'
import type { PanelImperativeHandle } from '../ui/splitter.tsx'

type Side = 'left' | 'right' | 'bottom'
type Size = { readonly inPixels: number }

type PanelProps = {
  readonly defaultSize: number
  readonly panelRef: RefObject<PanelImperativeHandle | null>
  readonly onResize: (size: Size, id: unknown, previous: Size | undefined) => void
}

/** A panel that remembers its size in pixels and collapses by drag, key and command. */
export const useCollapsiblePanel = (side: Side, size: number): PanelProps => {
  const panelRef = useRef<PanelImperativeHandle | null>(null)
  const collapsed = useUiStore((state) => state.collapsed[side])
  const wanted = rememberedNumber(`size.${side}`) ?? size
  const start = useRef(collapsed ? 0 : wanted)
  useEffect(() => {
    const panel = panelRef.current
    if (panel === null || panel.isCollapsed() === collapsed) return
    if (collapsed) panel.collapse()
    else panel.resize(rememberedNumber(`size.${side}`) ?? size)
  }, [collapsed, side, size])
  const onResize = (now: Size, _id: unknown, previous: Size | undefined) => {
    if (previous === undefined) return
    const isCollapsed = now.inPixels < 1
    const known = useUiStore.getState().collapsed
    if (known[side] !== isCollapsed) showUi({ collapsed: { ...known, [side]: isCollapsed } })
    if (!isCollapsed) arrange({ [`size.${side}`]: Math.round(now.inPixels) })
  }
  return { defaultSize: start.current, panelRef, onResize }
}

/** A panel that remembers its size in pixels under a name. */
export const useRememberedSize = (name: string, size: number): Omit<PanelProps, 'panelRef'> => {
  const start = useRef(rememberedNumber(`size.${name}`) ?? size)
  const onResize = (now: Size, _id: unknown, previous: Size | undefined) => {
    if (previous !== undefined) arrange({ [`size.${name}`]: Math.round(now.inPixels) })
  }
  return { defaultSize: start.current, onResize }
}
