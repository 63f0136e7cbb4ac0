/** Milliseconds since 1970 for what happens in a run: never earlier than what was asked before. */
export type RunClock = () => number

export type ClockSources = {
  /** The clock on the wall, which people and time servers set. */
  wall(): number
  /** Milliseconds that have passed since some moment; nobody sets it. It may stand still while the machine sleeps. */
  elapsed(): number
}

const system: ClockSources = { wall: () => Date.now(), elapsed: () => performance.now() }

/** How far the clock on the wall may fall behind what has passed, and be believed: clocks run unevenly. */
const toleranceMs = 50

/**
 * A clock that follows the one on the wall, but goes on by what has really passed where that is set back: no duration becomes negative,
 * and none shorter than it was. One that is set ahead is believed, since a machine that slept looks the same.
 *
 * @param notBefore the first answer is not earlier
 */
export const createRunClock = (notBefore: number, { wall, elapsed }: ClockSources = system): RunClock => {
  let last = { wall: wall(), elapsed: elapsed() }
  let now = Math.max(notBefore, last.wall)
  return () => {
    const next = { wall: wall(), elapsed: elapsed() }
    const passed = next.elapsed - last.elapsed
    const shown = next.wall - last.wall
    last = next
    now += Math.max(0, shown < passed - toleranceMs ? Math.round(passed) : shown)
    return now
  }
}
