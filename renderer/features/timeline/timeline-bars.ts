import type { BlockRun, Run } from '#shared/model/run.ts'

/** One bar of the timeline, in shares (0 to 1) of the run's span. */
export type TimelineBar = {
  readonly blockRun: BlockRun
  readonly start: number
  readonly width: number
}

/** Time the run covers, in milliseconds since the epoch. */
export type TimelineSpan = { readonly from: number; readonly to: number }

/** From the run's start to its end, or to now while it goes on; never empty. */
export const timelineSpan = (run: Run, now: number): TimelineSpan => {
  const from = run.startedAt ?? run.queuedAt
  const lastBlock = Math.max(0, ...run.blockRuns.map((blockRun) => blockRun.endedAt ?? 0))
  const to = Math.max(run.endedAt ?? now, lastBlock, from + 1)
  return { from, to }
}

const share = (time: number, { from, to }: TimelineSpan) => Math.min(1, Math.max(0, (time - from) / (to - from)))

/** A bar for every block run; one that never started is a mark at the time it was decided. */
export const timelineBars = (run: Run, now: number): readonly TimelineBar[] => {
  const span = timelineSpan(run, now)
  return run.blockRuns.map((blockRun) => {
    const started = blockRun.startedAt ?? blockRun.endedAt ?? span.to
    const start = share(started, span)
    const ended = blockRun.startedAt === null ? started : (blockRun.endedAt ?? now)
    return { blockRun, start, width: Math.max(0, share(ended, span) - start) }
  })
}
