import type { TrackedRunStatus } from '#shared/model/tracking.ts'
import { type State, StateIcon } from '../../ui/state.tsx'

const states: Record<TrackedRunStatus, State> = {
  RUNNING: 'running',
  SCHEDULED: 'queued',
  FINISHED: 'completed',
  FAILED: 'failed',
  KILLED: 'cancelled',
}

/** The status of a tracked run in the signs of runs. */
export const StatusMark = ({ status }: { readonly status: TrackedRunStatus }) => <StateIcon state={states[status]} />
