import type { LogLine } from '#shared/model/log.ts'

export type LogBatch = { readonly lines: LogLine[]; readonly gap: boolean }

/** Whose line it is. */
export type LineOwner = Pick<LogLine, 'blockUuid' | 'attempt'>

export type LogBatcher = {
  add(owner: LineOwner, line: Omit<LogLine, keyof LineOwner>): void
  /** Sends what waits now: before an event that says the block has ended. */
  flush(): void
}

/** Milliseconds between two batches. */
const intervalMs = 50
/** Characters after which a batch goes early. */
const batchLength = 64 * 1024
/** Lines a window is sent per interval; of a bigger burst it gets the newest, and a gap. */
const linesPerInterval = 2_000

const noOwner: LineOwner = { blockUuid: '', attempt: 0 }

/**
 * The newest lines, each part in a list of its own whose places are used again: lines that nobody will see cost no objects, and what
 * waits is not moved about by the collection of young objects, which would make V8 enlarge the room for them.
 */
const createNewestLines = () => {
  const owners: LineOwner[] = []
  const numbers: number[] = []
  const times: number[] = []
  const streams: LogLine['stream'][] = []
  const levels: LogLine['level'][] = []
  const texts: string[] = []
  let first = 0
  let count = 0
  let length = 0

  const lineAt = (place: number): LogLine => ({
    ...(owners[place] ?? noOwner),
    line: numbers[place] ?? 0,
    time: times[place] ?? 0,
    stream: streams[place] ?? 'stdout',
    level: levels[place] ?? 'info',
    text: texts[place] ?? '',
  })
  return {
    count: () => count,
    /** Characters of all texts. */
    length: () => length,
    /** False where an older line had to go. */
    add: (owner: LineOwner, line: Omit<LogLine, keyof LineOwner>): boolean => {
      const place = (first + count) % linesPerInterval
      const isFull = count === linesPerInterval
      if (isFull) {
        length -= texts[place]?.length ?? 0
        first = (first + 1) % linesPerInterval
      } else count += 1
      owners[place] = owner
      numbers[place] = line.line
      times[place] = line.time
      streams[place] = line.stream
      levels[place] = line.level
      texts[place] = line.text
      length += line.text.length
      return !isFull
    },
    take: (): LogLine[] => {
      const lines = Array.from({ length: count }, (_, index) => {
        const place = (first + index) % linesPerInterval
        const line = lineAt(place)
        texts[place] = ''
        return line
      })
      first = 0
      count = 0
      length = 0
      return lines
    },
  }
}

/**
 * Gathers the lines of a run into batches that a window can take: it is sent at most 2,000 lines in 50 ms. Nothing is lost by a gap:
 * every line is in the log file.
 */
export const createLogBatcher = (send: (batch: LogBatch) => void): LogBatcher => {
  const waiting = createNewestLines()
  let sentInInterval = 0
  let isGap = false
  let isTicking = false

  const sendWaiting = () => {
    if (waiting.count() === 0) return
    const batch = { lines: waiting.take(), gap: isGap }
    isGap = false
    sentInInterval += batch.lines.length
    send(batch)
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
    add: (owner, line) => {
      if (!waiting.add(owner, line)) isGap = true
      tick()
      if (waiting.length() > batchLength && sentInInterval + waiting.count() <= linesPerInterval) sendWaiting()
    },
    flush: sendWaiting,
  }
}
