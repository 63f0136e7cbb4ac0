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

/** A row of the timeline: a block, or a child of one. */
export type TimelineRow = {
  readonly bar: TimelineBar
  readonly isChild: boolean
  /** Of a block that ran once per item: how many children it has, and how many failed. */
  readonly family: { readonly all: number; readonly failed: number; readonly isOpen: boolean } | null
}

/** Children that are all shown without being asked for. */
const fewChildren = 12
/** Failed children shown of a block whose children are not. */
const mostFailed = 20

const hasFailed = ({ blockRun: { state } }: TimelineBar): boolean => state === 'failed' || state === 'crashed'

/**
 * Children stand below their block. Where there are many, only those that failed are shown until the user asks for all.
 *
 * @param opened block -> whether the user wants to see all of its children
 */
export const timelineRows = (
  bars: readonly TimelineBar[],
  opened: Readonly<Record<string, boolean>>,
): readonly TimelineRow[] => {
  const families = new Map<string, TimelineBar[]>()
  for (const bar of bars) {
    const { parentBlockUuid } = bar.blockRun
    if (parentBlockUuid === undefined) continue
    const family = families.get(parentBlockUuid) ?? []
    family.push(bar)
    families.set(parentBlockUuid, family)
  }
  return bars.flatMap((bar): TimelineRow[] => {
    const { blockUuid, parentBlockUuid } = bar.blockRun
    if (parentBlockUuid !== undefined) return []
    const children = families.get(blockUuid)
    if (children === undefined) return [{ bar, isChild: false, family: null }]
    const failed = children.filter(hasFailed)
    const isOpen = opened[blockUuid] ?? children.length <= fewChildren
    const shown = isOpen ? children : failed.slice(0, mostFailed)
    const family = { all: children.length, failed: failed.length, isOpen }
    return [{ bar, isChild: false, family }, ...shown.map((child) => ({ bar: child, isChild: true, family: null }))]
  })
}
