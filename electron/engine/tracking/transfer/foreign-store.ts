import type { Measured } from '#engine/tracking/store/metrics-repository.ts'
import type { KeyValue } from '#engine/tracking/store/write-tracked-runs.ts'
import type { TrackedRunStatus } from '#shared/model/tracking.ts'

/** A tracked run of a store of MLflow. */
export type ForeignRun = {
  readonly id: string
  readonly name: string
  readonly status: TrackedRunStatus
  readonly user: string
  readonly startedAt: number
  readonly endedAt: number | null
  readonly params: readonly KeyValue[]
  readonly tags: readonly KeyValue[]
  readonly metrics: readonly Measured[]
  /** Absolute folder of its artifacts; null where they lie elsewhere. */
  readonly artifacts: string | null
}

export type ForeignExperiment = {
  readonly name: string
  readonly tags: readonly KeyValue[]
  /** Read one by one: a store can hold more than memory. */
  runs(): AsyncIterable<ForeignRun>
}

/** How many of each were taken over; `skipped` were there already. */
export type Moved = { readonly experiments: number; readonly trackedRuns: number; readonly skipped: number }

const statuses = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const

/** The file store writes numbers, the database words. */
export const statusOf = (value: unknown): TrackedRunStatus => {
  const word = typeof value === 'number' ? statuses[value - 1] : statuses.find((one) => one === value)
  return word ?? 'FINISHED'
}
