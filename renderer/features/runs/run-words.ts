import type { RunOrigin, RunScope, RunSummary } from '#shared/model/run.ts'
import { formatPlural } from '../../ui/format.ts'

const origins = {
  window: 'Manual',
  terminal: 'Terminal',
  trigger: 'Trigger',
  api: 'API',
  backfill: 'Backfill',
  pipeline: 'Pipeline',
  sweep: 'Sweep',
} as const satisfies Record<RunOrigin['kind'], string>

/** What started a run: `Manual`, `Trigger daily_retrain`. */
export const originText = ({ kind, name }: RunOrigin): string =>
  name === null ? origins[kind] : `${origins[kind]} ${name}`

/** Which blocks a run took: `all blocks`, `to train_model`. */
export const scopeText = (scope: RunScope): string => {
  switch (scope.kind) {
    case 'all':
      return 'all blocks'
    case 'to':
    case 'from':
    case 'only':
      return `${scope.kind} ${scope.block}`
    case 'selection':
      return `${formatPlural(scope.blocks.length, 'selected block')}${scope.withUpstream ? ' and upstream' : ''}`
  }
}

/** Milliseconds a run took, to now while it goes on; null before its start. */
export const runDuration = (run: RunSummary, now: number): number | null =>
  run.startedAt === null ? null : (run.endedAt ?? now) - run.startedAt

/** What came of a run, short: `2 of 7 blocks failed`. */
export const outcomeText = (run: RunSummary): string => {
  if (run.blocksFailed > 0) return `${run.blocksFailed} of ${formatPlural(run.blocksTotal, 'block')} failed`
  if (run.state === 'running' || run.state === 'queued')
    return `${run.blocksDone} of ${formatPlural(run.blocksTotal, 'block')}`
  return formatPlural(run.blocksTotal, 'block')
}
