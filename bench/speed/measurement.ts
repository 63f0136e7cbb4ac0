import { median, rounded } from './statistics.ts'

export type Unit = 'ms' | 's' | 'MB' | 'lines' | '×'

/** One figure of a row: every repetition of it, and what it is compared with. */
export type Measurement = {
  readonly what: string
  readonly unit: Unit
  readonly values: readonly number[]
  /** What the machine needs for the same in the same run without us, in the same unit. */
  readonly floor?: { readonly name: string; readonly value: number }
  /** What we promise: not above it. */
  readonly target?: number
  /** The same of other systems, by name. */
  readonly peers?: Readonly<Record<string, readonly number[]>>
}

export type MeasuredRow = { readonly row: string; readonly measurements: readonly Measurement[] }

export const tableHead = (peers: readonly string[]): readonly string[] => [
  'row',
  'unit',
  'median',
  'lowest',
  'highest',
  'floor',
  '× floor',
  'target',
  '',
  ...peers,
]

const verdictOf = ({ target, values }: Measurement): string => {
  if (target === undefined) return ''
  return median(values) <= target ? '✓' : '✗'
}

/** One line of the table. A system that was not measured on this has a dash. */
export const tableRow = (row: string, measurement: Measurement, peers: readonly string[]): readonly string[] => {
  const { what, unit, values, floor, target } = measurement
  const middle = median(values)
  return [
    `${row}: ${what}`,
    unit,
    rounded(middle),
    rounded(Math.min(...values)),
    rounded(Math.max(...values)),
    floor === undefined ? '' : rounded(floor.value),
    floor === undefined ? '' : rounded(middle / floor.value),
    target === undefined ? '' : rounded(target),
    verdictOf(measurement),
    ...peers.map((peer) => rounded(median(measurement.peers?.[peer] ?? []))),
  ]
}
