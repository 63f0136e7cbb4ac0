import { formatDuration } from './format.ts'
import { useClock } from './use-clock.ts'

const ticking = (ms: number): string => (ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms))

/**
 * How long something took or takes so far, in words; ticks in tenths of a second while it is running.
 * @param elapsedAt milliseconds at a time; null before it began
 */
export const useDuration = (isRunning: boolean, elapsedAt: (now: number) => number | null): string | null => {
  const now = useClock(isRunning ? 100 : null)
  const ms = elapsedAt(now)
  if (ms === null) return null
  return isRunning ? ticking(ms) : formatDuration(ms)
}
