import { useReactFlow } from '@xyflow/react'
import { type DragEvent, useMemo } from 'react'
import { addBlock } from '../../commands/block-adding.ts'
import { hasBlockDrag, readBlockDrag } from '../../commands/block-drag.ts'
import { blockSize } from '../../commands/block-layout.ts'
import { showCanvas, useCanvasStore } from '../../state/canvas-store.ts'
import type { LinkEdge } from './to-flow.ts'

type DropHandlers = {
  readonly onDragOver: (event: DragEvent) => void
  readonly onDragLeave: (event: DragEvent) => void
  readonly onDrop: (event: DragEvent) => void
}

/** How far the line of a link is from a place of the window, in pixels. */
const distanceTo = (line: Element | null, { clientX, clientY }: DragEvent): number => {
  if (!(line instanceof SVGPathElement)) return Number.POSITIVE_INFINITY
  const toWindow = line.getScreenCTM() ?? undefined
  const length = line.getTotalLength()
  const points = Array.from({ length: 41 }, (_, at) => line.getPointAtLength((length * at) / 40))
  return Math.min(
    ...points.map((point) => {
      const { x, y } = point.matrixTransform(toWindow)
      return Math.hypot(x - clientX, y - clientY)
    }),
  )
}

/** The link under the pointer. Links that leave one block lie on each other at first: the nearest line is meant. */
const edgeUnder = (event: DragEvent, edges: readonly LinkEdge[]): LinkEdge | undefined => {
  const under = document
    .elementsFromPoint(event.clientX, event.clientY)
    .flatMap((element) => element.closest('.react-flow__edge') ?? [])
  const nearest = [...new Set(under)]
    .map((element) => ({ element, distance: distanceTo(element.querySelector('path'), event) }))
    .toSorted((a, b) => a.distance - b.distance)[0]
  const id = nearest?.element.getAttribute('data-id')
  return edges.find((edge) => edge.id === id)
}

/** Lets blocks and files of the side bar be dropped on the canvas: on an edge they go between its two blocks. */
export const useBlockDrop = (edges: readonly LinkEdge[]): DropHandlers => {
  const { screenToFlowPosition } = useReactFlow()
  return useMemo(
    () => ({
      onDragOver: (event) => {
        if (!hasBlockDrag(event.dataTransfer)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
        const edge = edgeUnder(event, edges)
        const known = useCanvasStore.getState().dropEdge
        if (known?.from === edge?.source && known?.to === edge?.target) return
        showCanvas({ dropEdge: edge === undefined ? null : { from: edge.source, to: edge.target } })
      },
      onDragLeave: () => showCanvas({ dropEdge: null }),
      onDrop: (event) => {
        const drag = readBlockDrag(event.dataTransfer)
        showCanvas({ dropEdge: null })
        if (drag === null) return
        event.preventDefault()
        const at = screenToFlowPosition({ x: event.clientX, y: event.clientY })
        const edge = edgeUnder(event, edges)
        void addBlock(drag, {
          position: { x: Math.round(at.x - blockSize.width / 2), y: Math.round(at.y - blockSize.height / 2) },
          upstream: edge === undefined ? [] : [edge.source],
          downstream: edge === undefined ? [] : [edge.target],
        })
      },
    }),
    [edges, screenToFlowPosition],
  )
}
