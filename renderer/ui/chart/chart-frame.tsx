import type { KeyboardEvent, MouseEvent, ReactNode, RefObject } from 'react'
import { Readout, type ReadoutFacts } from './readout.tsx'
import type { ChartScale } from './scales.ts'

/** The area the values are drawn in, in pixels of the picture. */
export type PlotArea = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

type ChartFrameProps = {
  /** What is drawn, as its accessible name. */
  readonly label: string
  /** The gist in a sentence, for who cannot see the picture. */
  readonly summary: string
  /** Of `useWidth`. */
  readonly size: { readonly ref: RefObject<HTMLDivElement | null>; readonly width: number }
  readonly height: number
  readonly readout: ReadoutFacts | null
  readonly onKeyDown?: ((event: KeyboardEvent) => void) | undefined
  /** Pixels from the left and top edge; null when the pointer left. */
  readonly onPoint?: ((place: { readonly x: number; readonly y: number } | null) => void) | undefined
  readonly onPick?: (() => void) | undefined
  readonly children: ReactNode
}

/** A picture as wide as there is room, that can be pointed at with the pointer and the arrow keys. */
export const ChartFrame = (props: ChartFrameProps) => {
  const { label, summary, height, readout, onKeyDown, onPoint, onPick, children } = props
  const { ref, width } = props.size
  const pointed = (event: MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect()
    onPoint?.({ x: event.clientX - box.left, y: event.clientY - box.top })
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <fieldset> is for forms
    <div
      ref={ref}
      role="group"
      aria-label={label}
      tabIndex={onKeyDown === undefined ? undefined : 0}
      className="relative w-full rounded-sm"
      style={{ height }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onPick?.()
        onKeyDown?.(event)
      }}
      onMouseMove={pointed}
      onMouseLeave={() => onPoint?.(null)}
      onBlur={() => onPoint?.(null)}
      onClick={onPick}
    >
      <svg width={width} height={height} role="img" aria-label={summary} className="block overflow-visible">
        {children}
      </svg>
      <Readout facts={readout} width={width} />
    </div>
  )
}

type AxesProps = {
  readonly x: ChartScale
  readonly y: ChartScale
  readonly area: PlotArea
  readonly xTitle?: string | undefined
  readonly yTitle?: string | undefined
}

/** Marks closer than this would run into each other. */
const roomFor = (text: string): number => text.length * 6 + 14

const apart = (scale: ChartScale) => {
  let end = Number.NEGATIVE_INFINITY
  return scale.ticks.filter(({ value, text }) => {
    const start = scale.at(value) - roomFor(text) / 2
    if (start < end) return false
    end = start + roomFor(text)
    return true
  })
}

/** Lines across, values at the left, values below. */
export const Axes = ({ x, y, area, xTitle, yTitle }: AxesProps) => (
  <g className="fill-muted text-xs tabular-nums">
    {y.ticks.map(({ value, text }) => (
      <g key={value}>
        <line x1={area.left} x2={area.right} y1={y.at(value)} y2={y.at(value)} className="stroke-subtle" />
        <text x={area.left - 10} y={y.at(value)} dy="0.32em" textAnchor="end">
          {text}
        </text>
      </g>
    ))}
    {apart(x).map(({ value, text }) => (
      <text key={value} x={x.at(value)} y={area.bottom + 18} textAnchor="middle">
        {text}
      </text>
    ))}
    {xTitle === undefined ? null : (
      <text x={area.right} y={area.bottom + 34} textAnchor="end">
        {xTitle}
      </text>
    )}
    {yTitle === undefined ? null : (
      <text x={0} y={10}>
        {yTitle}
      </text>
    )}
  </g>
)

/** Room left of the values of an axis. */
export const leftRoom = (scale: ChartScale): number =>
  Math.max(28, ...scale.ticks.map(({ text }) => text.length * 6.4 + 14))
