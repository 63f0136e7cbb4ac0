import { ChevronDown, ChevronRight, Pause, Play, RotateCcw, Square, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Backfill } from '#shared/model/backfill.ts'
import { changeBackfill, deleteBackfill } from '../../commands/backfill-commands.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { formatPlural } from '../../ui/format.ts'
import { BackfillDates } from './backfill-dates.tsx'
import { backfillLooks, progressWords, rangeWords } from './backfill-words.ts'

const share = (part: number, total: number): string => `${(100 * part) / Math.max(1, total)}%`

const Progress = ({ backfill }: { readonly backfill: Backfill }) => {
  const { total, completed, failed, running } = backfill
  return (
    <div
      role="progressbar"
      aria-label={progressWords(backfill)}
      aria-valuenow={completed + failed}
      aria-valuemax={total}
      className="flex h-1.5 overflow-hidden rounded-full bg-hover"
    >
      <span className="bg-success" style={{ width: share(completed, total) }} />
      <span className="bg-failed" style={{ width: share(failed, total) }} />
      <span className="bg-running" style={{ width: share(running, total) }} />
    </div>
  )
}

const Actions = ({ backfill }: { readonly backfill: Backfill }) => {
  const { id, state, failed, running } = backfill
  const isOpen = state === 'running' || state === 'paused'
  return (
    <div className="flex shrink-0 items-center gap-1">
      {state === 'running' ? (
        <Button size="sm" icon={<Pause size={12} />} onClick={() => void changeBackfill(id, 'pause')}>
          Pause
        </Button>
      ) : null}
      {state === 'paused' ? (
        <Button size="sm" icon={<Play size={12} />} onClick={() => void changeBackfill(id, 'resume')}>
          Go on
        </Button>
      ) : null}
      {(failed > 0 && state !== 'paused') || state === 'cancelled' ? (
        <Button size="sm" icon={<RotateCcw size={12} />} onClick={() => void changeBackfill(id, 'retry')}>
          Run what is left
        </Button>
      ) : null}
      {isOpen ? (
        <Button size="sm" icon={<Square size={12} />} onClick={() => void changeBackfill(id, 'cancel')}>
          Cancel
        </Button>
      ) : (
        <IconButton
          label="Take from the list; its runs stay"
          disabled={running > 0}
          onClick={() => void deleteBackfill(id)}
        >
          <Trash2 size={14} />
        </IconButton>
      )}
    </div>
  )
}

type RowProps = { readonly backfill: Backfill; readonly showPipeline: boolean }

/** One backfill: its range, how far it is, what can be done; its dates on demand. */
export const BackfillRow = ({ backfill, showPipeline }: RowProps) => {
  const [isOpen, setOpen] = useState(false)
  const { name, pipelineUuid, range, parallel, state, id } = backfill
  const look = backfillLooks[state]
  const Chevron = isOpen ? ChevronDown : ChevronRight
  return (
    <li className="border-subtle border-t first:border-t-0">
      <div className="flex items-center gap-3 px-4 py-3">
        <IconButton label={isOpen ? 'Hide the dates' : 'Show the dates'} onClick={() => setOpen(!isOpen)}>
          <Chevron size={15} />
        </IconButton>
        <div className="flex min-w-0 flex-1 flex-col gap-1.5">
          <div className="flex min-w-0 items-center gap-2">
            <span className="truncate font-medium text-primary" title={name}>
              {name}
            </span>
            <Badge tone={look.tone}>{look.label}</Badge>
            {showPipeline ? <span className="truncate text-muted text-sm">{pipelineUuid}</span> : null}
          </div>
          <Progress backfill={backfill} />
          <div className="truncate text-muted text-xs">
            {progressWords(backfill)} · {rangeWords(range)} · {formatPlural(parallel, 'run')} at once
          </div>
        </div>
        <Actions backfill={backfill} />
      </div>
      {isOpen ? <BackfillDates backfillId={id} /> : null}
    </li>
  )
}
