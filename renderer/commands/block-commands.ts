import { downstreamClosure, upstreamClosure } from '#shared/graph/walk.ts'
import type { Block } from '#shared/model/block.ts'
import { showCanvas, useCanvasStore } from '../state/canvas-store.ts'
import { showDialog, showUi, useUiStore } from '../state/ui-store.ts'
import { copyBlocks, duplicateBlocks, pasteBlocks, placeAfterSelection } from './block-adding.ts'
import { shownBlocks } from './block-layout.ts'
import { disconnectBlocks, edgesAt, removeBlocks } from './block-linking.ts'
import type { Command } from './command.ts'
import { openFile } from './file-commands.ts'
import { shownPipeline } from './pipeline-edit.ts'

/** Selected blocks that exist, in the order of selection. */
export const selectedBlocks = (): Block[] => {
  const blocks = new Map(shownPipeline()?.pipeline.blocks.map((block) => [block.uuid, block]))
  return useUiStore.getState().selection.flatMap((uuid) => blocks.get(uuid) ?? [])
}

const selectedIds = (): string[] => selectedBlocks().map((block) => block.uuid)
const lastSelected = (): Block | undefined => selectedBlocks().at(-1)
const somethingSelected = (): boolean => selectedBlocks().length > 0
const pipelineOpen = (): boolean => shownPipeline() !== null
const showGraph = (): void => showUi({ page: 'pipelines', centreTab: 'graph' })

/** Shows blocks: as cells where that is how they are looked at, else as the graph. */
const showBlocks = (): void => {
  if (useUiStore.getState().centreTab === 'notebook') showUi({ page: 'pipelines' })
  else showGraph()
}

const block = (command: Omit<Command, 'group' | 'scopes'>): Command => ({
  ...command,
  group: 'Block',
  scopes: ['canvas'],
})

/** One that does the same to a cell of the notebook. */
const cell = (command: Omit<Command, 'group' | 'scopes'>): Command => ({
  ...command,
  group: 'Block',
  scopes: ['canvas', 'notebook'],
})

const remove = (bridge: boolean) => async (): Promise<void> => {
  const edge = useCanvasStore.getState().selectedEdge
  if (edge !== null && !somethingSelected()) await disconnectBlocks(edge.from, edge.to)
  else if (somethingSelected()) await removeBlocks(selectedIds(), bridge)
}

const selectAlong = (closure: typeof upstreamClosure) => (): void => {
  const { blocks } = shownPipeline()?.pipeline ?? { blocks: [] }
  const selected = selectedIds()
  const reached = selected.flatMap((uuid) => [...closure(blocks, uuid)])
  showUi({ selection: [...new Set([...reached, ...selected])] })
}

/** Opens the quick picker; the new block goes after the selected one. */
export const startAdding = (): void => {
  showBlocks()
  showCanvas({ mode: { kind: 'add', ...placeAfterSelection(null) } })
}

const editing: readonly Command[] = [
  block({ id: 'block.add', label: 'Add block…', keys: ['A'], enabled: pipelineOpen, run: startAdding }),
  block({
    id: 'block.open',
    label: 'Open code',
    keys: ['Enter'],
    enabled: () => typeof lastSelected()?.file === 'string',
    run: async () => {
      const file = lastSelected()?.file
      if (typeof file === 'string') await openFile(file)
    },
  }),
  cell({
    id: 'block.rename',
    label: 'Rename block',
    keys: ['F2'],
    enabled: somethingSelected,
    run: () => {
      const last = lastSelected()
      if (last === undefined) return
      showBlocks()
      showUi({ selection: [last.uuid] })
      showCanvas({
        mode: { kind: 'rename', block: last.uuid },
        viewRequest: { kind: 'reveal', block: last.uuid, focus: false },
      })
    },
  }),
  cell({
    id: 'block.duplicate',
    label: 'Duplicate',
    keys: ['Mod+D'],
    enabled: somethingSelected,
    run: () => duplicateBlocks(selectedIds()),
  }),
  cell({
    id: 'block.remove',
    label: 'Remove from pipeline',
    keys: ['Delete', 'Backspace'],
    enabled: () => somethingSelected() || useCanvasStore.getState().selectedEdge !== null,
    run: remove(false),
  }),
  cell({
    id: 'block.removeAndBridge',
    label: 'Remove and connect its neighbours',
    keys: ['Shift+Delete'],
    enabled: somethingSelected,
    run: remove(true),
  }),
  cell({
    id: 'block.deleteFile',
    label: 'Delete file…',
    enabled: () => typeof lastSelected()?.file === 'string',
    run: () => {
      const file = lastSelected()?.file
      if (typeof file === 'string') showDialog({ kind: 'delete-file', path: file })
    },
  }),
]

const copying: readonly Command[] = [
  cell({
    id: 'block.copy',
    label: 'Copy blocks',
    keys: ['Mod+C'],
    enabled: somethingSelected,
    run: () => copyBlocks(selectedIds()),
  }),
  cell({
    id: 'block.paste',
    label: 'Paste blocks',
    keys: ['Mod+V'],
    enabled: () => pipelineOpen() && useCanvasStore.getState().clipboard !== null,
    run: pasteBlocks,
  }),
]

const linking: readonly Command[] = [
  block({
    id: 'block.connect',
    label: 'Connect to…',
    keys: ['C'],
    enabled: somethingSelected,
    run: () => {
      const last = lastSelected()
      if (last === undefined) return
      showGraph()
      showCanvas({ mode: { kind: 'connect', from: last.uuid } })
    },
  }),
  block({
    id: 'block.disconnect',
    label: 'Disconnect from…',
    keys: ['Shift+C'],
    enabled: () => edgesAt(lastSelected()?.uuid ?? '').length > 0,
    run: () => {
      const last = lastSelected()
      if (last === undefined) return
      showGraph()
      showCanvas({ mode: { kind: 'disconnect', block: last.uuid } })
    },
  }),
]

const selecting: readonly Command[] = [
  block({
    id: 'block.selectAll',
    label: 'Select all blocks',
    keys: ['Mod+A'],
    enabled: pipelineOpen,
    run: () => showUi({ selection: shownBlocks(shownPipeline()?.pipeline.blocks ?? []).map(({ uuid }) => uuid) }),
  }),
  block({
    id: 'block.selectUpstream',
    label: 'Select everything upstream',
    enabled: somethingSelected,
    run: selectAlong(upstreamClosure),
  }),
  block({
    id: 'block.selectDownstream',
    label: 'Select everything downstream',
    enabled: somethingSelected,
    run: selectAlong(downstreamClosure),
  }),
]

/** What can be done to blocks on the canvas. */
export const blockCommands: readonly Command[] = [...editing, ...copying, ...linking, ...selecting]
