import { getViewportForBounds, type Rect, useReactFlow, useStoreApi, type Viewport } from '@xyflow/react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useCanvasStore } from '../../state/canvas-store.ts'
import type { BlockNode, LinkEdge } from './to-flow.ts'

const room = { top: 32, left: 24, right: 24, bottom: 116 } as const

/** A fitted graph keeps clear of the overview and is never enlarged: two blocks should not fill the screen. */
const fitOptions = {
  padding: {
    top: `${room.top}px`,
    left: `${room.left}px`,
    right: `${room.right}px`,
    bottom: `${room.bottom}px`,
  },
  maxZoom: 1,
  minZoom: 0.1,
} as const

/** What is seen first: of a large graph a readable part, since the overview shows the whole. */
const readableZoom = 0.4

type Size = { readonly width: number; readonly height: number }

/** The whole graph in the middle; of one that is too large at this zoom the part it begins with, at the left and at the top. */
export const fittedViewport = (bounds: Rect, { width, height }: Size, minZoom: number): Viewport => {
  const { maxZoom, padding } = fitOptions
  const { x, y, zoom } = getViewportForBounds(bounds, width, height, minZoom, maxZoom, padding)
  const isWide = bounds.width * zoom > width - room.left - room.right + 1
  const isHigh = bounds.height * zoom > height - room.top - room.bottom + 1
  return { x: isWide ? room.left - bounds.x * zoom : x, y: isHigh ? room.top - bounds.y * zoom : y, zoom }
}

const isSame = (a: Viewport, b: Viewport | null): boolean =>
  b !== null && Math.abs(a.x - b.x) < 1 && Math.abs(a.y - b.y) < 1 && Math.abs(a.zoom - b.zoom) < 0.001

/** Where a pipeline is looked at first: as left, else all of it. An empty one is not fitted, or its first block would jump away. */
const firstView = (pipelineUuid: string, isEmpty: boolean) => {
  const remembered = useCanvasStore.getState().viewports[pipelineUuid]
  if (remembered !== undefined) return { defaultViewport: remembered }
  return isEmpty ? {} : { fitView: true, fitViewOptions: { ...fitOptions, minZoom: readableZoom } }
}

/**
 * Keeps where the pipeline is looked at, and the middle of it for new blocks. A graph that is seen as it was fitted is fitted again when
 * its place changes size, such as by a panel that opens; once a hand moved it, it stays.
 */
export const useKeptView = (pipelineUuid: string, isEmpty: boolean) => {
  const { getNodes, getNodesBounds, setViewport, screenToFlowPosition } = useReactFlow<BlockNode, LinkEdge>()
  const store = useStoreApi()
  const [view] = useState(() => firstView(pipelineUuid, isEmpty))
  const fitted = useRef<{ readonly viewport: Viewport | null; readonly minZoom: number } | null>(
    'fitView' in view ? { viewport: null, minZoom: readableZoom } : null,
  )
  const fitTo = useCallback(
    (minZoom: number, duration: number): void => {
      const { width, height } = store.getState()
      const nodes = getNodes()
      if (width === 0 || height === 0 || nodes.length === 0) return
      const viewport = fittedViewport(getNodesBounds(nodes), { width, height }, minZoom)
      fitted.current = { viewport, minZoom }
      void setViewport(viewport, { duration })
    },
    [store, getNodes, getNodesBounds, setViewport],
  )
  useEffect(() => {
    const again = () => fitted.current !== null && fitTo(fitted.current.minZoom, 0)
    again()
    return store.subscribe((now, before) => {
      if (now.width !== before.width || now.height !== before.height) again()
    })
  }, [store, fitTo])
  const remember = (_event: unknown, viewport: Viewport): void => {
    if (!isSame(viewport, fitted.current?.viewport ?? null)) fitted.current = null
    const box = document.querySelector('.pipeline-canvas')?.getBoundingClientRect()
    const centre =
      box === undefined ? null : screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 })
    useCanvasStore.setState(({ viewports: { [pipelineUuid]: _, ...others } }) => ({
      viewports: fitted.current === null ? { ...others, [pipelineUuid]: viewport } : others,
      centre,
    }))
  }
  /** All of it, however small. */
  const fitAll = useCallback((duration: number) => fitTo(fitOptions.minZoom, duration), [fitTo])
  return { view, remember, fitAll }
}
