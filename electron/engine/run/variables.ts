import type { JsonMap } from '#shared/model/json.ts'
import { datePartition, executionDates } from './execution-dates.ts'

/** Mage's order: what the pipeline file says, over it what was given to this run. The runner puts the computed ones over both. */
export const mergeVariables = (ofPipeline: JsonMap, given: JsonMap): JsonMap => ({ ...ofPipeline, ...given })

/** `manual/20261124T100000_123000`, as Mage names partitions of runs started by hand. */
export const partitionOf = (time: number): string =>
  `manual/${datePartition(time)}_${String(new Date(time).getUTCMilliseconds()).padStart(3, '0')}000`

/** Variables of a run that nobody can give: when, which run, which attempt (mage-format 4.3, 10.2). */
export const reservedVariables = (runId: number, startedAt: number, attempt: number): JsonMap => ({
  env: 'prod',
  ...executionDates(startedAt),
  event: {},
  // What Mage says of a run that no trigger of the project started.
  trigger_name: 'API_TRIGGER_CREATED_FROM_CODE',
  execution_partition: partitionOf(startedAt),
  pipeline_run_id: runId,
  retry: { attempts: attempt },
})
