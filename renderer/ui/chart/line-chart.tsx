import { line } from 'd3-shape'
import { useMemo } from 'react'
import { type ChartTone, chartColour } from './chart-colours.ts'
import { Axes, ChartFrame, leftRoom, type PlotArea } from './chart-frame.tsx'
import { Legend } from './legend.tsx'
import { type ChartScale, chartScale, extentOf, formatValue, type ScaleKind } from './scales.ts'
import { useCursor } from './use-cursor.ts'
import { useWidth } from './use-width.ts'

/** `y` null: a gap. */
export type LinePoint = { readonly x: number; readonly y: number | null }

export type LineSeries = {
  readonly id: string
  readonly name: string
  /** From left to right. */
  readonly points: readonly LinePoint[]
  readonly colour: ChartTone | number
  readonly isDashed?: boolean
  /** Drawn behind the others and left out of the readout: the raw values of a smoothed line. */
  readonly isFaint?: boolean
}

export type Threshold = { readonly value: number; readonly label: string; readonly tone?: ChartTone }

export type LineChartProps = {
  readonly label: string
  readonly series: readonly LineSeries[]
  /** Kind of the axis below; `linear` where not said. */
  readonly x?: ScaleKind
  readonly y?: 'linear' | 'log'
  readonly thresholds?: readonly Threshold[]
  /** Pixels. */
  readonly height?: number
  /** Values that must be in the picture, such as `[0, 1]`. */
  readonly yIncludes?: readonly number[]
  readonly xTitle?: string | undefined
  readonly yTitle?: string | undefined
  readonly formatX?: ((value: number) => string) | undefined
  readonly formatY?: ((value: number) => string) | undefined
  /** Names stand on the lines instead of above them; for few lines that keep apart. */
  readonly namesOnLines?: boolean
}

type Layout = { readonly x: ChartScale; readonly y: ChartScale; readonly area: PlotArea }

const layoutOf = (props: LineChartProps, width: number, height: number): Layout => {
  const { series, thresholds = [], yIncludes = [] } = props
  const values = [...series.flatMap(({ points }) => points.map(({ y }) => y)), ...yIncludes]
  const yExtent = extentOf([...values, ...thresholds.map(({ value }) => value)]) ?? [0, 1]
  const xExtent = extentOf(series.flatMap(({ points }) => points.map(({ x }) => x))) ?? [0, 1]
  const top = props.yTitle === undefined ? 8 : 22
  const bottom = height - (props.xTitle === undefined ? 26 : 42)
  const count = Math.max(2, Math.round((bottom - top) / 48))
  const y = chartScale({
    kind: props.y ?? 'linear',
    extent: yExtent,
    range: [bottom, top],
    count,
    nice: true,
    format: props.formatY,
  })
  const area = { left: leftRoom(y), right: width - 10, top, bottom }
  const x = chartScale({
    kind: props.x ?? 'linear',
    extent: xExtent,
    range: [area.left, area.right],
    count: Math.max(2, Math.round(width / 110)),
    nice: false,
    format: props.x === 'time' ? undefined : props.formatX,
  })
  return { x, y, area }
}

/** A value of each line where the cursor is: its own, or the last one before. */
const valueAt = (points: readonly LinePoint[], x: number): number | null => {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.x ?? 0) <= x) low = middle + 1
    else high = middle
  }
  return points[low - 1]?.y ?? null
}

const nearest = (places: readonly number[], scale: ChartScale, pixel: number): number | null => {
  let best: number | null = null
  let least = Number.POSITIVE_INFINITY
  places.forEach((place, index) => {
    const distance = Math.abs(scale.at(place) - pixel)
    if (distance >= least) return
    least = distance
    best = index
  })
  return best
}

const Line = ({ series, x, y }: { readonly series: LineSeries } & Omit<Layout, 'area'>) => {
  const path = line<LinePoint>()
    .defined((point) => point.y !== null && Number.isFinite(point.y))
    .x((point) => x.at(point.x))
    .y((point) => y.at(point.y ?? 0))
  const colour = chartColour(series.colour)
  const shown = series.points.filter((point) => point.y !== null)
  const only = shown.length === 1 ? shown[0] : undefined
  return (
    <g opacity={series.isFaint === true ? 0.25 : 1}>
      <path
        d={path([...series.points]) ?? ''}
        fill="none"
        stroke={colour}
        strokeWidth={series.isFaint === true ? 1 : 2}
        strokeLinejoin="round"
        strokeDasharray={series.isDashed === true ? '5 4' : undefined}
      />
      {only === undefined ? null : <circle cx={x.at(only.x)} cy={y.at(only.y ?? 0)} r={3} fill={colour} />}
    </g>
  )
}

const NameOnLine = ({ series, x, y }: { readonly series: LineSeries } & Omit<Layout, 'area'>) => {
  const shown = series.points.filter((point) => point.y !== null)
  const point = shown[Math.min(1, shown.length - 1)]
  if (point === undefined) return null
  return (
    <text x={x.at(point.x) + 6} y={y.at(point.y ?? 0) - 12} fill={chartColour(series.colour)} className="text-sm">
      {series.name}
    </text>
  )
}

const ThresholdLine = ({ threshold, y, area }: { readonly threshold: Threshold } & Omit<Layout, 'x'>) => {
  const at = y.at(threshold.value)
  const colour = chartColour(threshold.tone ?? 'failed')
  const isLow = at + 22 > area.bottom
  return (
    <g>
      <line x1={area.left} x2={area.right} y1={at} y2={at} stroke={colour} strokeWidth={1.5} strokeDasharray="5 5" />
      <text x={area.right - 8} y={isLow ? at - 8 : at + 18} textAnchor="end" fill={colour} className="text-sm">
        {threshold.label}
      </text>
    </g>
  )
}

const summaryOf = (props: LineChartProps): string => {
  const format = props.formatY ?? formatValue
  const told = props.series.flatMap(({ name, points, isFaint }) => {
    const values = points.flatMap(({ y }) => (y === null ? [] : [y]))
    const [first, last] = [values[0], values.at(-1)]
    if (isFaint === true || first === undefined || last === undefined) return []
    return [`${name}: ${format(first)} to ${format(last)} over ${values.length} values`]
  })
  const lines = (props.thresholds ?? []).map(({ label, value }) => `${label}: ${format(value)}`)
  return [`${props.label}.`, ...told.slice(0, 20), ...lines].join(' ')
}

/** Values over a number or a time, with lines to keep above or below. */
export const LineChart = (props: LineChartProps) => {
  const { label, series, height = 220, namesOnLines = false, thresholds = [], formatX, formatY = formatValue } = props
  const size = useWidth(480)
  const told = useMemo(() => series.filter(({ isFaint }) => isFaint !== true), [series])
  const places = useMemo(
    () => [...new Set(told.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b),
    [told],
  )
  const cursor = useCursor(places.length)
  const layout = layoutOf(props, size.width, height)
  const place = cursor.index === null ? undefined : places[cursor.index]
  const titleOf = (value: number) =>
    formatX?.(value) ?? (props.x === 'time' ? new Date(value).toLocaleString() : formatValue(value))
  const rowsAt = (at: number) =>
    told.flatMap(({ name, colour, points }) => {
      const value = valueAt(points, at)
      return value === null ? [] : [{ name, text: formatY(value), colour: chartColour(colour) }]
    })
  return (
    <div>
      {namesOnLines ? null : <Legend series={told} />}
      <ChartFrame
        {...{ label, height, size }}
        summary={summaryOf(props)}
        readout={
          place === undefined
            ? null
            : { title: titleOf(place), rows: rowsAt(place), x: layout.x.at(place), y: layout.area.top }
        }
        onKeyDown={cursor.onKeyDown}
        onPoint={(at) => cursor.point(at === null ? null : nearest(places, layout.x, at.x))}
      >
        <Axes {...layout} xTitle={props.xTitle} yTitle={props.yTitle} />
        {series.map((one) => (
          <Line key={one.id} series={one} {...layout} />
        ))}
        {namesOnLines ? told.map((one) => <NameOnLine key={one.id} series={one} {...layout} />) : null}
        {thresholds.map((threshold) => (
          <ThresholdLine key={threshold.label} threshold={threshold} {...layout} />
        ))}
        {place === undefined ? null : (
          <line
            x1={layout.x.at(place)}
            x2={layout.x.at(place)}
            y1={layout.area.top}
            y2={layout.area.bottom}
            className="stroke-strong"
          />
        )}
      </ChartFrame>
    </div>
  )
}
