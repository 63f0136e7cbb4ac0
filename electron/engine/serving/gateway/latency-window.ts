import type { ServedVersion } from '#shared/model/endpoint.ts'

/** Milliseconds the figures look back. */
const windowMs = 60_000
/** Requests kept at most; with more in a minute the figures are of the newest. */
const capacity = 8_192
/** Milliseconds over which the rate is taken. */
const rateMs = 10_000

/** Times of the requests of the last minute. */
export class LatencyWindow {
  readonly #times = new Float64Array(capacity)
  readonly #latencies = new Float64Array(capacity)
  #count = 0
  requests = 0
  errors = 0

  /**
   * @param now milliseconds of a clock that only goes forward
   * @param milliseconds from the request's first byte to the answer
   */
  add(now: number, milliseconds: number, isError: boolean): void {
    const at = this.#count % capacity
    this.#times[at] = now
    this.#latencies[at] = milliseconds
    this.#count += 1
    this.requests += 1
    if (isError) this.errors += 1
  }

  /** Quantiles by nearest rank; null without requests in the window. */
  latency(now: number): ServedVersion['latencyMs'] {
    const recent: number[] = []
    const kept = Math.min(this.#count, capacity)
    for (let at = 0; at < kept; at += 1) {
      if (now - (this.#times[at] ?? 0) <= windowMs) recent.push(this.#latencies[at] ?? 0)
    }
    recent.sort((left, right) => left - right)
    const quantile = (share: number) => recent[Math.max(0, Math.ceil(share * recent.length) - 1)] ?? null
    return { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) }
  }

  /** Requests per second of the last ten seconds. */
  rate(now: number): number {
    let found = 0
    const kept = Math.min(this.#count, capacity)
    let oldest = now
    for (let at = 0; at < kept; at += 1) {
      const time = this.#times[at] ?? 0
      if (now - time > rateMs) continue
      found += 1
      oldest = Math.min(oldest, time)
    }
    // With more requests than are kept they reach back less than ten seconds.
    const seconds = found === capacity ? Math.max(0.001, (now - oldest) / 1000) : rateMs / 1000
    return found / seconds
  }
}
