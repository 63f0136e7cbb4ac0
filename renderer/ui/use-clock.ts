import { useEffect, useState } from 'react'

/** The time, again every so many milliseconds; null = it stands still. The one clock of everything on screen that ticks. */
export const useClock = (everyMs: number | null): number => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (everyMs === null) return undefined
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
