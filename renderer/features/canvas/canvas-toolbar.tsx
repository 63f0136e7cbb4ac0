import { Maximize, Minus, Plus, Redo2, Undo2, Workflow } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Pipeline } from '#shared/model/pipeline.ts'
import { shortcutOf } from '../../commands/keys.ts'
import { runCommand } from '../../commands/registry.ts'
import { IconButton } from '../../ui/button.tsx'

type ToolProps = {
  readonly id: string
  readonly label: string
  readonly disabled?: boolean
  readonly children: ReactNode
}

const Tool = ({ id, label, disabled = false, children }: ToolProps) => (
  <IconButton
    label={label}
    shortcut={shortcutOf(id)}
    side="top"
    disabled={disabled}
    className="h-7 w-[31px] rounded-md"
    onClick={() => void runCommand(id)}
  >
    {children}
  </IconButton>
)

/** Zoom, fit, tidy up, undo and redo, at the bottom left of the canvas. */
export const CanvasToolbar = ({ pipeline }: { readonly pipeline: Pipeline }) => {
  const { undoLabel, redoLabel, blocks } = pipeline
  const empty = blocks.length === 0
  return (
    <div
      role="toolbar"
      aria-label="Canvas"
      className="absolute bottom-3.5 left-3.5 z-5 flex items-center rounded-md border border-strong bg-raised"
    >
      <Tool id="canvas.zoomIn" label="Zoom in">
        <Plus size={14} />
      </Tool>
      <Tool id="canvas.zoomOut" label="Zoom out">
        <Minus size={14} />
      </Tool>
      <Tool id="canvas.fit" label="Fit the graph" disabled={empty}>
        <Maximize size={13} />
      </Tool>
      <Tool id="canvas.tidyUp" label="Tidy up" disabled={empty}>
        <Workflow size={13} />
      </Tool>
      <Tool
        id="pipeline.undo"
        label={undoLabel === null ? 'Nothing to undo' : `Undo: ${undoLabel}`}
        disabled={undoLabel === null}
      >
        <Undo2 size={14} />
      </Tool>
      <Tool
        id="pipeline.redo"
        label={redoLabel === null ? 'Nothing to redo' : `Redo: ${redoLabel}`}
        disabled={redoLabel === null}
      >
        <Redo2 size={14} />
      </Tool>
    </div>
  )
}
