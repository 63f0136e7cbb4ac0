import { Plus } from 'lucide-react'
import { memo, type RefObject, useEffect, useRef } from 'react'
import { isRunnable } from '#shared/graph/plan-scope.ts'
import type { Block } from '#shared/model/block.ts'
import type { Problem } from '#shared/model/problem.ts'
import { languageLabels } from '../../commands/block-kinds.ts'
import { stateText } from '../../commands/block-state.ts'
import { useFold } from '../../commands/cell-folding.ts'
import { addCell } from '../../commands/notebook-commands.ts'
import { useCanvasStore } from '../../state/canvas-store.ts'
import { showNotebook, useNotebookStore } from '../../state/notebook-store.ts'
import { showUi, useUiStore } from '../../state/ui-store.ts'
import { typeLabel } from '../../ui/block-marks.tsx'
import { classNames } from '../../ui/class-names.ts'
import { ErrorBoundary } from '../../ui/error-boundary.tsx'
import { bringIntoView } from './bring-into-view.ts'
import { CellBody } from './cell-body.tsx'
import { CellHead } from './cell-head.tsx'
import { type CellRun, useCellRun } from './cell-run.ts'
import { CellProgress } from './cell-state.tsx'
import { useNearView, useTurn } from './near-view.ts'

/** Height of a cell nobody has seen yet, in pixels. */
const guessedHeight = 220

const AddBelow = ({ block }: { readonly block: Block }) => (
  <div className="group/add relative flex h-4 items-center justify-center">
    <span className="absolute inset-x-2 h-px bg-accent opacity-0 transition-opacity group-focus-within/add:opacity-60 group-hover/add:opacity-60" />
    <button
      type="button"
      aria-label={`Add a block below ${block.name}`}
      className="relative inline-flex h-4 cursor-pointer items-center gap-1 rounded-full border border-strong bg-raised px-2 text-secondary text-xs opacity-0 transition-opacity hover:text-primary focus-visible:opacity-100 group-hover/add:opacity-100"
      onClick={() => addCell(block, 'behind')}
    >
      <Plus size={11} aria-hidden="true" />
      Block
    </button>
  </div>
)

const labelOf = (block: Block, { blockRun }: CellRun): string =>
  [
    block.name,
    typeLabel(block.type).toLowerCase(),
    languageLabels[block.language],
    ...(isRunnable(block) ? [stateText(blockRun, null)] : []),
  ].join(', ')

/** Comes into view and takes the keyboard when a command asks for it. */
const useRequests = (cell: RefObject<HTMLElement | null>, uuid: string): void => {
  const request = useNotebookStore((state) => (state.request?.block === uuid ? state.request : null))
  const stop = useRef<() => void>(null)
  useEffect(() => {
    if (request === null || cell.current === null) return
    stop.current?.()
    stop.current = bringIntoView(cell.current)
    if (request.kind !== 'focus') return
    cell.current.focus({ preventScroll: true })
    showNotebook({ request: null })
  }, [request, cell])
  useEffect(() => () => stop.current?.(), [])
}

const select = (uuid: string): void => {
  const { selection } = useUiStore.getState()
  if (selection.length !== 1 || selection[0] !== uuid) showUi({ selection: [uuid] })
}

export type NotebookCellProps = {
  readonly block: Block
  readonly pipelineUuid: string
  readonly problems: readonly Problem[]
  readonly pipelines: readonly string[]
  /** The newest run that gave something of the block, as the history knows it. */
  readonly storedRunId: number | null
  readonly newestRunId: number | null
  /** Whether Tab leads to this cell. */
  readonly isStop: boolean
}

const NearCell = (props: NotebookCellProps & { readonly run: CellRun; readonly onDone: () => void }) => {
  const { block, pipelineUuid, problems, pipelines, newestRunId, run, onDone } = props
  const isEditing = useNotebookStore(({ editing }) => editing === block.uuid)
  const ready = useTurn(true)
  const isFolded = useFold('cell', pipelineUuid, block.uuid)
  const hidesOutput = useFold('output', pipelineUuid, block.uuid)
  const isAsked = useNotebookStore(({ request }) => request?.block === block.uuid && request.kind !== 'focus')
  return (
    <>
      {/* Not the whole cell: what an editor lays over the window would be held in it. */}
      <div data-command-scope="cell" className="@container">
        <CellHead
          block={block}
          pipelineUuid={pipelineUuid}
          pipelines={pipelines}
          run={run}
          newestRunId={newestRunId}
          runs={isRunnable(block)}
          isFolded={isFolded}
          hidesOutput={hidesOutput}
          onDone={onDone}
        />
      </div>
      <CellProgress blockRun={run.blockRun} />
      {isFolded && !isEditing && !isAsked ? null : (
        <CellBody block={block} problems={problems} run={run} ready={ready} hidesOutput={hidesOutput} />
      )}
    </>
  )
}

/** A block as a cell: its head, code and output. Far from what is seen only its place is kept. */
export const NotebookCell = memo((props: NotebookCellProps) => {
  const { block, pipelineUuid, storedRunId, isStop } = props
  const { uuid } = block
  const cell = useRef<HTMLElement>(null)
  const { isNear, height } = useNearView(cell)
  const isSelected = useUiStore(({ selection }) => selection.includes(uuid))
  const isHeld = useNotebookStore(({ editing, request }) => editing === uuid || request?.block === uuid)
  const isRenamed = useCanvasStore(({ mode }) => mode.kind === 'rename' && mode.block === uuid)
  const run = useCellRun({ pipelineUuid, blockUuid: uuid, stored: storedRunId, isShown: isNear })
  useRequests(cell, uuid)
  const isFailed = run.blockRun?.state === 'failed' || run.blockRun?.state === 'crashed'
  return (
    <>
      <article
        ref={cell}
        aria-label={labelOf(block, run)}
        aria-current={isSelected ? 'true' : undefined}
        tabIndex={isStop ? 0 : -1}
        data-cell={uuid}
        className={classNames(
          'relative overflow-hidden rounded-lg border bg-panel outline-none',
          isSelected ? 'border-accent focus:shadow-selected' : isFailed ? 'border-failed/60' : 'border-subtle',
        )}
        style={isNear || isHeld || isRenamed ? undefined : { height: height ?? guessedHeight }}
        onFocus={() => select(uuid)}
        onPointerDownCapture={() => select(uuid)}
      >
        {isNear || isHeld || isRenamed ? (
          <ErrorBoundary name={`The cell ${block.name}`}>
            <NearCell {...props} run={run} onDone={() => cell.current?.focus({ preventScroll: true })} />
          </ErrorBoundary>
        ) : null}
      </article>
      <AddBelow block={block} />
    </>
  )
})
