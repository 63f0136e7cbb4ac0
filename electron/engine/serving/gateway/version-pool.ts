import type { Logger } from '#engine/engine-events.ts'
import { ok, type Result } from '#shared/result.ts'
import type { Launch } from '../launch.ts'
import { Batcher, type Tuning } from './batcher.ts'
import type { ModelWorker } from './model-worker.ts'
import { createWorkerGroup, type Loaded, type WorkerGroup } from './worker-group.ts'
import type { WorkerHub } from './worker-hub.ts'

export type PoolOptions = {
  readonly launch: Launch
  readonly tuning: Tuning
  readonly hub: WorkerHub
  readonly logger: Logger
}

/** Milliseconds before a group whose process died is started again: doubled with each death in a row, up to the last. */
const againMs = { first: 200, last: 30_000 }

/** The loaded workers of one version. */
export class VersionPool {
  readonly batcher: Batcher
  readonly launch: Launch
  /** Null until it is ready. */
  startedInMs: number | null = null
  isShared = false
  workers = 0
  restarts = 0
  /** Why it lost its workers last. */
  problem: string | null = null
  readonly #options: PoolOptions
  readonly #groups = new Set<WorkerGroup>()
  readonly #since = performance.now()
  #isDisposed = false
  #deaths = 0
  #onReady: (() => void) | null = null

  constructor(options: PoolOptions) {
    this.#options = options
    this.launch = options.launch
    this.batcher = new Batcher(options.tuning)
  }

  /** Resolves when every worker waits for requests; fails with why the model cannot be served. */
  async start(): Promise<Result<null>> {
    const ready = new Promise<void>((resolve) => {
      this.#onReady = resolve
    })
    const first = this.#startGroup(0, this.launch.workers)
    const loaded = await first.loaded
    if (!loaded.ok) return loaded
    this.isShared = loaded.value.isShared
    const others = this.isShared ? ok(null) : await this.#startOthers()
    if (!others.ok) return others
    // A group that ends before its workers said hello will not make them ready.
    const failed = new Promise<Result<null>>((resolve) => {
      this.#onFailed = (reason) => resolve({ ok: false, error: { code: 'unsupported', message: reason } })
    })
    const outcome = await Promise.race([ready.then(() => ok(null)), failed])
    this.#onFailed = null
    if (outcome.ok) this.startedInMs = Math.round(performance.now() - this.#since)
    return outcome
  }

  #onFailed: ((reason: string) => void) | null = null

  /** Where forks cannot share the model each worker is a process that loads it. */
  async #startOthers(): Promise<Result<null>> {
    const groups = Array.from({ length: this.launch.workers - 1 }, (_, index) => this.#startGroup(index + 1, 1))
    const loaded = await Promise.all(groups.map((group) => group.loaded))
    return loaded.find((result): result is Exclude<Result<Loaded>, { ok: true }> => !result.ok) ?? ok(null)
  }

  #startGroup(index: number, workers: number): WorkerGroup {
    const { launch, hub, logger } = this.#options
    const group = createWorkerGroup({
      launch,
      hub,
      logger,
      workers,
      index,
      onWorker: (worker) => this.#welcome(worker),
      onEnd: (reason) => this.#groupEnded(group, { index, workers, reason }),
    })
    this.#groups.add(group)
    return group
  }

  #welcome(worker: ModelWorker): void {
    this.workers += 1
    this.#deaths = 0
    worker.onLost(() => {
      this.workers -= 1
      this.restarts += this.#isDisposed ? 0 : 1
    })
    this.batcher.add(worker)
    if (this.workers < this.launch.workers) return
    this.problem = null
    this.#onReady?.()
    this.#onReady = null
  }

  #groupEnded(group: WorkerGroup, facts: { index: number; workers: number; reason: string }): void {
    this.#groups.delete(group)
    if (this.#isDisposed) return
    this.problem = facts.reason
    this.#onFailed?.(facts.reason)
    // Before it was ready it is not tried again: whoever asked for it is told.
    if (this.startedInMs === null) return
    this.#deaths += 1
    const wait = Math.min(againMs.last, againMs.first * 2 ** (this.#deaths - 1))
    setTimeout(() => {
      if (!this.#isDisposed) this.#startGroup(facts.index, facts.workers)
    }, wait)
  }

  /** Ends all processes of the version. What waits is told that it stopped. */
  async dispose(): Promise<void> {
    this.#isDisposed = true
    await Promise.all([...this.#groups].map((group) => group.dispose()))
    this.batcher.stop()
  }
}
