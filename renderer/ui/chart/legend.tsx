import { type ChartTone, chartColour } from './chart-colours.ts'

type LegendProps = {
  readonly series: readonly { readonly name: string; readonly colour: ChartTone | number }[]
}

/** Which colour is what; nothing for one series, whose name the chart's heading says. */
export const Legend = ({ series }: LegendProps) =>
  series.length < 2 ? null : (
    <ul className="m-0 flex list-none flex-wrap gap-x-4 gap-y-1 p-0 pb-2 text-xs">
      {series.map(({ name, colour }) => (
        <li key={name} className="flex min-w-0 items-center gap-1.5 text-secondary">
          <span
            aria-hidden="true"
            className="h-0.5 w-3 shrink-0 rounded-full"
            style={{ background: chartColour(colour) }}
          />
          <span className="max-w-60 truncate">{name}</span>
        </li>
      ))}
    </ul>
  )
