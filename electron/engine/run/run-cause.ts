import type { JsonMap } from '#shared/model/json.ts'
import type { Run, RunOrigin, RunState } from '#shared/model/run.ts'

/** The run another one goes on from. */
export type Resumed = {
  readonly run: Run
  /** Names of its block runs that are to run again, and with them only what they feed; null = all that it had not finished. */
  readonly again: readonly string[] | null
  /** Upstream block outside its scope -> the run it took that block's output from. */
  readonly inputs: ReadonlyMap<string, number>
}

/** Why a run is started, where no person did it. */
export type RunCause = {
  readonly origin: RunOrigin
  /** Variables nobody can give, over those every run has: its execution date, its trigger. */
  readonly reserved: JsonMap
  /** Called in the transaction that stores the run: what is written there is stored with it or not at all. May throw to refuse the run. */
  onStored(runId: number): void
  /** The run this one goes on from: what that had finished is reused. */
  readonly resumes?: Resumed
}

/** Why the engine ends a run before its time, where nobody cancelled it. Given as the reason of its signal. */
export class RunInterruption extends Error {
  readonly state: Extract<RunState, 'failed' | 'cancelled'>
  constructor(state: RunInterruption['state'], message: string) {
    super(message)
    this.state = state
  }
}
