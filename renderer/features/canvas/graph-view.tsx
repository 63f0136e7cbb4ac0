import {
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  type ReactFlowState,
  useReactFlow,
  useStore,
} from '@xyflow/react'
import { type FocusEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { Pipeline } from '#shared/model/pipeline.ts'
import { saveMoves } from '../../commands/block-moves.ts'
import { runCommand } from '../../commands/registry.ts'
import { leaveCanvasMode, showCanvas } from '../../state/canvas-store.ts'
import { currentProjectId } from '../../state/project-store.ts'
import { showUi, useUiStore } from '../../state/ui-store.ts'
import { ContextMenu } from '../../ui/menu.tsx'
import { BlockFinder } from './block-finder.tsx'
import { BlockNodeView } from './block-node.tsx'
import { BlockPicker } from './block-picker.tsx'
import { canvasMenuEntries, type MenuTarget } from './canvas-menus.ts'
import { CanvasToolbar } from './canvas-toolbar.tsx'
import { EmptyPipeline } from './empty-pipeline.tsx'
import { LinkEdgeView } from './link-edge.tsx'
import type { BlockNode, LinkEdge } from './to-flow.ts'
import { useBlockDrop } from './use-block-drop.ts'
import { useFlow } from './use-flow.ts'
import { endConnection, isValidConnection, onEdgesChange, onNodesChange } from './use-flow-changes.ts'
import { useKeptView } from './use-kept-view.ts'
import { useViewRequests } from './use-view-requests.ts'

const nodeTypes = { block: BlockNodeView }
const edgeTypes = { link: LinkEdgeView }

const miniMapColor = ({ data: { blockRun } }: BlockNode): string => {
  if (blockRun?.state === 'running') return 'var(--status-running)'
  if (blockRun?.state === 'failed' || blockRun?.state === 'crashed') return 'var(--status-failed)'
  return 'var(--border-strong)'
}

const pointerPlace = (event: globalThis.MouseEvent | TouchEvent): { x: number; y: number } => {
  const point = 'changedTouches' in event ? event.changedTouches[0] : event
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 }
}

/** React Flow names the clicked link before it lets go of the blocks, so its word on the selection of links comes too early. */
const selectEdge = (_event: MouseEvent, edge: LinkEdge): void => {
  showUi({ selection: [] })
  showCanvas({ selectedEdge: { from: edge.source, to: edge.target } })
}

/** Tabbing onto the canvas selects what it lands on, so that the next key has something to act on. */
const selectFocused = (event: FocusEvent): void => {
  const uuid = event.target.matches('.react-flow__node:focus-visible') ? event.target.getAttribute('data-id') : null
  if (uuid !== null && !useUiStore.getState().selection.includes(uuid)) showUi({ selection: [uuid] })
}

const useMenuTarget = () => {
  const { screenToFlowPosition } = useReactFlow()
  const [target, setTarget] = useState<MenuTarget | null>(null)
  const at = (event: MouseEvent | globalThis.MouseEvent) =>
    screenToFlowPosition({ x: Math.round(event.clientX), y: Math.round(event.clientY) })
  return {
    target,
    onNodeContextMenu: (_event: MouseEvent, node: BlockNode): void => {
      const { selection } = useUiStore.getState()
      if (!selection.includes(node.id)) showUi({ selection: [node.id] })
      setTarget({ kind: 'block', count: useUiStore.getState().selection.length })
    },
    onEdgeContextMenu: (event: MouseEvent, edge: LinkEdge): void =>
      setTarget({ kind: 'edge', from: edge.source, to: edge.target, position: at(event) }),
    onPaneContextMenu: (event: MouseEvent | globalThis.MouseEvent): void =>
      setTarget({ kind: 'canvas', position: at(event) }),
  }
}

/** Below this zoom the words of a block cannot be read: its name alone is shown, larger. See `canvas.css`. */
const farZoom = 0.55

const isFarAway = ({ transform }: ReactFlowState): boolean => transform[2] < farZoom

const Flow = ({ pipeline }: { readonly pipeline: Pipeline }) => {
  const { nodes, edges } = useFlow(pipeline)
  const isFar = useStore(isFarAway)
  const { screenToFlowPosition } = useReactFlow()
  const { view, remember, fitAll } = useKeptView(pipeline.uuid, nodes.length === 0)
  const { target, ...menuHandlers } = useMenuTarget()
  const drop = useBlockDrop(edges)
  const edgeChanges = useMemo(() => onEdgesChange(edges), [edges])
  useViewRequests(nodes, fitAll)
  return (
    <ContextMenu entries={target === null ? [] : canvasMenuEntries(target)}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a drop zone; the same can be done by the quick picker */}
      <div className="size-full" onFocus={selectFocused} {...drop}>
        <ReactFlow<BlockNode, LinkEdge>
          className={isFar ? 'far' : ''}
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={onNodesChange}
          onEdgesChange={edgeChanges}
          onEdgeClick={selectEdge}
          onNodeDragStop={() => void saveMoves()}
          onSelectionDragStop={() => void saveMoves()}
          onNodeDoubleClick={() => void runCommand('block.open')}
          onConnectEnd={(event, state) => endConnection(state, screenToFlowPosition(pointerPlace(event)))}
          isValidConnection={isValidConnection}
          {...menuHandlers}
          onMoveEnd={remember}
          {...view}
          minZoom={0.1}
          maxZoom={2}
          connectionRadius={28}
          autoPanSpeed={5}
          nodeDragThreshold={3}
          nodesFocusable={false}
          edgesFocusable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          zoomOnDoubleClick={false}
          onlyRenderVisibleElements
          proOptions={{ hideAttribution: true }}
          aria-label={`Graph of ${pipeline.name}`}
        >
          <Background variant={BackgroundVariant.Dots} gap={22} size={2} color="var(--border-subtle)" />
          {nodes.length === 0 ? null : (
            <MiniMap<BlockNode>
              pannable
              zoomable
              ariaLabel="Overview"
              nodeColor={miniMapColor}
              nodeStrokeWidth={0}
              nodeBorderRadius={24}
              maskColor="color-mix(in srgb, var(--surface-canvas) 60%, transparent)"
              style={{ width: 150, height: 90 }}
            />
          )}
        </ReactFlow>
      </div>
    </ContextMenu>
  )
}

/** Another pipeline or tab is shown: what was moved is saved, what was under way is over. */
const useLeaving = (pipeline: Pipeline): void => {
  const [projectId] = useState(currentProjectId)
  const newest = useRef(pipeline)
  newest.current = pipeline
  useEffect(
    () => () => {
      if (projectId !== null) void saveMoves({ projectId, pipeline: newest.current })
      showCanvas({ moving: null, dropEdge: null, selectedEdge: null })
      leaveCanvasMode()
    },
    [projectId],
  )
}

/** The graph of one pipeline with all that can be done to it. */
export const GraphView = ({ pipeline }: { readonly pipeline: Pipeline }) => {
  const empty = pipeline.blocks.every((block) => block.role === 'widget')
  useLeaving(pipeline)
  return (
    <>
      <Flow pipeline={pipeline} />
      {empty ? <EmptyPipeline /> : null}
      <CanvasToolbar pipeline={pipeline} />
      <BlockFinder pipeline={pipeline} />
      <BlockPicker />
    </>
  )
}
