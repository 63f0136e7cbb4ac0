import { create } from 'zustand'
import type { JsonMap } from '#shared/model/json.ts'
import type { RunScope } from '#shared/model/run.ts'

/** A run the user asked for. */
export type RunRequest = {
  readonly pipelineUuid: string
  readonly scope: RunScope
  readonly variables: JsonMap
  /** Only what changed runs. */
  readonly reuse?: boolean
  /** The run to go on from: what that had finished is reused. */
  readonly resumes?: number
  /** Of that run only these block runs, and what they feed, run. */
  readonly again?: readonly string[]
}

/** The run that waits for an answer of the user: trust the folder, make the environment. */
export const useRunRequestStore = create<{ readonly waiting: RunRequest | null }>()(() => ({ waiting: null }))
