import type { RawRecord } from './messages.ts'

/** Milliseconds over which records are gathered. */
const everyMs = 500
/** Records that may wait; with more their inputs are let go, never the counts. */
const mostWaiting = 20_000
/** Cells of inputs that may wait, about 8 bytes each and more of texts. */
const mostCells = 2_000_000

export type Recorder = {
  add(key: string, record: RawRecord): void
  flush(): void
  close(): void
}

/** Gathers what was answered and hands it on in batches, so that no request waits for it. */
export const createRecorder = (send: (key: string, records: readonly RawRecord[]) => void): Recorder => {
  const waiting = new Map<string, RawRecord[]>()
  let count = 0
  let cells = 0
  let timer: NodeJS.Timeout | null = null
  const flush = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    count = 0
    cells = 0
    for (const [key, records] of waiting) send(key, records)
    waiting.clear()
  }
  return {
    add: (key, record) => {
      const size = record.table === null ? 0 : record.table.columns.length * record.rows
      const isTooMuch = count >= mostWaiting || cells + size > mostCells
      const records = waiting.get(key) ?? []
      if (records.length === 0) waiting.set(key, records)
      records.push(isTooMuch ? { ...record, table: null, predictions: null, probabilities: null } : record)
      count += 1
      cells += isTooMuch ? 0 : size
      timer ??= setTimeout(flush, everyMs)
    },
    flush,
    close: flush,
  }
}
