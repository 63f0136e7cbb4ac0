import type { BlockTimes, RunTimes } from '#engine/history/durations-repository.ts'
import type { BlockStats, Overview, PipelineStats } from '#shared/model/overview.ts'
import { quantileOf, risingOf, sumOf } from '#shared/statistics/quantiles.ts'

const mostRecent = 30
const mostBlocks = 20

const groupBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> => {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

const spreadOf = (durations: readonly number[]): Pick<PipelineStats, 'p50' | 'p95'> => {
  const rising = risingOf(durations)
  return { p50: quantileOf(rising, 0.5), p95: quantileOf(rising, 0.95) }
}

const durationOf = ({ startedAt, endedAt }: RunTimes): number =>
  startedAt === null || endedAt === null ? 0 : Math.max(0, endedAt - startedAt)

const pipelineStats = (pipelineUuid: string, runs: readonly RunTimes[]): PipelineStats => {
  const ended = runs.filter(({ endedAt }) => endedAt !== null)
  const completed = ended.filter(({ state }) => state === 'completed')
  return {
    pipelineUuid,
    runs: ended.length,
    completed: completed.length,
    failed: ended.filter(({ state }) => state === 'failed' || state === 'crashed').length,
    // A run that fails in its first block is not a fast one, nor is one that took over what others had made.
    ...spreadOf(completed.filter(({ isWhole }) => isWhole).map(durationOf)),
    recent: ended
      .slice(0, mostRecent)
      .reverse()
      .map((run) => ({ runId: run.runId, state: run.state, durationMs: durationOf(run) })),
  }
}

/** Per pipeline, those with the most runs first. `runs` newest first. */
export const pipelineStatistics = (runs: readonly RunTimes[]): PipelineStats[] =>
  [...groupBy(runs, ({ pipelineUuid }) => pipelineUuid)]
    .map(([pipelineUuid, ofPipeline]) => pipelineStats(pipelineUuid, ofPipeline))
    .filter(({ runs: count }) => count > 0)
    .sort((a, b) => b.runs - a.runs)

const blockStats = (blocks: readonly BlockTimes[], total: number): Omit<BlockStats, 'pipelineUuid' | 'blockUuid'> => {
  const durations = blocks.map(({ durationMs }) => durationMs)
  return {
    runs: blocks.length,
    failed: blocks.filter(({ state }) => state !== 'completed').length,
    ...spreadOf(durations),
    share: total === 0 ? 0 : sumOf(durations) / total,
  }
}

/** The slowest blocks by their median. */
export const blockStatistics = (blocks: readonly BlockTimes[]): BlockStats[] =>
  [...groupBy(blocks, ({ pipelineUuid }) => pipelineUuid)]
    .flatMap(([pipelineUuid, ofPipeline]) => {
      const total = sumOf(ofPipeline.map(({ durationMs }) => durationMs))
      return [...groupBy(ofPipeline, ({ blockUuid }) => blockUuid)].map(([blockUuid, ofBlock]) => ({
        pipelineUuid,
        blockUuid,
        ...blockStats(ofBlock, total),
      }))
    })
    .sort((a, b) => (b.p50 ?? 0) - (a.p50 ?? 0))
    .slice(0, mostBlocks)

/** Midnight at the beginning of a day of this machine; by the calendar, since a day of changed clocks has 23 or 25 hours. */
export const dayBefore = (now: number, days: number): number => {
  const date = new Date(now)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - days).getTime()
}

/** How many runs of each state began on each of the last days. */
export const runsPerDay = (runs: readonly RunTimes[], now: number, days: number): Overview['days'] => {
  const counted = Array.from({ length: days }, (_, index) => ({
    day: dayBefore(now, days - 1 - index),
    states: {} as Overview['days'][number]['states'],
  }))
  for (const { queuedAt, state } of runs) {
    const found = counted.findLast(({ day }) => day <= queuedAt)
    if (found !== undefined) found.states[state] = (found.states[state] ?? 0) + 1
  }
  return counted
}
