import { ChevronDown, ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { ComparedBlock, ComparedSide, Sameness } from '#shared/model/overview.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Badge } from '../../ui/badge.tsx'
import { classNames } from '../../ui/class-names.ts'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatBytes, formatDuration } from '../../ui/format.ts'
import { StateIcon, stateLooks } from '../../ui/state.tsx'
import { changeText, metricRows, metricText } from './compare-words.ts'

/** Draws two texts side by side. */
export type DrawDiff = (texts: { readonly left: string; readonly right: string; readonly path: string }) => ReactNode

const cell = 'whitespace-nowrap px-3 py-1.5 align-top'

const StateCell = ({ side }: { readonly side: ComparedSide | null }) =>
  side === null ? (
    <span className="text-muted">not in this run</span>
  ) : (
    <span className="inline-flex items-center gap-1.5" title={stateLooks[side.state].label}>
      <StateIcon state={side.state} />
      <span className="tabular-nums">{side.durationMs === null ? '—' : formatDuration(side.durationMs)}</span>
    </span>
  )

const SameBadge = ({ sameness, what }: { readonly sameness: Sameness; readonly what: string }) => {
  if (sameness === 'unknown') return <span className="text-muted">—</span>
  return sameness === 'same' ? (
    <span className="text-muted">same</span>
  ) : (
    <span title={`${what} differs`}>
      <Badge tone="warning">changed</Badge>
    </span>
  )
}

const Metrics = ({ block }: { readonly block: ComparedBlock }) => {
  const rows = metricRows(block)
  if (rows.length === 0) return <span className="text-muted">—</span>
  return (
    <ul className="m-0 list-none p-0">
      {rows.map(({ name, left, right }) => (
        <li key={name} className="tabular-nums">
          <span className="text-muted">{name}</span> {metricText(left)} → {metricText(right)}{' '}
          <span className="text-muted text-xs">{changeText(left, right)}</span>
        </li>
      ))}
    </ul>
  )
}

const outputsText = (side: ComparedSide | null): string =>
  side === null || side.outputs.length === 0 ? '—' : side.outputs.map(({ summary }) => summary).join(', ')

type DiffProps = { readonly block: ComparedBlock; readonly runs: RunPair; readonly drawDiff: DrawDiff }

const CodeDiff = ({ block, runs, drawDiff }: DiffProps) => {
  const projectId = useProjectStore((state) => state.projectId)
  const { blockUuid } = block
  const input = (runId: number) => (projectId === null ? null : { projectId, runId, blockUuid, attempt: null })
  const left = useRequest('run.code', input(runs.left))
  const right = useRequest('run.code', input(runs.right))
  const error = left.error ?? right.error
  if (error !== null) return <ErrorState size="sm" title="The code could not be read" message={error.message} />
  if (left.data === undefined || right.data === undefined) return <SkeletonLines label="Reading the code" />
  const path = right.data.file ?? left.data.file ?? `${blockUuid}.py`
  return <div className="h-72">{drawDiff({ left: left.data.text, right: right.data.text, path })}</div>
}

type RunPair = { readonly left: number; readonly right: number }

const Row = (props: DiffProps) => {
  const [isOpen, setOpen] = useState(false)
  const { blockUuid, left, right, code, outputs } = props.block
  const Chevron = isOpen ? ChevronDown : ChevronRight
  const peaks = [left, right].map((side) => (side?.peakMemoryBytes == null ? '—' : formatBytes(side.peakMemoryBytes)))
  return (
    <>
      <tr className="border-subtle border-t">
        <td className={classNames(cell, 'max-w-60')}>
          {code === 'changed' ? (
            <button
              type="button"
              aria-expanded={isOpen}
              title={`Show how the code of ${blockUuid} differs`}
              className="flex max-w-full items-center gap-1 font-medium text-primary hover:text-accent-strong"
              onClick={() => setOpen(!isOpen)}
            >
              <Chevron size={13} className="shrink-0" />
              <span className="truncate">{blockUuid}</span>
            </button>
          ) : (
            <span className="block truncate pl-[17px] font-medium text-primary" title={blockUuid}>
              {blockUuid}
            </span>
          )}
        </td>
        <td className={cell}>
          <StateCell side={left} />
        </td>
        <td className={cell}>
          <StateCell side={right} />
        </td>
        <td className={cell}>
          <SameBadge sameness={code} what="Code" />
        </td>
        <td className={cell} title={`${outputsText(left)} → ${outputsText(right)}`}>
          <SameBadge sameness={outputs} what="Output" />
          {outputs === 'changed' ? (
            <div className="max-w-52 truncate text-muted text-xs">
              {outputsText(left)} → {outputsText(right)}
            </div>
          ) : null}
        </td>
        <td className={cell}>
          <Metrics block={props.block} />
        </td>
        <td className={classNames(cell, 'text-right tabular-nums')}>{peaks.join(' → ')}</td>
      </tr>
      {isOpen ? (
        <tr>
          <td colSpan={7} className="border-subtle border-t p-0">
            <CodeDiff {...props} />
          </td>
        </tr>
      ) : null}
    </>
  )
}

type TableProps = { readonly blocks: readonly ComparedBlock[]; readonly runs: RunPair; readonly drawDiff: DrawDiff }

/** Each block of both runs: state and time, code, outputs, metrics, memory; the difference of its code on demand. */
export const ComparedBlocks = ({ blocks, runs, drawDiff }: TableProps) => (
  <div className="overflow-x-auto">
    <table className="w-full border-collapse text-secondary text-sm">
      <thead>
        <tr className="text-left text-muted text-xs">
          <th className={classNames(cell, 'font-medium')}>Block</th>
          <th className={classNames(cell, 'font-medium')}>Run {runs.left}</th>
          <th className={classNames(cell, 'font-medium')}>Run {runs.right}</th>
          <th className={classNames(cell, 'font-medium')}>Code</th>
          <th className={classNames(cell, 'font-medium')}>Output</th>
          <th className={classNames(cell, 'font-medium')}>Metrics</th>
          <th className={classNames(cell, 'text-right font-medium')}>Peak memory</th>
        </tr>
      </thead>
      <tbody>
        {blocks.map((block) => (
          <Row key={block.blockUuid} block={block} runs={runs} drawDiff={drawDiff} />
        ))}
      </tbody>
    </table>
  </div>
)
