import type { Metric } from '#shared/model/output.ts'
import { EmptyState } from '../../ui/feedback.tsx'
import { cellText } from './cell-text.ts'

const width = 160
const height = 28

/** Points of a polyline over the values, left to right, high values up. */
export const sparklinePoints = (values: readonly number[]): string => {
  const low = Math.min(...values)
  const span = Math.max(...values) - low || 1
  const step = values.length > 1 ? width / (values.length - 1) : 0
  return values
    .map(
      (value, index) =>
        `${(index * step).toFixed(1)},${(height - 2 - ((value - low) / span) * (height - 4)).toFixed(1)}`,
    )
    .join(' ')
}

const byName = (metrics: readonly Metric[]): readonly (readonly [string, readonly Metric[]])[] => {
  const groups = new Map<string, Metric[]>()
  for (const metric of metrics) groups.set(metric.name, [...(groups.get(metric.name) ?? []), metric])
  return [...groups]
}

/** What the block measured: the last value of each metric, and its course where there were several. */
export const MetricsView = ({ metrics }: { readonly metrics: readonly Metric[] }) => {
  if (metrics.length === 0) {
    const text = "A block measures with kwargs['logger'].metric(name=value)."
    return <EmptyState size="sm" title="No metrics" text={text} />
  }
  return (
    <table className="w-full border-collapse text-sm">
      <tbody className="select-text font-mono">
        {byName(metrics).map(([name, values]) => (
          <tr key={name} className="border-subtle border-b">
            <th scope="row" className="px-3 py-2 text-left font-normal text-secondary">
              {name}
            </th>
            <td className="px-3 py-2 text-right text-primary tabular-nums">{cellText(values.at(-1)?.value)}</td>
            <td className="w-44 px-3 py-2">
              {values.length > 1 && (
                <svg width={width} height={height} role="img" aria-label={`${name} over ${values.length} values`}>
                  <polyline
                    points={sparklinePoints(values.map((metric) => metric.value))}
                    className="fill-none stroke-accent"
                    strokeWidth={1.5}
                  />
                </svg>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
