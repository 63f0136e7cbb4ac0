import type { Block } from '#shared/model/block.ts'

/** What reads from or writes to the world outside: its result depends on more than can be seen. */
const ofTheWorld: ReadonlySet<Block['type']> = new Set<Block['type']>([
  'data_loader',
  'data_exporter',
  'sensor',
  'global_data_product',
  'dbt',
])

const typeWords: Partial<Record<Block['type'], string>> = {
  data_loader: 'data loaders always run',
  data_exporter: 'data exporters always run',
  sensor: 'sensors always run',
  global_data_product: 'a global data product is asked for anew each time',
  dbt: 'dbt blocks always run, since what they give is in a database',
}

/** A query in a database of the project: its tables change, and are changed, without a trace here. */
const asksDatabase = ({ language, configuration }: Block): boolean => {
  const provider = configuration.data_provider
  return language === 'sql' && provider !== undefined && provider !== null && provider !== ''
}

/** Keys of the configuration that say how a block runs, not what it gives. */
const notOfTheResult: ReadonlySet<string> = new Set(['reuse', 'reads', 'limits', 'pool', 'priority'])

/** Why a block always runs, in words that continue "because …"; null where it may be reused. `reuse` of its configuration decides over its type. */
export const alwaysRuns = (block: Block): string | null => {
  const { type, configuration } = block
  if (configuration.reuse === true) return null
  if (configuration.reuse === false) return 'its configuration says reuse: false'
  if (asksDatabase(block)) return 'queries of a database always run (unless reuse: true is set)'
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
