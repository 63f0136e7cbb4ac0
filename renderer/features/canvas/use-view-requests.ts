import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useEffect } from 'react'
import { blockSize } from '../../commands/block-layout.ts'
import { showCanvas, useCanvasStore, type ViewRequest } from '../../state/canvas-store.ts'
import type { BlockNode, LinkEdge } from './to-flow.ts'

const moveMs = (): number =>
  typeof window.matchMedia === 'function' && window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150

/** Off-screen blocks are drawn a frame or two after the view has moved there. */
const focusBlock = (uuid: string, attempts = 30): void => {
  const element = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(uuid)}"]`)
  if (element !== null) element.focus({ preventScroll: true })
  else if (attempts > 0) requestAnimationFrame(() => focusBlock(uuid, attempts - 1))
}

/** New places reach React Flow a frame after the edit's answer; a fit before that would fit the old ones. */
const afterDrawing = (run: () => void): void => {
  requestAnimationFrame(() => requestAnimationFrame(run))
}

type View = {
  readonly instance: ReturnType<typeof useReactFlow<BlockNode, LinkEdge>>
  readonly size: { readonly width: number; readonly height: number }
}

const margin = 24
/** Height at the bottom that the toolbar covers. */
const toolbarHeight = 36

type Span = { readonly from: number; readonly length: number; readonly available: number }

/** How far to move so that the span lies in view; null where none of it does. */
const shift = ({ from, length, available }: Span): number | null => {
  if (from + length < 0 || from > available) return null
  if (from < margin) return margin - from
  return Math.min(0, available - margin - from - length)
}

/** A block at the rim is moved into view and no further, so that what a hand put down stays under it; a far one comes to the middle. */
const reveal = ({ instance, size }: View, node: BlockNode, focus: boolean): void => {
  const { x, y, zoom } = instance.getViewport()
  const across = { from: node.position.x * zoom + x, length: blockSize.width * zoom, available: size.width }
  const down = {
    from: node.position.y * zoom + y,
    length: blockSize.height * zoom,
    available: size.height - toolbarHeight,
  }
  const [right, below] = [shift(across), shift(down)]
  const duration = moveMs()
  if (right === null || below === null) {
    const centre = { x: node.position.x + blockSize.width / 2, y: node.position.y + blockSize.height / 2 }
    if (size.width > 0) void instance.setCenter(centre.x, centre.y, { zoom: Math.max(zoom, 0.6), duration })
  } else if (size.width > 0 && (right !== 0 || below !== 0)) {
    void instance.setViewport({ x: x + right, y: y + below, zoom }, { duration })
  }
  if (focus) focusBlock(node.id)
}

const zoom = ({ instance }: View, by: Extract<ViewRequest, { kind: 'zoom' }>['by']): void => {
  const duration = moveMs()
  if (by === 'in') void instance.zoomIn({ duration })
  else if (by === 'out') void instance.zoomOut({ duration })
  else void instance.zoomTo(1, { duration })
}

/** Does what commands ask of the view: fit, zoom, show a block. A block that is not there yet is shown once it is. */
export const useViewRequests = (nodes: readonly BlockNode[], fitAll: (duration: number) => void): void => {
  const instance = useReactFlow<BlockNode, LinkEdge>()
  const store = useStoreApi()
  const request = useCanvasStore((state) => state.viewRequest)
  useEffect(() => {
    if (request === null) return
    const { width, height } = store.getState()
    const view = { instance, size: { width, height } }
    if (request.kind === 'fit') afterDrawing(() => fitAll(moveMs()))
    else if (request.kind === 'zoom') zoom(view, request.by)
    else {
      const node = nodes.find((candidate) => candidate.id === request.block)
      if (node === undefined) return
      reveal(view, node, request.focus)
    }
    showCanvas({ viewRequest: null })
  }, [request, nodes, instance, store, fitAll])
}
