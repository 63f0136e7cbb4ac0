import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import { X } from 'lucide-react'
import { memo } from 'react'
import type { Position } from '#shared/model/pipeline.ts'
import { blockSize } from '../../commands/block-layout.ts'
import { disconnectBlocks } from '../../commands/block-linking.ts'
import { useCanvasStore } from '../../state/canvas-store.ts'
import { classNames } from '../../ui/class-names.ts'
import { linkPath } from './link-path.ts'
import type { EdgeState, LinkEdge } from './to-flow.ts'

const strokes = {
  idle: 'stroke-strong',
  running: 'stroke-running link-running',
  passed: 'stroke-success/75',
  failed: 'stroke-failed/75',
} as const satisfies Record<EdgeState, string>

const dashes = (state: EdgeState, attached: boolean): string | undefined =>
  state === 'running' ? '5 5' : attached ? '2 4' : undefined

const Cut = ({
  from,
  to,
  x,
  y,
}: {
  readonly from: string
  readonly to: string
  readonly x: number
  readonly y: number
}) => (
  <EdgeLabelRenderer>
    <button
      type="button"
      aria-label={`Disconnect ${from} from ${to}`}
      className="nodrag nopan pointer-events-auto absolute flex size-6 items-center justify-center rounded-full border border-accent bg-raised text-accent hover:bg-hover"
      style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      onClick={() => void disconnectBlocks(from, to)}
    >
      <X size={12} />
    </button>
  </EdgeLabelRenderer>
)

type Ends = readonly [from: Position, to: Position]

/** A guard may lie on either side of what it guards: its link joins the sides that face each other. */
const endsOf = ({ sourceX, sourceY, targetX, targetY, data }: EdgeProps<LinkEdge>): Ends =>
  data?.attached === true && targetX + blockSize.width < sourceX
    ? [
        { x: targetX + blockSize.width, y: targetY },
        { x: sourceX - blockSize.width, y: sourceY },
      ]
    : [
        { x: sourceX, y: sourceY },
        { x: targetX, y: targetY },
      ]

const LinkEdgeBody = (props: EdgeProps<LinkEdge>) => {
  const { source, target, selected, data } = props
  const isDropPlace = useCanvasStore(({ dropEdge }) => dropEdge?.from === source && dropEdge.to === target)
  const { path, x, y } = linkPath(...endsOf(props))
  const state = data?.state ?? 'idle'
  const marked = selected === true || isDropPlace
  return (
    <>
      <path
        d={path}
        fill="none"
        style={{ strokeWidth: marked ? 2.5 : 1.75 }}
        strokeDasharray={isDropPlace ? undefined : dashes(state, data?.attached ?? false)}
        className={classNames('react-flow__edge-path', marked ? 'stroke-accent' : strokes[state])}
      />
      <path d={path} fill="none" strokeOpacity={0} strokeWidth={24} className="react-flow__edge-interaction" />
      {selected === true ? <Cut from={source} to={target} x={x} y={y} /> : null}
    </>
  )
}

/** A link between two blocks, coloured by what went along it in the newest run. */
export const LinkEdgeView = memo(LinkEdgeBody)
