import { type ChartTone, chartColour } from './chart-colours.ts'
import { Axes, ChartFrame, leftRoom, type PlotArea } from './chart-frame.tsx'
import { type ChartScale, chartScale, extentOf, formatValue, type ScaleKind } from './scales.ts'
import { useCursor } from './use-cursor.ts'
import { useWidth } from './use-width.ts'

export type ScatterPoint = {
  readonly id: string
  readonly name: string
  readonly x: number
  readonly y: number
  readonly colour: ChartTone | number
}

export type ScatterChartProps = {
  readonly label: string
  readonly points: readonly ScatterPoint[]
  readonly xTitle: string
  readonly yTitle: string
  readonly x?: ScaleKind
  readonly y?: 'linear' | 'log'
  /** Pixels. */
  readonly height?: number
  readonly selectedId?: string | null
  readonly onPick?: (id: string) => void
}

type Layout = { readonly x: ChartScale; readonly y: ChartScale; readonly area: PlotArea }

const layoutOf = (props: ScatterChartProps, width: number, height: number): Layout => {
  const bottom = height - 42
  const y = chartScale({
    kind: props.y ?? 'linear',
    extent: extentOf(props.points.map((point) => point.y)) ?? [0, 1],
    range: [bottom, 22],
    count: Math.max(2, Math.round(height / 56)),
    nice: true,
  })
  const area = { left: leftRoom(y), right: width - 14, top: 22, bottom }
  const x = chartScale({
    kind: props.x ?? 'linear',
    extent: extentOf(props.points.map((point) => point.x)) ?? [0, 1],
    range: [area.left + 8, area.right - 8],
    count: Math.max(2, Math.round(width / 110)),
    nice: true,
  })
  return { x, y, area }
}

/** Pixels around a point in which the pointer is on it. */
const reach = 24

const nearest = (points: readonly ScatterPoint[], { x, y }: Layout, place: { x: number; y: number }): number | null => {
  let best: number | null = null
  let least = reach
  points.forEach((point, index) => {
    const distance = Math.hypot(x.at(point.x) - place.x, y.at(point.y) - place.y)
    if (distance >= least) return
    least = distance
    best = index
  })
  return best
}

/** One value against another; the arrow keys go through the points from left to right, Enter picks one. */
export const ScatterChart = (props: ScatterChartProps) => {
  const { label, height = 260, xTitle, yTitle, selectedId = null, onPick } = props
  const points = [...props.points].sort((a, b) => a.x - b.x)
  const size = useWidth(480)
  const cursor = useCursor(points.length)
  const layout = layoutOf(props, size.width, height)
  const shown = cursor.index === null ? undefined : points[cursor.index]
  const readout =
    shown === undefined
      ? null
      : {
          title: shown.name,
          rows: [
            { name: xTitle, text: formatValue(shown.x), colour: null },
            { name: yTitle, text: formatValue(shown.y), colour: null },
          ],
          x: layout.x.at(shown.x),
          y: Math.min(layout.y.at(shown.y), height - 80),
        }
  return (
    <ChartFrame
      {...{ label, height, size, readout }}
      summary={`${label}. ${points.length} points of ${yTitle} against ${xTitle}.`}
      onKeyDown={cursor.onKeyDown}
      onPoint={(place) => cursor.point(place === null ? null : nearest(points, layout, place))}
      onPick={() => shown !== undefined && onPick?.(shown.id)}
    >
      <Axes {...layout} xTitle={xTitle} yTitle={yTitle} />
      {points.map((point) => (
        <circle
          key={point.id}
          cx={layout.x.at(point.x)}
          cy={layout.y.at(point.y)}
          r={point === shown || point.id === selectedId ? 6 : 4}
          fill={chartColour(point.colour)}
          fillOpacity={0.8}
          className={point.id === selectedId ? 'stroke-primary' : undefined}
        />
      ))}
    </ChartFrame>
  )
}
