import type { Readable } from 'node:stream'
import type { BlockLimits } from './limits/block-limits.ts'
import type { Breach } from './limits/breach.ts'

/** What a block process is started with. */
export type BlockStart = {
  /** `<run id>/<block directory name>/<attempt>`: unique within the project. */
  readonly id: string
  /** The block run directory, absolute; `request.json` and the code are in it. */
  readonly directory: string
  readonly cwd: string
  /** The whole environment of the process. */
  readonly environment: Readonly<Record<string, string>>
  readonly pythonPath: readonly string[]
  readonly limits: BlockLimits
}

export type Channel = 'stdout' | 'stderr' | 'control'

/** What its owner hears of a block process. */
export type BlockProcessListener = {
  /** A channel is open; who reads slowly pauses the stream. */
  channel(channel: Channel, stream: Readable): void
}

/** How it ended. When this is known, no process of the block run is alive. */
export type BlockProcessEnd = {
  readonly code: number | null
  readonly signal: string | null
  readonly peakMemoryBytes: number | null
  /** Processes that had to be ended after the block's own. */
  readonly leftovers: number
  /** The limit it went over, where it was ended for that. */
  readonly breach: Breach | null
  /** Why it was lost, where it did not end by itself nor by cancel: its supervisor died, or it could not be started. */
  readonly lost: string | null
}

export type BlockProcess = {
  /** False where nobody but the engine ends it when it takes too long. */
  readonly watchesLimits: boolean
  /** Asks it to end (SIGTERM), and makes it end after the grace. More than once is fine. */
  cancel(graceMs: number): void
  /** Resolves, never rejects, when every descendant is gone and all channels are read to their end. */
  readonly ended: Promise<BlockProcessEnd>
}

/** One way to start block processes of one project in one interpreter: through the supervisor, or directly. */
export type BlockProcesses = {
  start(start: BlockStart, listener: BlockProcessListener): BlockProcess
  /** False once it can start nothing more: a new one is needed. */
  isUsable(): boolean
  /** Loads libraries ahead of the blocks that will import them, where that is possible. */
  preload(modules: readonly string[]): void
  /** Resolves when nothing it started runs any more. */
  idle(): Promise<void>
  /** Ends everything it started and resolves when all is gone. */
  dispose(): Promise<void>
}
