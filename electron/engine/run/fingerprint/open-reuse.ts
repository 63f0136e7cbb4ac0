import type { Block } from '#shared/model/block.ts'
import { isFinished } from '#shared/run/apply-run-event.ts'
import { type BlockEnd, type BlockJob, type BlockRunContext, runBlock } from '../run-block.ts'
import type { Remember } from './remember.ts'
import { reuseFinished } from './resume.ts'
import { type Reuse, reuseNothing, reuseUnchanged } from './reuse.ts'
import { type FingerprintPlace, openFingerprints, type RunFingerprints } from './run-fingerprints.ts'
import type { RunMode } from './run-mode.ts'
import { digestOfOutputs } from './stored-outputs.ts'

/** What a run does around each of its block runs: takes over what need not run, keeps what the rest was made of. */
export type RunReuse = {
  runUnit(job: BlockJob): Promise<BlockEnd>
  /** Resolves when all is kept that a later run can reuse. */
  settled(): Promise<void>
}

const reuseOf = (mode: RunMode, { decidePlace }: RunFingerprints, runId: number): Reuse => {
  switch (mode.kind) {
    case 'all':
      return reuseNothing
    case 'changed':
      return reuseUnchanged(decidePlace, runId)
    case 'resume':
      return reuseFinished({ stateDirectory: decidePlace.stateDirectory, runId }, mode)
  }
}

/** The one line of its log, told live as other lines are; not flushed, since thousands of children can be taken over a second. */
const tellReused = ({ onLine }: BlockRunContext, blockUuid: string, text: string): void =>
  onLine({ blockUuid, attempt: 1 }, { line: 0, time: Date.now(), stream: 'engine', level: 'info', text })

export type ReuseOptions = {
  readonly place: Omit<FingerprintPlace, keyof BlockRunContext>
  readonly mode: RunMode
  readonly blocks: readonly Block[]
}

/** Looks at the code of all blocks at once, as it is when the run starts. */
export const openReuse = async (context: BlockRunContext, { place, mode, blocks }: ReuseOptions): Promise<RunReuse> => {
  const fingerprints = await openFingerprints({ ...context, ...place })
  const runId = context.record.run().id
  const reuse = reuseOf(mode, fingerprints, runId)
  const remember: Remember = fingerprints.remember(blocks, context.record.along)
  return {
    runUnit: async (job) => {
      const reused = await reuse(job)
      if (reused !== null) tellReused(context, job.key, reused.outcome.reason ?? '')
      const end = reused ?? (await runBlock(context, job))
      const { directory, outcome } = end
      if (directory === null || !isFinished(outcome)) return end
      const stored = { runId, directory, digest: digestOfOutputs(outcome.outputs) }
      if (outcome.reused === undefined) remember.finished(job, stored)
      else remember.takenOver(job, stored, outcome.reused.runId)
      return end
    },
    settled: async () => {
      context.flushLines()
      await remember.settled()
    },
  }
}
