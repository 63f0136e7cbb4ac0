import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo } from 'react'
import { elapsed, failedTests, progressShare, resultText, stateText } from '../../commands/block-state.ts'
import type { GuardOutcome } from '../../commands/guard-outcome.ts'
import { useCanvasStore } from '../../state/canvas-store.ts'
import { LanguageChip, TypeMark } from '../../ui/block-marks.tsx'
import { classNames } from '../../ui/class-names.ts'
import { formatCount, formatPlural } from '../../ui/format.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { StateIcon, StateWords, stateLooks } from '../../ui/state.tsx'
import { useDuration } from '../../ui/use-duration.ts'
import { BlockName } from './block-name.tsx'
import type { BlockNode, BlockNodeData } from './to-flow.ts'

/** Of a block that ran once per item: how many of its children failed, beside the word for its state. */
const familyText = ({ children, failedChildren }: BlockNodeData): string =>
  failedChildren > 0
    ? `${formatCount(failedChildren)} of ${formatCount(children)}`
    : formatPlural(children, 'child', 'children')

const StateLine = ({ data }: { readonly data: BlockNodeData }) => {
  const { blockRun } = data
  const duration = useDuration(blockRun?.state === 'running', (now) =>
    blockRun === null ? null : elapsed(blockRun, now),
  )
  const result = data.children > 0 && blockRun?.state !== 'running' ? familyText(data) : resultText(blockRun)
  return (
    <div className="flex items-center gap-1 pl-[11px] text-xs tabular-nums" title={blockRun?.reason ?? undefined}>
      <StateWords state={blockRun?.state ?? null} words={stateText(blockRun, duration)} />
      <span className="ml-auto truncate pl-2 text-muted" title={result.length > 16 ? result : undefined}>
        {result}
      </span>
    </div>
  )
}

/** A guard has no block run of its own: what it came to, without a duration. */
const GuardLine = ({ guard }: { readonly guard: GuardOutcome }) => (
  <div className="flex items-center gap-1 pl-[11px] text-xs">
    <StateIcon state={guard.state} size={12} />
    <span className={classNames('truncate', stateLooks[guard.state].text)}>{guard.words}</span>
  </div>
)

const Badge = ({ data }: { readonly data: BlockNodeData }) => {
  const tests = failedTests(data.blockRun)
  const errors = data.problems.filter((problem) => problem.severity === 'error').length
  const count = data.problems.length + tests
  if (count === 0) return null
  const words = [
    ...(tests > 0 ? [`${formatPlural(tests, 'test')} failed`] : []),
    ...data.problems.map((problem) => problem.message),
  ].join('\n')
  return (
    <span
      role="img"
      aria-label={words}
      title={words}
      className={classNames(
        '-top-2 -right-2 absolute flex h-4 min-w-4 items-center justify-center rounded-full border-2 border-canvas px-0.5 font-semibold text-[10px] text-canvas leading-none',
        errors + tests > 0 ? 'bg-failed' : 'bg-warning',
      )}
    >
      {count}
    </span>
  )
}

const useEmphasis = (uuid: string, selected: boolean): string => {
  const pointed = useCanvasStore((state) => state.highlighted === uuid)
  const dimmed = useCanvasStore((state) => state.matches !== null && !state.matches.has(uuid))
  const shadow = pointed ? 'shadow-pointed' : selected ? 'shadow-selected' : 'shadow-block'
  return dimmed && !pointed ? `${shadow} opacity-40` : shadow
}

const BlockNodeBody = ({ data, selected }: NodeProps<BlockNode>) => {
  const { block, blockRun } = data
  const emphasis = useEmphasis(block.uuid, selected === true)
  const running = blockRun?.state === 'running'
  return (
    <div
      className={classNames(
        'relative box-border flex size-full flex-col rounded-lg border bg-raised px-2.5 pt-[7px] transition-[border-color,box-shadow,opacity] duration-150',
        selected ? 'border-accent' : 'border-strong',
        !selected && (blockRun?.state === 'failed' || blockRun?.state === 'crashed') && 'border-failed/60',
        emphasis,
      )}
    >
      <div className="block-head flex h-[22px] items-center gap-[7px]">
        <TypeMark type={block.type} className="h-4" />
        <BlockName uuid={block.uuid} name={block.name} />
        <LanguageChip language={block.language} type={block.type} />
      </div>
      <div className="block-outcome mt-1">
        {data.guard === null ? <StateLine data={data} /> : <GuardLine guard={data.guard} />}
      </div>
      {running ? <ProgressBar share={progressShare(blockRun)} className="mt-[9px]" /> : null}
      <Badge data={data} />
      <Handle type="target" position={Position.Left} />
      <Handle type="source" position={Position.Right} />
    </div>
  )
}

/** A block on the canvas. Drawn anew only when its own data changes. */
export const BlockNodeView = memo(
  BlockNodeBody,
  (before, after) =>
    before.data.block === after.data.block &&
    before.data.blockRun === after.data.blockRun &&
    before.data.problems === after.data.problems &&
    before.data.guard === after.data.guard &&
    before.data.children === after.data.children &&
    before.data.failedChildren === after.data.failedChildren &&
    before.selected === after.selected,
)
