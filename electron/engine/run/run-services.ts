import { join } from 'node:path'
import type { JsonMap } from '#shared/model/json.ts'
import type { Run } from '#shared/model/run.ts'
import type { Result } from '#shared/result.ts'
import { runDirectory } from './block-run-directory.ts'
import type { ExactNumbers } from './exact-numbers.ts'
import type { PipelineFacts } from './pipeline-facts.ts'

/** A run that a block started. */
export type OtherRun = { readonly runId: number; readonly done: Promise<Run>; cancel(): void }

/** Starts a run of another pipeline of the project. It has places of its own: a block that waits for it keeps its own. */
export type StartOther = (pipelineUuid: string, variables: JsonMap) => Promise<Result<OtherRun>>

/** What the blocks of a run may ask of the engine, and what they share. */
export type RunServices = {
  readonly dates: readonly string[]
  /** Of the pipeline file, without those of variables that the run was given. */
  readonly numbers: ExactNumbers
  /** Where `kwargs['context']` goes from block to block; null where each block has its own. */
  readonly contextPath: string | null
  readonly startOther: StartOther
  /** Whether a block that fails keeps its frames. */
  readonly keepsFailures: boolean
}

export const runServices = (
  facts: PipelineFacts,
  startOther: StartOther,
  {
    stateDirectory,
    runId,
    keepsFailures,
  }: { readonly stateDirectory: string; readonly runId: number; readonly keepsFailures: boolean },
): RunServices => ({
  dates: facts.dates,
  numbers: facts.numbers,
  contextPath: facts.isOneProcess ? join(runDirectory(stateDirectory, runId), 'context.pickle') : null,
  startOther,
  keepsFailures,
})
