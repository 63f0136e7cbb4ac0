import { isRunnable } from '#shared/graph/plan-scope.ts'
import type { Block } from '#shared/model/block.ts'
import { showCanvas } from '../state/canvas-store.ts'
import { showNotebook, useNotebookStore } from '../state/notebook-store.ts'
import { showUi, useUiStore } from '../state/ui-store.ts'
import { foldCells, toggleFold } from './cell-folding.ts'
import { cellBeside, cellOrder } from './cell-order.ts'
import { runCell } from './cell-runs.ts'
import type { Command } from './command.ts'
import { openFile } from './file-commands.ts'
import { saveFile } from './file-saving.ts'
import { shownPipeline } from './pipeline-edit.ts'

const isShown = (): boolean => {
  const { page, centreTab } = useUiStore.getState()
  return page === 'pipelines' && centreTab === 'notebook' && shownPipeline() !== null
}

const cells = (): Block[] => (isShown() ? cellOrder(shownPipeline()?.pipeline.blocks ?? []) : [])
const selectedUuid = (): string | null => useUiStore.getState().selection.at(-1) ?? null
const selectedCell = (): Block | undefined => {
  const selected = selectedUuid()
  return cells().find(({ uuid }) => uuid === selected)
}
const hasCell = (): boolean => selectedCell() !== undefined

/** Selects a cell and gives it the keyboard. */
export const goToCell = (block: string, kind: 'focus' | 'edit' = 'focus'): void => {
  showUi({ selection: [block] })
  showNotebook({ request: { kind, block }, ...(kind === 'focus' && { editing: null }) })
}

/** Shows a line of a block's code in its cell, with the cursor on it. */
export const goToLine = (block: string, line: number): void => {
  showUi({ selection: [block] })
  showNotebook({ request: { kind: 'line', block, line } })
}

const run = (block: Block): void => {
  const shown = shownPipeline()
  if (shown !== null && isRunnable(block)) void runCell(shown.pipeline.uuid, block.uuid)
}

/** Opens the quick picker for a cell beside another one: below it is fed by it, above it feeds it. */
export const addCell = (beside: Block, side: 'before' | 'behind'): void => {
  const { uuid, upstream } = beside
  const nextTo = { block: uuid, side }
  const isInGraph = isRunnable(beside)
  const links =
    side === 'behind'
      ? { upstream: isInGraph ? [uuid] : [], downstream: [] }
      : { upstream: upstream.length === 1 && isInGraph ? upstream : [], downstream: isInGraph ? [uuid] : [] }
  showUi({ selection: [uuid] })
  showCanvas({ mode: { kind: 'add', ...links, position: null, nextTo } })
}

const onCell = (act: (block: Block) => void) => (): void => {
  const block = selectedCell()
  if (block !== undefined) act(block)
}

const step = (by: 1 | -1) => (): void => {
  const next = cellBeside(cells(), selectedUuid(), by)
  if (next !== null) goToCell(next)
}

const fold =
  (folded: boolean) =>
  (block: Block): void => {
    const shown = shownPipeline()
    if (shown !== null) foldCells('cell', shown.pipeline.uuid, { [block.uuid]: folded })
  }

const foldAll = (folded: boolean) => (): void => {
  const shown = shownPipeline()
  if (shown !== null)
    foldCells('cell', shown.pipeline.uuid, Object.fromEntries(cells().map(({ uuid }) => [uuid, folded])))
}

const withFile = (act: (file: string) => unknown) => async (): Promise<void> => {
  const file = selectedCell()?.file
  if (typeof file === 'string') await act(file)
}

const notebook = (command: Omit<Command, 'group'>): Command => ({
  group: 'Notebook',
  scopes: ['notebook'],
  enabled: hasCell,
  ...command,
})
const anywhere = ['notebook', 'cell'] as const

const running: readonly Command[] = [
  notebook({
    id: 'notebook.run',
    label: 'Run this cell',
    keys: ['Mod+Enter'],
    scopes: anywhere,
    run: onCell(run),
  }),
  notebook({
    id: 'notebook.runAndNext',
    label: 'Run this cell and go to the next',
    keys: ['Shift+Enter'],
    scopes: anywhere,
    run: onCell((block) => {
      run(block)
      goToCell(cellBeside(cells(), block.uuid, 1) ?? block.uuid)
    }),
  }),
  notebook({
    id: 'notebook.runAndAdd',
    label: 'Run this cell and add one below…',
    keys: ['Alt+Enter'],
    scopes: anywhere,
    run: onCell((block) => {
      run(block)
      addCell(block, 'behind')
    }),
  }),
]

const walking: readonly Command[] = [
  notebook({
    id: 'notebook.next',
    label: 'Go to the next cell',
    keys: ['ArrowDown', 'J'],
    enabled: () => cells().length > 0,
    run: step(1),
  }),
  notebook({
    id: 'notebook.previous',
    label: 'Go to the previous cell',
    keys: ['ArrowUp', 'K'],
    enabled: () => cells().length > 0,
    run: step(-1),
  }),
  notebook({
    id: 'notebook.edit',
    label: 'Edit this cell',
    keys: ['Enter'],
    run: onCell(({ uuid }) => goToCell(uuid, 'edit')),
  }),
  notebook({
    id: 'notebook.leave',
    label: 'Leave the text of this cell',
    // In the text Escape first closes what Monaco has open; the cell does it then.
    keys: ['Escape'],
    enabled: () => hasCell() && useNotebookStore.getState().editing !== null,
    run: onCell(({ uuid }) => goToCell(uuid)),
  }),
]

const changing: readonly Command[] = [
  notebook({
    id: 'notebook.addBelow',
    label: 'Add a cell below…',
    keys: ['B'],
    run: onCell((block) => addCell(block, 'behind')),
  }),
  notebook({
    id: 'notebook.addAbove',
    label: 'Add a cell above…',
    keys: ['A'],
    run: onCell((block) => addCell(block, 'before')),
  }),
  notebook({
    id: 'notebook.save',
    label: 'Save the code of this cell',
    keys: ['Mod+S'],
    scopes: anywhere,
    run: withFile(saveFile),
  }),
  notebook({
    id: 'notebook.openInEditor',
    label: 'Open this cell in the editor',
    keys: ['E'],
    run: withFile((file) => openFile(file)),
  }),
]

const folding: readonly Command[] = [
  notebook({ id: 'notebook.fold', label: 'Fold this cell', keys: ['ArrowLeft'], run: onCell(fold(true)) }),
  notebook({ id: 'notebook.unfold', label: 'Unfold this cell', keys: ['ArrowRight'], run: onCell(fold(false)) }),
  notebook({
    id: 'notebook.toggleOutput',
    label: 'Show or hide the output of this cell',
    keys: ['O'],
    run: onCell(({ uuid }) => {
      const shown = shownPipeline()
      if (shown !== null) toggleFold('output', shown.pipeline.uuid, uuid)
    }),
  }),
  notebook({ id: 'notebook.foldAll', label: 'Fold all cells', enabled: () => cells().length > 0, run: foldAll(true) }),
  notebook({
    id: 'notebook.unfoldAll',
    label: 'Unfold all cells',
    enabled: () => cells().length > 0,
    run: foldAll(false),
  }),
]

/** What can be done in the notebook. */
export const notebookCommands: readonly Command[] = [...running, ...walking, ...changing, ...folding]
