import type { RequestOutput } from '#shared/contract/requests.ts'
import type { BlockRun } from '#shared/model/run.ts'
import { useUsage } from '../../bridge/queries/usage.ts'
import { formatBytes, formatDuration } from '../../ui/format.ts'
import type { BlockRunPlace } from './block-run-place.ts'

type Point = RequestOutput<'run.usage'>['points'][number]

const width = 240
const height = 44

type CurveFacts = {
  readonly points: readonly Point[]
  readonly of: 'memory' | 'cpu' | 'gpuMemory' | 'gpu'
  readonly limit: number | null
}

/** The curve in the units of the picture; the limit is in it where it is not far above. */
export const curveOf = ({ points, of, limit }: CurveFacts) => {
  const peak = Math.max(...points.map((point) => point[of] ?? 0), of === 'cpu' || of === 'gpu' ? 1 : 0)
  const top = limit !== null && limit < peak * 2 ? Math.max(limit, peak) : peak
  const start = points[0]?.time ?? 0
  const span = Math.max(1, (points.at(-1)?.time ?? 0) - start)
  const y = (value: number) => height - 2 - (value / (top || 1)) * (height - 4)
  const line = points
    .map((point) => `${(((point.time - start) / span) * width).toFixed(1)},${y(point[of] ?? 0).toFixed(1)}`)
    .join(' ')
  return { line, limitY: limit !== null && limit <= top ? y(limit) : null }
}

const Curve = ({ label, text, ...facts }: CurveFacts & { readonly label: string; readonly text: string }) => {
  const { line, limitY } = curveOf(facts)
  return (
    <div className="flex items-center gap-4 px-3 py-2">
      <div className="w-36 shrink-0">
        <div className="text-secondary text-sm">{label}</div>
        <div className="font-mono text-primary text-sm tabular-nums">{text}</div>
      </div>
      <svg width={width} height={height} role="img" aria-label={`${label} over time: ${text}`}>
        <polyline points={`0,${height} ${line} ${width},${height}`} className="fill-accent/15" />
        <polyline points={line} className="fill-none stroke-accent" strokeWidth={1.5} />
        {limitY !== null && (
          <line x1={0} x2={width} y1={limitY} y2={limitY} className="stroke-failed" strokeDasharray="3 3" />
        )}
      </svg>
    </div>
  )
}

const memoryText = (blockRun: BlockRun, points: readonly Point[], limit: number | null): string => {
  const peak = Math.max(blockRun.peakMemoryBytes ?? 0, ...points.map(({ memory }) => memory))
  return limit === null ? `${formatBytes(peak)} at most` : `${formatBytes(peak)} of ${formatBytes(limit)}`
}

const cpuText = (points: readonly Point[], limit: number | null): string => {
  const used = formatDuration((points.at(-1)?.cpuSeconds ?? 0) * 1000)
  return limit === null ? `${used} in all` : `${used} of ${formatDuration(limit * 1000)}`
}

/** What it used of graphics processors; nothing where it used none. */
const GpuCurves = ({ points }: { readonly points: readonly Point[] }) => {
  if (points.every(({ gpuMemory }) => gpuMemory === undefined)) return null
  const memory = Math.max(...points.map(({ gpuMemory }) => gpuMemory ?? 0))
  const busy = Math.max(...points.map(({ gpu }) => gpu ?? 0))
  const facts = { points, limit: null }
  return (
    <>
      <Curve label="GPU memory" text={`${formatBytes(memory)} at most`} of="gpuMemory" {...facts} />
      <Curve label="GPU" text={`${Math.round(busy * 100)} % at most`} of="gpu" {...facts} />
    </>
  )
}

/** Memory and processor time of a block run with all its descendants; nothing where it ended before it could be looked at. */
export const UsageView = ({ blockRun, place }: { readonly blockRun: BlockRun; readonly place: BlockRunPlace }) => {
  const usage = useUsage(place, blockRun.state === 'running')
  const { points = [], limits } = usage.data ?? {}
  if (points.length < 2 || limits === undefined) {
    if (blockRun.peakMemoryBytes === null) return null
    const words = `Peak memory ${formatBytes(blockRun.peakMemoryBytes)}. It ended too soon for a curve.`
    return <p className="m-0 px-3 py-2 text-muted text-sm">{words}</p>
  }
  return (
    <section aria-label="Resources" className="border-subtle border-b py-1">
      <Curve
        label="Memory"
        text={memoryText(blockRun, points, limits.memoryBytes)}
        points={points}
        of="memory"
        limit={limits.memoryBytes}
      />
      <Curve label="Processor time" text={cpuText(points, limits.cpuSeconds)} points={points} of="cpu" limit={null} />
      <GpuCurves points={points} />
    </section>
  )
}
