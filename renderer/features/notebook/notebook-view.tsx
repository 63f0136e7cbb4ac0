import { NotebookText, Plus, ShieldQuestion } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import type { Block } from '#shared/model/block.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import type { Problem } from '#shared/model/problem.ts'
import { useLatestRun } from '../../bridge/queries/latest-run.ts'
import { useProject } from '../../bridge/queries/project.ts'
import { useRequest } from '../../bridge/queries.ts'
import { cellOrder } from '../../commands/cell-order.ts'
import { shortcutOf } from '../../commands/keys.ts'
import { runCommand } from '../../commands/registry.ts'
import { showCanvas, useCanvasStore } from '../../state/canvas-store.ts'
import { showCells } from '../../state/editor-store.ts'
import { showNotebook } from '../../state/notebook-store.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState, Skeleton } from '../../ui/feedback.tsx'
import { bringIntoView } from './bring-into-view.ts'
import { type CellParts, CellPartsContext, useCellParts } from './cell-parts.ts'
import { NearViewContext, useNearWatch } from './near-view.ts'
import { NotebookCell } from './notebook-cell.tsx'

const Empty = () => (
  <EmptyState
    icon={<NotebookText size={24} strokeWidth={1.5} />}
    title="This pipeline has no blocks yet"
    text="Each block becomes a cell: its code, and below it what it gave. The first one usually loads data."
    action={
      <Button variant="primary" icon={<Plus size={14} />} onClick={() => void runCommand('block.add')}>
        Add block
      </Button>
    }
  />
)

const NotTrusted = () => (
  <div
    role="status"
    className="mb-3 flex flex-wrap items-center gap-2 rounded-lg border border-warning/40 bg-warning/10 px-3 py-1.5 text-sm"
  >
    <ShieldQuestion size={15} className="shrink-0 text-warning" aria-hidden="true" />
    <span className="min-w-40 flex-1 text-primary">
      Nothing of this folder runs until you trust it. You can read and edit every cell.
    </span>
    <Button size="sm" onClick={() => void runCommand('project.trust')}>
      Trust this project…
    </Button>
  </div>
)

const Loading = () => (
  <div role="status" aria-label="Reading the pipeline" className="flex flex-col gap-4 p-4">
    {['first', 'second', 'third'].map((key) => (
      <Skeleton key={key} className="h-40 rounded-lg" />
    ))}
  </div>
)

/** Blocks that commands made or want to be seen come into view, once they are cells. */
const useReveal = (cells: readonly Block[]): void => {
  const wanted = useCanvasStore(({ viewRequest }) => viewRequest)
  useEffect(() => {
    if (wanted?.kind !== 'reveal' || !cells.some(({ uuid }) => uuid === wanted.block)) return
    const { block, focus } = wanted
    showCanvas({ viewRequest: null })
    const cell = document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(block)}"]`)
    if (focus) showNotebook({ request: { kind: 'focus', block } })
    else if (cell !== null) bringIntoView(cell)
  }, [wanted, cells])
}

/** The texts of the cells are open while the notebook is. */
const useOpenTexts = (files: readonly string[]): void => {
  const known = files.join('\n')
  useEffect(() => {
    showCells(known === '' ? [] : known.split('\n'))
  }, [known])
  useEffect(() => () => showCells([]), [])
}

const noProblems: readonly Problem[] = []
const noPipelines: readonly string[] = []

const groupBy = <Item,>(items: readonly Item[], keyOf: (item: Item) => string | null): ReadonlyMap<string, Item[]> => {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}

/** Per block: what is wrong with it, who else uses its file, and its newest run of the history. */
const useFacts = (projectId: string, { uuid, blocks }: Pipeline) => {
  const project = useProject()
  const files = useRequest('block.files', { projectId }).data
  const names = useMemo(() => blocks.filter(({ role }) => role === 'block').map((block) => block.uuid), [blocks])
  const newest = useRequest('run.newestOfBlocks', { projectId, pipelineUuid: uuid, blocks: names }).data
  const problems = useMemo(
    () =>
      groupBy(project?.problems ?? noProblems, (problem) => (problem.pipelineUuid === uuid ? problem.blockUuid : null)),
    [project?.problems, uuid],
  )
  const pipelines = useMemo(() => new Map(files?.map((file) => [file.file, file.pipelines])), [files])
  const runs = useMemo(() => new Map(newest?.map(({ blockUuid, runId }) => [blockUuid, runId])), [newest])
  return { problems, pipelines, runs, isTrusted: project?.trusted !== false }
}

const Cells = ({ projectId, pipeline }: { readonly projectId: string; readonly pipeline: Pipeline }) => {
  const cells = useMemo(() => cellOrder(pipeline.blocks), [pipeline.blocks])
  const scroller = useRef<HTMLDivElement>(null)
  const watch = useNearWatch(scroller)
  const { problems, pipelines, runs, isTrusted } = useFacts(projectId, pipeline)
  const newestRunId = useLatestRun(pipeline.uuid)?.id ?? null
  const selected = useUiStore(({ selection }) => selection.at(-1))
  const stop = cells.find(({ uuid }) => uuid === selected)?.uuid ?? cells[0]?.uuid
  useOpenTexts(useMemo(() => cells.flatMap(({ file }) => file ?? []), [cells]))
  useReveal(cells)
  if (cells.length === 0) return <Empty />
  return (
    <NearViewContext value={watch}>
      <div ref={scroller} data-cells className="h-full overflow-y-auto px-4 pt-3.5 pb-[30vh]">
        {isTrusted ? null : <NotTrusted />}
        {cells.map((block) => (
          <NotebookCell
            key={block.uuid}
            block={block}
            pipelineUuid={pipeline.uuid}
            problems={problems.get(block.uuid) ?? noProblems}
            pipelines={pipelines.get(block.file ?? '') ?? noPipelines}
            storedRunId={runs.get(block.uuid) ?? null}
            newestRunId={newestRunId}
            isStop={block.uuid === stop}
          />
        ))}
        <div className="flex justify-center pt-1">
          <Button variant="ghost" icon={<Plus size={14} />} onClick={() => void runCommand('block.add')}>
            Add block
            <span className="text-muted text-xs">{shortcutOf('notebook.addBelow')}</span>
          </Button>
        </div>
      </div>
    </NearViewContext>
  )
}

const Shown = ({ pipelineUuid }: { readonly pipelineUuid: string }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const { drawUnreadable } = useCellParts()
  const { data, error } = useRequest('pipeline.get', projectId === null ? null : { projectId, pipelineUuid })
  if (error !== null) return drawUnreadable(error.appError.message)
  if (projectId === null || data === undefined) return <Loading />
  return <Cells projectId={projectId} pipeline={data} />
}

type NotebookProps = { readonly pipelineUuid: string; readonly parts: CellParts }

/** All blocks of a pipeline as cells, one below the other: code, and what it gave. */
export const Notebook = ({ pipelineUuid, parts }: NotebookProps) => (
  <CellPartsContext value={parts}>
    <section
      aria-label={`Notebook of ${pipelineUuid}`}
      data-command-scope="notebook"
      // Focusable itself, so that keys still mean the notebook after a click beside the cells.
      tabIndex={-1}
      className="h-full min-h-0 bg-canvas outline-none"
    >
      <Shown key={pipelineUuid} pipelineUuid={pipelineUuid} />
      {parts.drawPicker()}
    </section>
  </CellPartsContext>
)
