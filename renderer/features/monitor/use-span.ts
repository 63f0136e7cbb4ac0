import { useEffect, useState } from 'react'

export const spans = [
  { value: '1', label: 'Last hour', short: 'last hour' },
  { value: '24', label: 'Last 24 hours', short: 'last 24 hours' },
  { value: '168', label: 'Last 7 days', short: 'last 7 days' },
  { value: '336', label: 'Last 14 days', short: 'last 14 days' },
  { value: '720', label: 'Last 30 days', short: 'last 30 days' },
] as const
export type SpanHours = (typeof spans)[number]['value']

const hourMs = 3_600_000
/** Buckets of a chart; the shown time moves on by one of them. */
export const spanBuckets = 28

export type Span = { readonly from: number; readonly until: number; readonly buckets: number }

const spanOf = (hours: number): Span => {
  const length = hours * hourMs
  const step = Math.max(60_000, length / spanBuckets)
  // Ends with the bucket that is filling, so that the questions stay the same until the next one begins.
  const until = (Math.floor(Date.now() / step) + 1) * step
  return { from: until - length, until, buckets: spanBuckets }
}

/** The time that is shown; goes on with the clock. */
export const useSpan = (hours: SpanHours): Span => {
  const [span, setSpan] = useState(() => spanOf(Number(hours)))
  useEffect(() => {
    const look = () =>
      setSpan((known) => {
        const next = spanOf(Number(hours))
        return next.until === known.until && next.from === known.from ? known : next
      })
    look()
    const timer = setInterval(look, 5000)
    return () => clearInterval(timer)
  }, [hours])
  return span
}
