import type { Block } from '#shared/model/block.ts'

/** What one block run may use, with all its descendants; null = as much as there is. */
export type BlockLimits = {
  readonly memoryBytes: number | null
  readonly cpuSeconds: number | null
  readonly wallSeconds: number | null
  readonly openFiles: number | null
}

const positive = (value: unknown): number | null => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : null
}

const mapIn = (value: unknown, key: string): Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return {}
  const inner: unknown = Object.entries(value).find(([name]) => name === key)?.[1]
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? { ...inner } : {}
}

/**
 * `limits` of a block's configuration: `memory_mb`, `cpu_seconds`, `open_files`. What is no number above 0 is no limit.
 *
 * @param block anything with a `configuration`: a block, or what a request kept of one
 */
export const configuredLimits = (block: unknown): Omit<BlockLimits, 'wallSeconds'> => {
  const given = mapIn(mapIn(block, 'configuration'), 'limits')
  const megabytes = positive(given.memory_mb)
  return {
    memoryBytes: megabytes === null ? null : Math.round(megabytes * 1_000_000),
    cpuSeconds: positive(given.cpu_seconds),
    openFiles: positive(given.open_files),
  }
}

/** All limits of a block: those of its configuration, and Mage's `timeout`. */
export const blockLimits = (block: Block): BlockLimits => ({
  ...configuredLimits(block),
  wallSeconds: block.timeoutSeconds,
})
