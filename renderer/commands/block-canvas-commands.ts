import { showCanvas, useCanvasStore, type ViewRequest } from '../state/canvas-store.ts'
import { showUi, useUiStore } from '../state/ui-store.ts'
import { selectedBlocks } from './block-commands.ts'
import { graphEdges, layoutBlocks } from './block-layout.ts'
import { nudgeBlocks, shownPositions } from './block-moves.ts'
import { type Direction, directions, firstBlock, neighbour } from './block-navigation.ts'
import type { Command } from './command.ts'
import { editPipeline, redo, shownPipeline, undo } from './pipeline-edit.ts'

const hasBlocks = (): boolean => (shownPipeline()?.pipeline.blocks.length ?? 0) > 0
const view = (request: ViewRequest) => (): void => showCanvas({ viewRequest: request })

const canvas = (command: Omit<Command, 'group' | 'scopes'>): Command => ({
  ...command,
  group: 'View',
  scopes: ['canvas'],
})

const goToGraph = (): void => {
  const block = useUiStore.getState().selection.at(-1) ?? firstBlock(shownPositions())
  if (block === null) return
  showUi({ page: 'pipelines', centreTab: 'graph', selection: [block] })
  showCanvas({ viewRequest: { kind: 'reveal', block, focus: true } })
}

/** Lays all blocks of the shown pipeline out from left to right and shows them. */
export const tidyUp = async (): Promise<void> => {
  const shown = shownPipeline()
  if (shown === null) return
  const positions = layoutBlocks(shown.pipeline.blocks)
  if (Object.keys(positions).length === 0) return
  const answer = await editPipeline([{ kind: 'move-blocks', positions: { ...positions } }], 'Tidy up')
  if (answer !== null) showCanvas({ viewRequest: { kind: 'fit' } })
}

const go = (direction: Direction) => (): void => {
  const { blocks } = shownPipeline()?.pipeline ?? { blocks: [] }
  const positions = shownPositions()
  const last = useUiStore.getState().selection.at(-1)
  const graph = { edges: graphEdges(blocks), positions }
  const next = last === undefined ? firstBlock(positions) : neighbour(graph, last, direction)
  if (next === null) return
  showUi({ selection: [next] })
  showCanvas({ selectedEdge: null, viewRequest: { kind: 'reveal', block: next, focus: true } })
}

const step = 16
const steps = {
  left: { x: -step, y: 0 },
  right: { x: step, y: 0 },
  up: { x: 0, y: -step },
  down: { x: 0, y: step },
} as const satisfies Record<Direction, { x: number; y: number }>
const arrowKeys = {
  left: 'ArrowLeft',
  right: 'ArrowRight',
  up: 'ArrowUp',
  down: 'ArrowDown',
} as const satisfies Record<Direction, string>

const arrows: readonly Command[] = directions.flatMap((direction) => [
  canvas({
    id: `canvas.go-${direction}`,
    label: `Select the block to the ${direction}`,
    keys: [arrowKeys[direction]],
    hidden: true,
    enabled: hasBlocks,
    run: go(direction),
  }),
  canvas({
    id: `canvas.move-${direction}`,
    label: `Move the selected blocks ${direction}`,
    keys: [`Shift+${arrowKeys[direction]}`],
    hidden: true,
    enabled: () => selectedBlocks().length > 0,
    run: () =>
      nudgeBlocks(
        selectedBlocks().map((block) => block.uuid),
        steps[direction],
      ),
  }),
])

const history: readonly Command[] = [
  {
    id: 'pipeline.undo',
    group: 'Pipeline',
    scopes: ['canvas', 'notebook'],
    keys: ['Mod+Z'],
    get label() {
      const what = shownPipeline()?.pipeline.undoLabel
      return typeof what === 'string' ? `Undo: ${what}` : 'Undo'
    },
    enabled: () => typeof shownPipeline()?.pipeline.undoLabel === 'string',
    run: undo,
  },
  {
    id: 'pipeline.redo',
    group: 'Pipeline',
    scopes: ['canvas', 'notebook'],
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    get label() {
      const what = shownPipeline()?.pipeline.redoLabel
      return typeof what === 'string' ? `Redo: ${what}` : 'Redo'
    },
    enabled: () => typeof shownPipeline()?.pipeline.redoLabel === 'string',
    run: redo,
  },
]

/** What can be done to the view of a graph, and the edits' history. */
export const canvasCommands: readonly Command[] = [
  ...history,
  {
    id: 'view.toGraph',
    label: 'Go to the graph',
    group: 'View',
    keys: ['Mod+Shift+G'],
    enabled: hasBlocks,
    run: goToGraph,
  },
  canvas({ id: 'canvas.tidyUp', label: 'Tidy up the graph', keys: ['L'], enabled: hasBlocks, run: tidyUp }),
  canvas({ id: 'canvas.fit', label: 'Fit the graph', keys: ['F'], enabled: hasBlocks, run: view({ kind: 'fit' }) }),
  canvas({ id: 'canvas.zoomIn', label: 'Zoom in', keys: ['+', '='], run: view({ kind: 'zoom', by: 'in' }) }),
  canvas({ id: 'canvas.zoomOut', label: 'Zoom out', keys: ['-'], run: view({ kind: 'zoom', by: 'out' }) }),
  canvas({ id: 'canvas.zoomReset', label: 'Zoom to 100 %', keys: ['0'], run: view({ kind: 'zoom', by: 'reset' }) }),
  canvas({
    id: 'canvas.search',
    label: 'Find a block',
    keys: ['Mod+F'],
    enabled: hasBlocks,
    run: () => showCanvas({ mode: { kind: 'search' }, highlighted: null, matches: null }),
  }),
  canvas({
    id: 'canvas.leave',
    label: 'Select nothing',
    keys: ['Escape'],
    hidden: true,
    enabled: () =>
      useUiStore.getState().selection.length > 0 ||
      useCanvasStore.getState().selectedEdge !== null ||
      useCanvasStore.getState().mode.kind !== 'idle',
    run: () => {
      if (useCanvasStore.getState().mode.kind === 'idle') showUi({ selection: [] })
      showCanvas({ mode: { kind: 'idle' }, highlighted: null, matches: null, selectedEdge: null })
    },
  }),
  ...arrows,
]
