import type { Block } from '#shared/model/block.ts'

/** What reads from or writes to the world outside: its result depends on more than can be seen. */
const ofTheWorld: ReadonlySet<Block['type']> = new Set<Block['type']>(['data_loader', 'data_exporter', 'sensor'])

const typeWords: Partial<Record<Block['type'], string>> = {
  data_loader: 'data loaders always run',
  data_exporter: 'data exporters always run',
  sensor: 'sensors always run',
}

/** Keys of the configuration that say how a block runs, not what it gives. */
const notOfTheResult: ReadonlySet<string> = new Set(['reuse', 'reads', 'limits', 'pool', 'priority'])

/** Why a block always runs, in words that continue "because …"; null where it may be reused. `reuse` of its configuration decides over its type. */
export const alwaysRuns = ({ type, configuration }: Block): string | null => {
  if (configuration.reuse === true) return null
  if (configuration.reuse === false) return 'its configuration says reuse: false'
  return ofTheWorld.has(type) ? `${typeWords[type] ?? 'it always runs'} (unless reuse: true is set)` : null
}

/** The part of a block's configuration that its outputs depend on. */
export const resultConfiguration = ({ configuration }: Block): Record<string, unknown> =>
  Object.fromEntries(Object.entries(configuration).filter(([key]) => !notOfTheResult.has(key)))

/** Files a block declares to read: `reads: data/prices.csv`, or a list of such. */
export const declaredReads = ({ configuration }: Block): readonly string[] => {
  const { reads } = configuration
  if (typeof reads === 'string') return [reads]
  return Array.isArray(reads) ? reads.filter((path) => typeof path === 'string') : []
}
