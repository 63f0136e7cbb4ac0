import { useMemo, useState } from 'react'
import type { LogLine } from '#shared/model/log.ts'
import { isFinalBlockRunState } from '#shared/run/apply-run-event.ts'
import { useProject } from '../../bridge/queries/project.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { formatCount, formatPlural, formatTimeWithZone } from '../../ui/format.ts'
import { LineText } from './log-row.tsx'

/** Lines shown below a block at first, and when all are asked for. */
const tailLines = 6
const mostLines = 500

const none: readonly LogLine[] = []

type CellLogProps = {
  readonly runId: number
  readonly blockUuid: string
  readonly onOpenLine: (file: string, line: number) => void
}

/** The newest lines a block printed: as they come while it runs, from its files afterwards. */
const useLines = (runId: number, blockUuid: string): { readonly lines: readonly LogLine[]; readonly total: number } => {
  const projectId = useProjectStore((state) => state.projectId)
  const isRunning = useRunStore((state) => {
    const blockRun = state.runs[runId]?.blockRuns.find((candidate) => candidate.blockUuid === blockUuid)
    return blockRun !== undefined && !isFinalBlockRunState(blockRun.state)
  })
  const live = useRunStore((state) => (isRunning ? state.logs[runId] : undefined)) ?? none
  const stored = useRequest(
    'run.log',
    projectId === null || isRunning
      ? null
      : { projectId, runId, blockUuid, minimumLevel: null, search: null, fromEnd: true, limit: mostLines },
  ).data
  const own = useMemo(
    () => live.filter((line) => line.blockUuid === blockUuid || line.blockUuid.startsWith(`${blockUuid}:`)),
    [live, blockUuid],
  )
  if (isRunning || stored === undefined) return { lines: own.slice(-mostLines), total: own.length }
  return { lines: stored.lines, total: stored.total }
}

/** A failed block prints its traceback last; the error is shown with its frames already. */
const withoutTraceback = (lines: readonly LogLine[]): readonly LogLine[] => {
  const start = lines.findLastIndex(({ text }) => text.startsWith('Traceback (most recent call last)'))
  return start < 0 ? lines : lines.slice(0, start)
}

/** The end of what a block printed; nothing where it was silent. */
export const CellLog = ({ runId, blockUuid, onOpenLine }: CellLogProps) => {
  const log = useLines(runId, blockUuid)
  const isFailed = useRunStore(
    (state) => state.runs[runId]?.blockRuns.some((run) => run.blockUuid === blockUuid && run.error !== null) === true,
  )
  const lines = isFailed ? withoutTraceback(log.lines) : log.lines
  const total = log.total - (log.lines.length - lines.length)
  const projectPath = useProject()?.path ?? ''
  const [all, setAll] = useState(false)
  if (lines.length === 0) return null
  const shown = all ? lines : lines.slice(-tailLines)
  const hidden = total - shown.length
  return (
    <section aria-label={`Log of ${blockUuid}`} className="border-subtle border-t bg-canvas px-3.5 py-1.5">
      {(hidden > 0 || all) && lines.length > tailLines && (
        <button
          type="button"
          aria-expanded={all}
          className="cursor-pointer text-muted text-xs hover:text-primary"
          onClick={() => setAll(!all)}
        >
          {all ? `Fold to ${tailLines} lines` : `${formatPlural(hidden, 'earlier line')}`}
        </button>
      )}
      <div className="max-h-60 overflow-auto">
        {all && total > lines.length && (
          <p className="m-0 text-muted text-xs">The last {formatCount(lines.length)} lines; the log panel has more.</p>
        )}
        {shown.map((line) => (
          <div
            key={`${line.blockUuid} ${line.attempt} ${line.line}`}
            title={formatTimeWithZone(line.time)}
            className="min-h-4.5 select-text whitespace-pre-wrap break-words font-mono text-sm"
          >
            <LineText line={line} projectPath={projectPath} onOpen={onOpenLine} />
          </div>
        ))}
      </div>
    </section>
  )
}
