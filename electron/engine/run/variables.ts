import type { JsonMap } from '#shared/model/json.ts'

/** Mage's order: what the pipeline file says, over it what was given to this run. The runner puts the computed ones over both. */
export const mergeVariables = (ofPipeline: JsonMap, given: JsonMap): JsonMap => ({ ...ofPipeline, ...given })

const two = (value: number): string => String(value).padStart(2, '0')

/** `manual/20261124T100000_123000`, as Mage names partitions of runs started by hand. */
export const partitionOf = (time: number): string => {
  const date = new Date(time)
  const day = `${date.getUTCFullYear()}${two(date.getUTCMonth() + 1)}${two(date.getUTCDate())}`
  const clock = `${two(date.getUTCHours())}${two(date.getUTCMinutes())}${two(date.getUTCSeconds())}`
  return `manual/${day}T${clock}_${String(date.getUTCMilliseconds()).padStart(3, '0')}000`
}

/** Variables of a run that nobody can give: when, which run, which attempt (mage-format 4.3, 10.2). */
export const reservedVariables = (runId: number, startedAt: number, attempt: number): JsonMap => {
  const date = new Date(startedAt)
  const iso = date.toISOString()
  return {
    env: 'prod',
    execution_date: iso.replace('Z', '+00:00'),
    ds: iso.slice(0, 10),
    hr: iso.slice(11, 13),
    event: {},
    // What Mage says of a run that no trigger of the project started.
    trigger_name: 'API_TRIGGER_CREATED_FROM_CODE',
    execution_partition: partitionOf(startedAt),
    pipeline_run_id: runId,
    retry: { attempts: attempt },
  }
}
