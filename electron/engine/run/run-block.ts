import { join } from 'node:path'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { Block } from '#shared/model/block.ts'
import type { Json, JsonMap } from '#shared/model/json.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import type { Result } from '#shared/result.ts'
import { markEnvironment } from './block-environment.ts'
import { type BlockOutcome, bareOutcome, type Interruption, outcomeOf } from './block-outcome.ts'
import type { BlockProcess, BlockProcesses } from './block-process.ts'
import { answerBlock } from './block-requests.ts'
import { readBlockResult, yieldOf } from './block-result.ts'
import { type Attempt, blockRunDirectory, blockRunId, logFileName } from './block-run-directory.ts'
import { readControlChannel } from './control-events.ts'
import type { BlockYield } from './fan-out.ts'
import { blockLimits } from './limits/block-limits.ts'
import { limitedOutcome, limitLines } from './limits/limited-outcome.ts'
import type { LogBatcher } from './log-batcher.ts'
import { createLogFile, type LogFile } from './log-file.ts'
import { runLeftCallbacks } from './own-callbacks.ts'
import { dataModules } from './preload.ts'
import { type Guests, prepareBlock } from './prepare-block.ts'
import { type RetryRule, retryDelays } from './retry.ts'
import type { Unit } from './run-progress.ts'
import type { RunRecord } from './run-record.ts'
import type { RunServices } from './run-services.ts'
import type { BlockTracking } from './run-tracking.ts'

/** What all blocks of a run share. */
export type BlockRunContext = RunServices & {
  readonly project: Pick<OpenProject, 'id' | 'path' | 'name' | 'stateDirectory' | 'workingDirectory'>
  /** Where all its blocks run. */
  readonly cwd: string
  readonly pipeline: Pipeline
  /** A block may set one for the blocks that start after it, or delete one. */
  readonly variables: JsonMap
  setVariable(name: string, value: Json | undefined): void
  /** What a block of a global data product hands on. */
  product(block: Block, signal: AbortSignal): Promise<Result<JsonMap>>
  /** A block logs a model, or asks where one is. Anything else is left alone. */
  askModels(place: { readonly directory: string; readonly blockUuid: string }, record: Record<string, unknown>): void
  readonly tracking: BlockTracking
  onDefect(error: unknown): void
  /** What the cause of the run adds to the variables nobody can give. */
  readonly reserved: JsonMap
  readonly record: RunRecord
  readonly environment: Readonly<Record<string, string>>
  readonly retry: RetryRule
  /** Blocks that run with another: its conditionals before it, its callbacks after it. */
  guests(blockUuid: string): Guests
  /** Asked anew for each attempt: a supervisor that died is replaced. */
  processes(): Promise<BlockProcesses>
  /** Loads libraries into the supervisor, where there is one and the user wants it warm. */
  preload(modules: readonly string[]): Promise<void>
  code(block: Block): Promise<Result<Uint8Array>>
  /** Blocks of the run that wait for this one, near or far. */
  downstream(blockUuid: string): readonly string[]
  readonly onLine: LogBatcher['add']
  onLogOpened(log: LogFile): () => void
  /** Sends lines that wait, so that they are seen before the end of their block. */
  flushLines(): void
}

/** One block of a run, or one child of it, ready to start. */
export type BlockJob = Unit & {
  readonly signal: AbortSignal
  /** It completed and its process is gone: who waits for its place need not wait until that is told. */
  readonly onGone: () => void
  /** Leaves its place to others until the pause is over and a place is free again, or the run is cancelled. */
  rest(pause: Promise<void>): Promise<void>
}

/** What became of a block run: its outcome, and what it left for the blocks below it. */
export type BlockEnd = BlockYield & { readonly outcome: BlockOutcome }

type AttemptJob = BlockJob & { readonly delays: readonly number[] }

/** Milliseconds between the polite and the final signal: whatever a block does, nothing of it is left 2 s after Cancel. */
const graceMs = 1_500
/** Milliseconds the supervisor has to end a block that takes too long, before the engine does. */
const supervisorSlackMs = 3_000

const openLog = (context: BlockRunContext, attempt: Attempt, directory: string): LogFile => {
  const owner = { blockUuid: attempt.blockUuid, attempt: attempt.attempt }
  const log: LogFile = createLogFile({
    path: join(directory, logFileName),
    onLine: (line) => context.onLine(owner, line),
    onFailure: (error) => {
      log.engineLine(
        'error',
        `Further lines are shown but not kept: the log file cannot be written (${error.message}).`,
      )
    },
  })
  return log
}

const tooManyWords = (kind: RunEvent['kind'], most: number): string =>
  `Only the first ${most} ${kind === 'metric-recorded' ? 'metric values' : 'artifacts'} are shown; all are in result.json. Record fewer, such as one per epoch.`

/** Loads ahead what the block and those below it need for the data that is passed. */
const preloadForData = async (context: BlockRunContext, { block, arguments: { inputs } }: BlockJob): Promise<void> => {
  const code = await context.code(block)
  const outputs = inputs.flatMap(({ blockUuid }) => context.record.blockRun(blockUuid)?.outputs ?? [])
  await context.preload(dataModules(code.ok ? code.value : new Uint8Array(), outputs))
}

type Starting = { readonly attempt: Attempt; readonly job: BlockJob; readonly log: LogFile }

const startProcess = async (context: BlockRunContext, { attempt, job, log }: Starting): Promise<BlockProcess> => {
  const { block } = job
  const id = blockRunId(attempt)
  const { cwd } = context
  const processes = await context.processes()
  await preloadForData(context, job)
  const start = {
    id,
    directory: blockRunDirectory(context.project.stateDirectory, attempt),
    cwd,
    environment: {
      ...context.environment,
      ...(await context.tracking.environmentOf(attempt.blockUuid)),
      PIPEWRIGHT_TRIGGER: 'control',
      ...markEnvironment(context.project.id, id),
    },
    pythonPath: [cwd],
    limits: blockLimits(block),
  }
  return processes.start(start, {
    channel: (channel, stream) => {
      if (channel !== 'control') log.read(channel, stream)
      else
        readControlChannel(stream, attempt.blockUuid, {
          heard: (line) => context.tracking.heard({ directory: start.directory, blockUuid: attempt.blockUuid }, line),
          record: context.record.record,
          tooMany: (kind, most) => log.engineLine('warning', tooManyWords(kind, most)),
          asked: (record) => {
            answerBlock({ ...context, directory: start.directory }, record)
            context.askModels({ directory: start.directory, blockUuid: attempt.blockUuid }, record)
          },
        })
    },
  })
}

/** Ends the process when the run is cancelled or the block takes too long; tells which, and stops watching when `stop` is called. */
const watchProcess = (blockProcess: BlockProcess, job: BlockJob) => {
  let interruption: Interruption = null
  const interrupt = (why: NonNullable<Interruption>) => {
    interruption ??= why
    blockProcess.cancel(graceMs)
  }
  const onAbort = () => interrupt({ kind: 'cancelled' })
  const seconds = job.block.timeoutSeconds
  const slack = blockProcess.watchesLimits ? supervisorSlackMs : 0
  const timer =
    seconds === null ? null : setTimeout(() => interrupt({ kind: 'timed-out', seconds }), seconds * 1000 + slack)
  job.signal.addEventListener('abort', onAbort)
  if (job.signal.aborted) onAbort()
  return {
    interruption: () => interruption,
    stop: () => {
      if (timer !== null) clearTimeout(timer)
      job.signal.removeEventListener('abort', onAbort)
    },
  }
}

type OutcomeFacts = {
  readonly attempt: number
  readonly delays: readonly number[]
  /** Asked only where it matters. */
  readonly downstream: () => readonly string[]
}

const attemptWords = (outcome: BlockOutcome, { attempt, delays }: OutcomeFacts): string =>
  `Attempt ${attempt} of ${delays.length + 1} failed (${outcome.reason}); the next one starts in ${delays[attempt - 1]} s.`

/** What the block itself cannot say in its log: how it was ended, that it is tried again, what does not run for its sake. */
const logOutcome = (log: LogFile, outcome: BlockOutcome, facts: OutcomeFacts): void => {
  const { state, error, reason } = outcome
  if (state === 'cancelled' || state === 'condition-failed') log.engineLine('warning', reason ?? state)
  if (!isWorthAnotherAttempt(outcome)) return
  // With an error, the runner has written its traceback.
  if (error === null && reason !== null) log.engineLine('error', reason)
  if (facts.delays[facts.attempt - 1] !== undefined) {
    log.engineLine('warning', attemptWords(outcome, facts))
    return
  }
  const downstream = facts.downstream()
  if (downstream.length > 0)
    log.engineLine('error', `Not run because of this: ${downstream.map((uuid) => `"${uuid}"`).join(', ')}.`)
}

const isWorthAnotherAttempt = (outcome: BlockOutcome): boolean =>
  outcome.state === 'failed' || outcome.state === 'crashed'

const endWithout = (outcome: BlockOutcome): BlockEnd => ({ outcome, directory: null, items: null })

const runAttempt = async (context: BlockRunContext, job: AttemptJob, attempt: Attempt): Promise<BlockEnd> => {
  const isLast = job.delays[attempt.attempt - 1] === undefined
  const prepared = await prepareBlock(context, { ...job, isLast }, attempt)
  const started = { kind: 'block-started', blockUuid: job.key, attempt: attempt.attempt } as const
  if (!prepared.ok) {
    context.record.record({ ...started, time: Date.now() })
    const outcome = job.signal.aborted
      ? bareOutcome('cancelled', 'Cancelled.')
      : bareOutcome('failed', prepared.error.message)
    return endWithout(outcome)
  }
  const directory = prepared.value
  const log = openLog(context, attempt, directory)
  const closed = context.onLogOpened(log)
  const blockProcess = await startProcess(context, { attempt, job, log })
  // Stored while the process is on its way: the write costs the first line of user code nothing.
  context.record.record({ ...started, time: Date.now() })
  const watch = watchProcess(blockProcess, job)
  const end = await blockProcess.ended
  watch.stop()
  const read = await readBlockResult(directory)
  if (read.result?.state === 'completed') job.onGone()
  const interruption = watch.interruption()
  const limited = interruption === null && read.result?.state !== 'completed' ? end.breach : null
  const plain = outcomeOf({ end, interruption, read })
  const place = { directory, projectPath: context.project.path }
  const outcome = limited === null ? plain : await limitedOutcome(place, limited, plain)
  if (limited !== null && outcome.error !== null) log.engineLine('error', limitLines(outcome.error))
  logOutcome(log, outcome, {
    downstream: () => context.downstream(job.block.uuid),
    attempt: attempt.attempt,
    delays: job.delays,
  })
  const isFinal = outcome.state === 'cancelled' || isLast
  if (read.result === null && isFinal) await runLeftCallbacks(context, { job, attempt, outcome, log })
  await log.close()
  closed()
  context.flushLines()
  return { outcome, ...yieldOf(directory, read.result) }
}

const pause = (seconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, seconds * 1000)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })

/** Runs a block, with further attempts where its rule says so, and resolves with what the last one came to. */
export const runBlock = async (context: BlockRunContext, job: BlockJob): Promise<BlockEnd> => {
  const { key, block, signal } = job
  const runId = context.record.run().id
  const delays = retryDelays(block.retry ?? context.retry)
  for (let number = 1; ; number += 1) {
    const end = await runAttempt(context, { ...job, delays }, { runId, blockUuid: key, attempt: number })
    const delay = delays[number - 1]
    if (delay === undefined || !isWorthAnotherAttempt(end.outcome)) return end
    if (signal.aborted) return endWithout(bareOutcome('cancelled', 'Cancelled.'))
    const text = attemptWords(end.outcome, { attempt: number, delays, downstream: () => [] })
    context.record.record({
      kind: 'block-progressed',
      time: Date.now(),
      blockUuid: key,
      progress: { done: number, total: delays.length + 1, text },
    })
    await job.rest(pause(delay, signal))
    if (signal.aborted) return endWithout(bareOutcome('cancelled', 'Cancelled while it waited for its next attempt.'))
  }
}
