import { line } from 'd3-shape'
import { useMemo } from 'react'
import { type ChartTone, chartColour } from './chart-colours.ts'
import { ChartFrame } from './chart-frame.tsx'
import { type ChartScale, chartScale, extentOf, formatValue } from './scales.ts'
import { useCursor } from './use-cursor.ts'
import { useWidth } from './use-width.ts'

export type ParallelAxis = { readonly id: string; readonly name: string }

export type ParallelLine = {
  readonly id: string
  readonly name: string
  /** One per axis; null where there is none. */
  readonly values: readonly (number | string | null)[]
  readonly colour: ChartTone | number
}

export type ParallelChartProps = {
  readonly label: string
  readonly axes: readonly ParallelAxis[]
  readonly lines: readonly ParallelLine[]
  /** Pixels. */
  readonly height?: number
  readonly selectedIds?: readonly string[]
  readonly onPick?: (id: string) => void
}

const top = 34
const side = 60

/** Words stand evenly on their axis, numbers where they are. */
const axisScale = (
  values: readonly (number | string | null)[],
  bottom: number,
): ChartScale & { read: (value: number | string) => number } => {
  const words = [...new Set(values.filter((value) => typeof value === 'string'))].sort()
  const range = [bottom, top] as const
  if (words.length === 0) {
    const extent = extentOf(values.map((value) => (typeof value === 'number' ? value : null))) ?? [0, 1]
    const scale = chartScale({ kind: 'linear', extent, range, count: 5, nice: true })
    return { ...scale, read: (value) => scale.at(Number(value)) }
  }
  const at = (index: number) =>
    words.length === 1 ? (bottom + top) / 2 : bottom - (index / (words.length - 1)) * (bottom - top)
  const ticks = words.map((text, value) => ({ value, text: text.length > 14 ? `${text.slice(0, 13)}…` : text }))
  return { at, ticks, domain: [0, words.length - 1], read: (value) => at(words.indexOf(String(value))) }
}

type Place = { readonly x: number; readonly y: number } | null

/** Pixels around a line in which the pointer is on it. */
const reach = 14

const distanceTo = (places: readonly Place[], x: number, y: number): number => {
  let least = Number.POSITIVE_INFINITY
  places.forEach((from, index) => {
    const to = places[index + 1]
    if (from === null || to === null || to === undefined || x < from.x || x > to.x) return
    const share = (x - from.x) / (to.x - from.x || 1)
    least = Math.min(least, Math.abs(from.y + share * (to.y - from.y) - y))
  })
  return least
}

/** One upright axis per column and one line per row: which values lead to which. The arrow keys go through the lines. */
export const ParallelChart = (props: ParallelChartProps) => {
  const { label, axes, lines, height = 420, selectedIds = [], onPick } = props
  const size = useWidth(640)
  const cursor = useCursor(lines.length)
  const bottom = height - 14
  const scales = useMemo(
    () =>
      axes.map((_, index) =>
        axisScale(
          lines.map(({ values }) => values[index] ?? null),
          bottom,
        ),
      ),
    [axes, lines, bottom],
  )
  const step = axes.length < 2 ? 0 : (size.width - side * 2) / (axes.length - 1)
  const placesOf = (row: ParallelLine): readonly Place[] =>
    axes.map((_, index) => {
      const value = row.values[index] ?? null
      const y = value === null ? undefined : scales[index]?.read(value)
      return y === undefined ? null : { x: side + step * index, y }
    })
  const drawn = lines.map((row) => ({ row, places: placesOf(row) }))
  const path = line<Place>()
    .defined((place) => place !== null)
    .x((place) => place?.x ?? 0)
    .y((place) => place?.y ?? 0)
  const shown = cursor.index === null ? undefined : drawn[cursor.index]
  const nearest = (x: number, y: number): number | null => {
    const distances = drawn.map(({ places }) => distanceTo(places, x, y))
    const least = Math.min(...distances)
    return least <= reach ? distances.indexOf(least) : null
  }
  const isFaint = (id: string) =>
    (shown !== undefined && shown.row.id !== id) || (selectedIds.length > 0 && !selectedIds.includes(id))
  const textOf = (value: number | string | null | undefined) =>
    value === null || value === undefined ? 'none' : typeof value === 'number' ? formatValue(value) : value
  return (
    <ChartFrame
      {...{ label, height, size }}
      summary={`${label}. ${lines.length} lines over ${axes.map(({ name }) => name).join(', ')}.`}
      readout={
        shown === undefined
          ? null
          : {
              title: shown.row.name,
              rows: axes.map(({ name }, index) => ({ name, text: textOf(shown.row.values[index]), colour: null })),
              x: side + step * Math.floor(axes.length / 2),
              y: top,
            }
      }
      onKeyDown={cursor.onKeyDown}
      onPoint={(place) => cursor.point(place === null ? null : nearest(place.x, place.y))}
      onPick={() => shown !== undefined && onPick?.(shown.row.id)}
    >
      {drawn.map(({ row, places }) => (
        <path
          key={row.id}
          d={path([...places]) ?? ''}
          fill="none"
          stroke={chartColour(row.colour)}
          strokeWidth={shown?.row.id === row.id ? 2.5 : 1.5}
          opacity={isFaint(row.id) ? 0.2 : 0.85}
        />
      ))}
      {axes.map(({ id, name }, index) => (
        <g key={id} className="fill-muted text-xs tabular-nums">
          <line x1={side + step * index} x2={side + step * index} y1={top} y2={bottom} className="stroke-strong" />
          <text x={side + step * index} y={16} textAnchor="middle" className="fill-secondary">
            {name.length > 18 ? `${name.slice(0, 17)}…` : name}
          </text>
          {scales[index]?.ticks.map(({ value, text }) => (
            <text key={value} x={side + step * index - 6} y={scales[index]?.at(value)} dy="0.32em" textAnchor="end">
              {text}
            </text>
          ))}
        </g>
      ))}
    </ChartFrame>
  )
}
