import { ChevronDown, ChevronRight, Ellipsis, Play, Square } from 'lucide-react'
import type { Block } from '#shared/model/block.ts'
import { toggleFold } from '../../commands/cell-folding.ts'
import { leaveQueue } from '../../commands/cell-runs.ts'
import { shortcutOf } from '../../commands/keys.ts'
import { runCommand } from '../../commands/registry.ts'
import { activeRunId, cancelRun } from '../../commands/run-commands.ts'
import { losesText, useEditorStore } from '../../state/editor-store.ts'
import { useNotebookStore } from '../../state/notebook-store.ts'
import { showUi } from '../../state/ui-store.ts'
import { LanguageChip, TypeMark, typeLabel } from '../../ui/block-marks.tsx'
import { IconButton } from '../../ui/button.tsx'
import { DropdownMenu } from '../../ui/menu.tsx'
import { cellMenu } from './cell-menu.ts'
import { useCellParts } from './cell-parts.ts'
import type { CellRun } from './cell-run.ts'
import { CellState } from './cell-state.tsx'

const Upstream = ({ block }: { readonly block: Block }) => {
  if (block.upstream.length === 0) return null
  const names = block.upstream.join(', ')
  const word = block.role === 'conditional' ? 'guards' : block.role === 'callback' ? 'listens to' : 'from'
  return (
    <span className="min-w-0 shrink-[4] truncate text-muted text-xs" title={`${word} ${names}`}>
      {word} {names}
    </span>
  )
}

/** Who else the code belongs to: changing it here changes it there. */
const Shared = ({ block, pipelines }: { readonly block: Block; readonly pipelines: readonly string[] }) => {
  const facts = [
    ...(block.replicaOf === null ? [] : [`replica of ${block.replicaOf}`]),
    ...(pipelines.length > 1 ? [`in ${pipelines.length} pipelines`] : []),
  ]
  if (facts.length === 0) return null
  return (
    <span
      className="shrink-0 rounded-sm bg-hover px-1 text-secondary text-xs"
      title={`The code is shared${pipelines.length > 1 ? ` by ${pipelines.join(', ')}` : ''}`}
    >
      {facts.join(' · ')}
    </span>
  )
}

const Unsaved = ({ file }: { readonly file: string | null }) => {
  const unsaved = useEditorStore((state) => {
    const buffer = file === null ? undefined : state.buffers[file]
    return buffer !== undefined && losesText(buffer)
  })
  return unsaved ? (
    <span role="img" aria-label="Unsaved" title="Unsaved" className="size-2 shrink-0 rounded-full bg-muted" />
  ) : null
}

const RunButton = ({ block, blockRun }: { readonly block: Block; readonly blockRun: CellRun['blockRun'] }) => {
  const isWaiting = useNotebookStore(({ waiting }) => waiting.some((cell) => cell.block === block.uuid))
  if (isWaiting)
    return (
      <IconButton label={`Do not run ${block.name}`} onClick={() => leaveQueue(block.uuid)}>
        <Square size={12} />
      </IconButton>
    )
  if (blockRun?.state === 'running' || blockRun?.state === 'queued')
    return (
      <IconButton
        label="Cancel run"
        shortcut={shortcutOf('run.cancel')}
        onClick={() => {
          const runId = activeRunId()
          if (runId !== null) void cancelRun(runId)
        }}
      >
        <Square size={12} className="text-failed" />
      </IconButton>
    )
  return (
    <IconButton
      label={`Run ${block.name}`}
      shortcut={shortcutOf('notebook.run')}
      onClick={() => {
        showUi({ selection: [block.uuid] })
        void runCommand('notebook.run')
      }}
    >
      <Play size={14} className="fill-current text-accent" />
    </IconButton>
  )
}

type CellHeadProps = {
  readonly block: Block
  readonly pipelineUuid: string
  readonly pipelines: readonly string[]
  readonly run: CellRun
  readonly newestRunId: number | null
  readonly runs: boolean
  readonly isFolded: boolean
  readonly hidesOutput: boolean
  /** Gives the keyboard back to the cell. */
  readonly onDone: () => void
}

/** One line over the code: what the block is, how its last run went, what can be done with it. */
export const CellHead = (props: CellHeadProps) => {
  const { block, pipelineUuid, pipelines, run, newestRunId, runs, isFolded, hidesOutput, onDone } = props
  const { drawName } = useCellParts()
  const Fold = isFolded ? ChevronRight : ChevronDown
  const menu = cellMenu({ runs, hasFile: block.file !== null, isFolded, hidesOutput })
  const onMenu = (open: boolean): void => {
    if (open) showUi({ selection: [block.uuid] })
    else setTimeout(() => document.activeElement?.matches('[aria-haspopup="menu"]') === true && onDone(), 30)
  }
  return (
    <div className="flex h-9 items-center gap-2 pr-1.5 pl-1">
      <IconButton
        label={`${isFolded ? 'Unfold' : 'Fold'} ${block.name}`}
        size="sm"
        aria-expanded={!isFolded}
        onClick={() => toggleFold('cell', pipelineUuid, block.uuid)}
      >
        <Fold size={13} />
      </IconButton>
      <TypeMark type={block.type} className="h-4" />
      <span className="flex max-w-[45%] shrink-0 items-center whitespace-nowrap">{drawName(block)}</span>
      <Unsaved file={block.file} />
      <LanguageChip language={block.language} type={block.type} />
      <span className="hidden shrink-0 text-muted text-xs @xl:inline">{typeLabel(block.type)}</span>
      <Upstream block={block} />
      <Shared block={block} pipelines={pipelines} />
      <span className="ml-auto flex min-w-20 shrink items-center justify-end pl-2">
        <CellState
          block={block}
          pipelineUuid={pipelineUuid}
          blockRun={run.blockRun}
          runId={run.runId}
          newestRunId={newestRunId}
        />
      </span>
      <span className="flex shrink-0 items-center">
        {runs && <RunButton block={block} blockRun={run.blockRun} />}
        <DropdownMenu entries={menu} align="end" onOpenChange={onMenu}>
          <IconButton label={`More for ${block.name}`}>
            <Ellipsis size={15} />
          </IconButton>
        </DropdownMenu>
      </span>
    </div>
  )
}
