import { join } from 'node:path'
import type { Block } from '#shared/model/block.ts'
import { markEnvironment } from './block-environment.ts'
import type { BlockOutcome } from './block-outcome.ts'
import type { BlockProcess } from './block-process.ts'
import { answerBlock } from './block-requests.ts'
import {
  type Attempt,
  blockRunDirectory,
  blockRunId,
  codeFileName,
  makeBlockRunDirectory,
  writeRequest,
} from './block-run-directory.ts'
import { readControlChannel } from './control-events.ts'
import { withExactConfiguration, withExactNumbers } from './exact-numbers.ts'
import type { LogFile } from './log-file.ts'
import type { BlockJob, BlockRunContext } from './run-block.ts'
import { reservedVariables } from './variables.ts'

/** Milliseconds a callback may take: who cancels a run waits for it, so little then. */
const longestMs = { failure: 300_000, cancelled: 5_000 } as const
const graceMs = 2_000

export type LeftBlock = {
  readonly job: BlockJob
  readonly attempt: Attempt
  readonly outcome: BlockOutcome
  readonly log: LogFile
}

type Event = keyof typeof longestMs
type Callback = { readonly guest: Block; readonly number: number; readonly event: Event }

const prepare = async (context: BlockRunContext, { job, attempt, outcome }: LeftBlock, callback: Callback) => {
  const { guest, number, event } = callback
  const { project, pipeline, variables, dates, numbers, record } = context
  const code = await context.code(guest)
  if (!code.ok) throw new Error(code.error.message)
  const directory = join(blockRunDirectory(project.stateDirectory, attempt), 'callbacks', String(number))
  await makeBlockRunDirectory(directory)
  const run = record.run()
  const facts = {
    attempt,
    project: { path: project.path, name: project.name },
    pipeline,
    // As where a callback runs in the process of its block: it sees the configuration of that.
    block: { ...guest, configuration: withExactConfiguration(job.block, numbers).configuration },
    inputs: [{ blockUuid: job.block.uuid, type: job.block.type, directory: null }],
    variables: withExactNumbers(variables, numbers.variables),
    reserved: { ...reservedVariables(run.id, run.queuedAt, attempt.attempt), ...context.reserved },
    extra: {
      ...(dates.length === 0 ? {} : { dates: [...dates] }),
      ...(job.childIndex === null ? {} : { dynamicIndex: job.childIndex }),
      callback: { event, error: event === 'failure' ? { type: 'Exception', message: outcome.reason ?? '' } : null },
    },
  }
  await writeRequest(directory, facts, [{ name: codeFileName(guest.file), content: code.value }])
  return directory
}

const startIn = async (context: BlockRunContext, left: LeftBlock, place: { id: string; directory: string }) => {
  const { cwd, environment, project } = context
  const { directory, id } = place
  const own = { PIPEWRIGHT_TRIGGER: 'control', ...markEnvironment(project.id, id) }
  const limits = { memoryBytes: null, cpuSeconds: null, wallSeconds: null, openFiles: null }
  const start = { ...place, cwd, environment: { ...environment, ...own }, pythonPath: [cwd], limits }
  const nothing = () => undefined
  return (await context.processes()).start(start, {
    channel: (channel, stream) => {
      if (channel !== 'control') left.log.read(channel, stream)
      else
        readControlChannel(stream, left.attempt.blockUuid, {
          heard: nothing,
          record: nothing,
          tooMany: nothing,
          asked: (record) => answerBlock({ ...context, directory }, record),
        })
    },
  })
}

/** Ends a callback that takes too long, or whose run is cancelled meanwhile. */
const waitFor = async (blockProcess: BlockProcess, event: Event, signal: AbortSignal): Promise<void> => {
  const end = () => blockProcess.cancel(graceMs)
  const timer = setTimeout(end, longestMs[event])
  if (event === 'failure') signal.addEventListener('abort', end)
  await blockProcess.ended
  clearTimeout(timer)
  signal.removeEventListener('abort', end)
}

/**
 * Runs the callbacks of a block whose process could not run them: it died, was ended for a limit, or the run was cancelled. Each in a
 * process of its own, one after another, into the log of the block. What goes wrong in them is in the log, no more.
 */
export const runLeftCallbacks = async (context: BlockRunContext, left: LeftBlock): Promise<void> => {
  const { job, attempt, outcome, log } = left
  const event = outcome.state === 'cancelled' ? 'cancelled' : 'failure'
  for (const [index, guest] of context.guests(job.block.uuid).callbacks.entries()) {
    if (event === 'failure' && job.signal.aborted) return
    try {
      const directory = await prepare(context, left, { guest, number: index + 1, event })
      const id = `${blockRunId(attempt)}/callback-${index + 1}`
      await waitFor(await startIn(context, left, { id, directory }), event, job.signal)
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error)
      log.engineLine('error', `Callback ${guest.uuid} could not be run: ${words}`)
    }
  }
}
