import type { Json } from '#shared/model/json.ts'
import type { ComparedBlock, RunComparison } from '#shared/model/overview.ts'

/** A metric with four digits that say something. */
export const metricText = (value: number | null): string =>
  value === null ? '—' : String(Number(value.toPrecision(4)))

/** `+1.2 %`; nothing where one side is missing, both are equal, or the left is zero. */
export const changeText = (left: number | null, right: number | null): string => {
  if (left === null || right === null || left === right || left === 0) return ''
  const percent = (100 * (right - left)) / Math.abs(left)
  return `${percent > 0 ? '+' : ''}${Number(percent.toPrecision(2))} %`
}

type MetricRow = { readonly name: string; readonly left: number | null; readonly right: number | null }

/** Metrics of either side, by name. */
export const metricRows = ({ left, right }: ComparedBlock): MetricRow[] => {
  const names = [...new Set([...(left?.metrics ?? []), ...(right?.metrics ?? [])].map(({ name }) => name))]
  const lastValue = (side: ComparedBlock['left'], name: string) =>
    side?.metrics.find((metric) => metric.name === name)?.value ?? null
  return names.map((name) => ({ name, left: lastValue(left, name), right: lastValue(right, name) }))
}

/** A variable's value; a dash where a run did not have it. */
export const valueText = (value: Json | undefined): string => (value === undefined ? '—' : JSON.stringify(value))

/** Variables that differ. */
export const changedVariables = ({ variables }: RunComparison): RunComparison['variables'] =>
  variables.filter(({ left, right }) => valueText(left) !== valueText(right))

const counted = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [count === 1 ? `1 ${one}` : `${count} ${many}`]

const listed = (parts: readonly string[]): string =>
  parts.length === 1 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`

/** What is different, in one sentence. */
export const comparisonText = (comparison: RunComparison): string => {
  const { blocks, environment } = comparison
  const changed = (part: 'code' | 'outputs') => blocks.filter((block) => block[part] === 'changed').length
  const parts = [
    ...counted(changedVariables(comparison).length, 'variable', 'variables'),
    ...(environment.left === environment.right ? [] : ['the version of Python']),
    ...counted(environment.packages?.length ?? 0, 'package', 'packages'),
    ...counted(changed('code'), 'block’s code', 'blocks’ code'),
    ...counted(changed('outputs'), 'block’s output', 'blocks’ output'),
  ]
  if (parts.length === 0) return 'Variables, environment, code and outputs are the same.'
  return `Different: ${listed(parts)}.`
}
