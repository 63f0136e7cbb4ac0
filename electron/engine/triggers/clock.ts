/** Time, so that tests can tell it. */
export type Clock = {
  now(): number
  /** Calls `work` once after so many milliseconds. Returns its own undo. */
  after(milliseconds: number, work: () => void): () => void
}

/** The system's clock. Its timers keep no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, work) => {
    const timer = setTimeout(work, milliseconds)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
