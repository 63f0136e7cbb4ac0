import type { Block } from '#shared/model/block.ts'

export type RetryRule = NonNullable<Block['retry']>

const never: RetryRule = { retries: 0, delay: 5, maxDelay: 60, exponentialBackoff: true }

const numberIn = (map: Record<string, unknown>, key: string, otherwise: number): number => {
  const value = Number(map[key])
  return map[key] !== undefined && map[key] !== null && Number.isFinite(value) && value >= 0 ? value : otherwise
}

/** `retry_config` of the project's `metadata.yaml`, with Mage's defaults. */
export const projectRetryRule = (metadata: Record<string, unknown>): RetryRule => {
  const config = metadata.retry_config
  if (typeof config !== 'object' || config === null) return never
  const map: Record<string, unknown> = { ...config }
  return {
    retries: Math.floor(numberIn(map, 'retries', never.retries)),
    delay: numberIn(map, 'delay', never.delay),
    maxDelay: numberIn(map, 'max_delay', never.maxDelay),
    exponentialBackoff: map.exponential_backoff !== false,
  }
}

/** More attempts than anybody waits for; a file may ask for any number, with no delay between. */
const mostRetries = 1_000

/**
 * Seconds to wait before each further attempt. As Mage does: doubled each time where exponential, and no further attempt once all
 * waiting together would reach `maxDelay`.
 */
export const retryDelays = (rule: RetryRule): readonly number[] => {
  const delays: number[] = []
  let delay = rule.delay
  let waited = 0
  const retries = Math.min(rule.retries, mostRetries)
  while (delays.length < retries && waited + delay < rule.maxDelay) {
    delays.push(delay)
    waited += delay
    if (rule.exponentialBackoff) delay *= 2
  }
  return delays
}
