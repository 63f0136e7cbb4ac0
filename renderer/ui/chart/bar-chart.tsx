import { type ChartTone, chartColour } from './chart-colours.ts'
import { Axes, ChartFrame, leftRoom, type PlotArea } from './chart-frame.tsx'
import { Legend } from './legend.tsx'
import { type ChartScale, chartScale, formatValue } from './scales.ts'
import { useCursor } from './use-cursor.ts'
import { useWidth } from './use-width.ts'

export type BarSeries = {
  readonly name: string
  readonly colour: ChartTone | number
  /** One per category. */
  readonly values: readonly number[]
}

export type BarChartProps = {
  readonly label: string
  /** From left to right: days, bins of a histogram, values of a column. */
  readonly categories: readonly string[]
  readonly series: readonly BarSeries[]
  /** Beside each other or on each other. */
  readonly arrangement?: 'grouped' | 'stacked'
  /** Pixels. */
  readonly height?: number
  readonly formatY?: (value: number) => string
}

type Layout = { readonly y: ChartScale; readonly area: PlotArea; readonly step: number; readonly bar: number }

const sumAt = (series: readonly BarSeries[], index: number): number =>
  series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0)

const layoutOf = (props: BarChartProps, width: number, height: number): Layout => {
  const { categories, series, arrangement = 'grouped' } = props
  const tops =
    arrangement === 'stacked' ? categories.map((_, index) => sumAt(series, index)) : series.flatMap((one) => one.values)
  const bottom = height - 26
  const marks = Math.max(2, Math.round(height / 56))
  const y = chartScale({
    kind: 'linear',
    extent: [Math.min(0, ...tops), Math.max(0, ...tops) || 1],
    range: [bottom, 8],
    // Counts have no halves: two runs are marked 0, 1, 2.
    count: tops.every(Number.isInteger) ? Math.min(marks, Math.max(1, ...tops)) : marks,
    nice: true,
    format: props.formatY,
  })
  const area = { left: leftRoom(y), right: width - 10, top: 8, bottom }
  const step = (area.right - area.left) / Math.max(1, categories.length)
  const perCategory = arrangement === 'stacked' ? 1 : Math.max(1, series.length)
  return { y, area, step, bar: Math.max(1, Math.min(48, (step * 0.78) / perCategory)) }
}

type Bar = {
  readonly key: string
  readonly x: number
  readonly from: number
  readonly to: number
  readonly colour: string
}

const barsOf = (props: BarChartProps, { y, area, step, bar }: Layout): readonly Bar[] =>
  props.categories.flatMap((_, index) => {
    const middle = area.left + step * (index + 0.5)
    const isStacked = props.arrangement === 'stacked'
    let below = 0
    return props.series.map((one, place) => {
      const value = one.values[index] ?? 0
      const from = isStacked ? below : 0
      below += value
      const x = isStacked ? middle - bar / 2 : middle + (place - props.series.length / 2) * bar
      return {
        key: `${index}/${one.name}`,
        x,
        from: y.at(from),
        to: y.at(from + value),
        colour: chartColour(one.colour),
      }
    })
  })

/** The names of the categories as marks below; as many as there is room for. */
const categoryScale = ({ categories }: BarChartProps, { area, step }: Layout): ChartScale => ({
  at: (index) => area.left + step * (index + 0.5),
  ticks: categories.map((text, value) => ({ value, text: text.length > 16 ? `${text.slice(0, 15)}…` : text })),
  domain: [0, categories.length],
})

const summaryOf = ({ label, categories, series, formatY = formatValue }: BarChartProps): string => {
  const told = categories.slice(0, 30).map((category, index) => {
    const values = series.map(({ name, values }) => `${name} ${formatY(values[index] ?? 0)}`)
    return `${category}: ${values.join(', ')}.`
  })
  return `${label}. ${told.join(' ')}`
}

/** Values by category: counts per day, a histogram, two of them beside each other. */
export const BarChart = (props: BarChartProps) => {
  const { label, categories, series, height = 180, formatY = formatValue } = props
  const size = useWidth(480)
  const cursor = useCursor(categories.length)
  const layout = layoutOf(props, size.width, height)
  const { area, step } = layout
  const index = cursor.index
  const at = (x: number): number | null => {
    const place = Math.floor((x - area.left) / step)
    return place >= 0 && place < categories.length ? place : null
  }
  const readout =
    index === null
      ? null
      : {
          title: categories[index] ?? '',
          rows: series.map(({ name, colour, values }) => ({
            name,
            text: formatY(values[index] ?? 0),
            colour: chartColour(colour),
          })),
          x: area.left + step * (index + 0.5),
          y: area.top,
        }
  return (
    <div>
      <Legend series={series} />
      <ChartFrame
        {...{ label, height, size, readout }}
        summary={summaryOf(props)}
        onKeyDown={cursor.onKeyDown}
        onPoint={(place) => cursor.point(place === null ? null : at(place.x))}
      >
        {index === null ? null : (
          <rect
            x={area.left + step * index}
            y={area.top}
            width={step}
            height={area.bottom - area.top}
            className="fill-hover"
          />
        )}
        <Axes x={categoryScale(props, layout)} y={layout.y} area={area} />
        {barsOf(props, layout).map(({ key, x, from, to, colour }) => (
          <rect
            key={key}
            x={x}
            y={Math.min(from, to)}
            width={Math.max(1, layout.bar - 1)}
            height={Math.abs(from - to)}
            fill={colour}
            rx={Math.min(2, layout.bar / 4)}
          />
        ))}
      </ChartFrame>
    </div>
  )
}
