import type { Json, JsonMap } from '#shared/model/json.ts'
import type { ModelWorker, WorkerReply } from './model-worker.ts'
import { isTable, mergeTables, type Rows, type RowTable } from './rows.ts'

/** One request to a version. */
export type Ask = {
  readonly rows: Rows
  /** Whether probabilities are wanted too. */
  readonly isFull: boolean
  readonly params: JsonMap | null
  /** Whether nobody waits for the answer any more. */
  isGone(): boolean
}

export type ModelAnswer = {
  readonly predictions: Json
  /** Whether `predictions` is a list with one entry per row. */
  readonly byRow: boolean
  readonly probabilities: readonly Json[] | null
  readonly classes: readonly Json[] | null
}

export type Outcome =
  | { readonly kind: 'answered'; readonly answer: ModelAnswer }
  /** The queue is full; try again after so many seconds. */
  | { readonly kind: 'overloaded'; readonly retryAfter: number }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'model-error'; readonly type: string; readonly message: string; readonly traceback: string }
  /** The worker died, twice where the request was sent again. */
  | { readonly kind: 'worker-lost' }
  | { readonly kind: 'stopped' }

export type Tuning = {
  readonly maxRows: number
  readonly maxWaitMs: number
  readonly queue: number
  readonly timeoutMs: number
  /** Whether a request may be sent to the model twice: after its worker died, or alone after a batch failed. */
  readonly mayRepeat: boolean
}

type Pending = {
  readonly ask: Ask
  /** Requests of the same key go to the model together; null = it goes alone. */
  readonly key: string | null
  readonly since: number
  readonly timer: NodeJS.Timeout
  readonly resolve: (outcome: Outcome) => void
  tries: number
  isAlone: boolean
  isDone: boolean
}

const keyOf = ({ rows, isFull, params }: Ask): string | null =>
  isTable(rows) ? JSON.stringify([rows.columns, isFull, params]) : null

/** Milliseconds a worker may be busy beyond the time-out before it counts as hanging. */
const hangingMs = 1_000

/**
 * Shares the workers of one version among requests. An idle version answers at once; while workers are busy, requests that come meanwhile
 * go to the model together, so that its fixed cost per call is paid once: no later than `maxWaitMs` after the first of them came.
 */
export class Batcher {
  #tuning: Tuning
  #queue: Pending[] = []
  #idle: ModelWorker[] = []
  #busy = 0
  #isPlanned = false
  #wake: NodeJS.Timeout | null = null
  /** False once the model gave anything but one prediction per row. */
  #answersByRow = true
  #millisecondsPerRequest = 10
  #onQuiet: (() => void) | null = null

  constructor(tuning: Tuning) {
    this.#tuning = tuning
  }

  get queued(): number {
    return this.#queue.length
  }

  get isQuiet(): boolean {
    return this.#queue.length === 0 && this.#busy === 0
  }

  tune(tuning: Tuning): void {
    this.#tuning = tuning
  }

  /** Asks the model, now or together with others. */
  ask(ask: Ask): Promise<Outcome> {
    if (this.#queue.length >= this.#tuning.queue) {
      const seconds = (this.#queue.length * this.#millisecondsPerRequest) / 1000
      return Promise.resolve({ kind: 'overloaded', retryAfter: Math.max(1, Math.ceil(seconds)) })
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(pending, { kind: 'timeout' }), this.#tuning.timeoutMs)
      const pending: Pending = {
        ask,
        key: keyOf(ask),
        since: performance.now(),
        timer,
        resolve,
        tries: 0,
        isAlone: false,
        isDone: false,
      }
      this.#queue.push(pending)
      this.#plan()
    })
  }

  /** Resolves when nothing is waited for any more. */
  quiet(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isQuiet) resolve()
      else this.#onQuiet = resolve
    })
  }

  add(worker: ModelWorker): void {
    worker.onLost(() => {
      this.#idle = this.#idle.filter((other) => other !== worker)
    })
    this.#idle.push(worker)
    this.#plan()
  }

  /** Nobody will answer: gives up on all that wait. */
  stop(): void {
    for (const pending of this.#queue.splice(0)) settle(pending, { kind: 'stopped' })
    this.#tellQuiet()
  }

  /** Requests that are read in the same turn of the loop are looked at together. */
  #plan(): void {
    if (this.#isPlanned) return
    this.#isPlanned = true
    setImmediate(() => {
      this.#isPlanned = false
      this.#dispatch()
    })
  }

  #dispatch(): void {
    while (this.#idle.length > 0) {
      this.#dropDone()
      const [first] = this.#queue
      if (first === undefined) break
      if (!this.#isDue(first)) {
        this.#wakeAt(first)
        return
      }
      const worker = this.#idle.pop()
      if (worker !== undefined) void this.#send(worker, this.#takeBatch(first))
    }
    this.#tellQuiet()
  }

  /** What is answered already (by its time-out), or wanted by nobody. */
  #dropDone(): void {
    while (this.#queue[0] !== undefined && (this.#queue[0].isDone || this.#queue[0].ask.isGone())) {
      const dropped = this.#queue.shift()
      if (dropped !== undefined) settle(dropped, { kind: 'stopped' })
    }
  }

  #isDue(first: Pending): boolean {
    const { maxRows, maxWaitMs } = this.#tuning
    return this.#busy === 0 || this.#queue.length >= maxRows || performance.now() - first.since >= maxWaitMs
  }

  #wakeAt(first: Pending): void {
    this.#wake ??= setTimeout(
      () => {
        this.#wake = null
        this.#dispatch()
      },
      Math.max(1, first.since + this.#tuning.maxWaitMs - performance.now()),
    )
  }

  #takeBatch(first: Pending): Pending[] {
    const limit = this.#answersByRow ? this.#tuning.maxRows : 1
    const batch = [first]
    let rows = first.ask.rows.rows
    let taken = 1
    for (; taken < this.#queue.length && first.key !== null && !first.isAlone; taken += 1) {
      const next = this.#queue[taken]
      if (next === undefined || next.key !== first.key || next.isAlone) break
      if (rows + next.ask.rows.rows > limit) break
      if (next.isDone || next.ask.isGone()) continue
      rows += next.ask.rows.rows
      batch.push(next)
    }
    this.#queue.splice(0, taken)
    return batch
  }

  async #send(worker: ModelWorker, batch: readonly Pending[]): Promise<void> {
    const started = performance.now()
    this.#busy += 1
    const hanging = setTimeout(() => worker.kill(), this.#tuning.timeoutMs + hangingMs)
    const reply = await worker.ask(messageOf(batch))
    clearTimeout(hanging)
    this.#busy -= 1
    const perRequest = (performance.now() - started) / batch.length
    this.#millisecondsPerRequest = this.#millisecondsPerRequest * 0.9 + perRequest * 0.1
    if (reply !== null) this.#idle.push(worker)
    this.#settleBatch(batch, { reply, classes: worker.classes })
    this.#dispatch()
  }

  #settleBatch(batch: readonly Pending[], got: { reply: WorkerReply | null; classes: readonly Json[] | null }): void {
    const { reply, classes } = got
    if (reply === null) {
      this.#repeat(batch, { kind: 'worker-lost' })
      return
    }
    if (!reply.ok) {
      const outcome: Outcome = { kind: 'model-error', ...reply.error }
      // One request that the model cannot take must not fail those that came with it.
      if (batch.length > 1) this.#repeat(batch, outcome)
      else for (const pending of batch) settle(pending, outcome)
      return
    }
    if (batch.length > 1 && !reply.byRow) {
      this.#answersByRow = false
      this.#repeat(batch, { kind: 'model-error', type: 'ValueError', message: notByRow, traceback: '' })
      return
    }
    answerEach(batch, reply, classes)
  }

  /** Each once more, alone and first; those that had their second try, or must not have one, get the outcome. */
  #repeat(batch: readonly Pending[], outcome: Outcome): void {
    const again: Pending[] = []
    for (const pending of batch) {
      if (pending.tries > 0 || !this.#tuning.mayRepeat) {
        settle(pending, outcome)
        continue
      }
      pending.tries += 1
      pending.isAlone = true
      again.push(pending)
    }
    this.#queue.unshift(...again)
  }

  #tellQuiet(): void {
    if (!this.isQuiet) return
    this.#onQuiet?.()
    this.#onQuiet = null
  }
}

const notByRow = 'The model did not give one prediction per row.'

const settle = (pending: Pending, outcome: Outcome): void => {
  if (pending.isDone) return
  pending.isDone = true
  clearTimeout(pending.timer)
  pending.resolve(outcome)
}

const messageOf = (batch: readonly Pending[]): Record<string, unknown> => {
  const [first] = batch
  if (first === undefined) return {}
  const { rows, isFull, params } = first.ask
  const facts = { id: 1, full: isFull, params }
  if (!isTable(rows)) return { ...facts, array: rows.array, rows: rows.rows }
  const merged = mergeTables(batch.map(({ ask }) => ask.rows as RowTable))
  return { ...facts, columns: merged.columns, data: merged.data, rows: merged.rows }
}

const answerEach = (
  batch: readonly Pending[],
  reply: Extract<WorkerReply, { ok: true }>,
  classes: readonly Json[] | null,
): void => {
  const { predictions, probabilities, byRow } = reply
  if (batch.length === 1 || !Array.isArray(predictions)) {
    for (const pending of batch)
      settle(pending, { kind: 'answered', answer: { predictions, byRow, probabilities, classes } })
    return
  }
  let from = 0
  for (const pending of batch) {
    const to = from + pending.ask.rows.rows
    const part = { predictions: predictions.slice(from, to), probabilities: probabilities?.slice(from, to) ?? null }
    settle(pending, { kind: 'answered', answer: { ...part, byRow, classes } })
    from = to
  }
}
