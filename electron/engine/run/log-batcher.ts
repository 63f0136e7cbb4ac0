import type { LogLine } from '#shared/model/log.ts'

export type LogBatch = { readonly lines: LogLine[]; readonly gap: boolean }

export type LogBatcher = {
  add(line: LogLine): void
  /** Sends what waits now: before an event that says the block has ended. */
  flush(): void
}

/** Milliseconds between two batches. */
const intervalMs = 50
/** Characters after which a batch goes early. */
const batchLength = 64 * 1024
/** Lines a window is sent per interval; of a bigger burst it gets the newest, and a gap. */
const linesPerInterval = 2_000

/**
 * Gathers the lines of a run into batches that a window can take: it is sent at most 2,000 lines in 50 ms. Nothing is lost by a gap:
 * every line is in the log file.
 */
export const createLogBatcher = (send: (batch: LogBatch) => void): LogBatcher => {
  let waiting: LogLine[] = []
  let waitingLength = 0
  let sentInInterval = 0
  let isGap = false
  let isTicking = false

  const sendWaiting = () => {
    if (waiting.length === 0) return
    const lines = waiting.length > linesPerInterval ? waiting.slice(-linesPerInterval) : waiting
    const gap = isGap || lines.length < waiting.length
    waiting = []
    waitingLength = 0
    isGap = false
    sentInInterval += lines.length
    send({ lines, gap })
  }

  const onInterval = () => {
    isTicking = false
    sentInInterval = 0
    sendWaiting()
    if (sentInInterval > 0) tick()
  }
  const tick = () => {
    if (isTicking) return
    isTicking = true
    setTimeout(onInterval, intervalMs)
  }

  return {
    add: (line) => {
      waiting.push(line)
      waitingLength += line.text.length
      tick()
      if (waitingLength > batchLength && sentInInterval + waiting.length <= linesPerInterval) sendWaiting()
      // Two bursts are kept before the older is dropped, so that dropping does not move the list at every line.
      if (waiting.length > linesPerInterval * 2) {
        waiting = waiting.slice(-linesPerInterval)
        isGap = true
      }
    },
    flush: sendWaiting,
  }
}
