import type { RunSummary } from '#shared/model/run.ts'
import type { Settings } from '#shared/model/settings.ts'

/** What the system shows of a run that ended. */
export type RunNotice = { readonly title: string; readonly body: string }

const outcomes = {
  completed: 'completed',
  failed: 'failed',
  crashed: 'crashed',
  cancelled: null,
  queued: null,
  running: null,
} as const satisfies Record<RunSummary['state'], string | null>

/** The notice about a run, by what the user wants to be told of; null for none. A cancelled run was ended by whoever looks at it. */
export const noticeOfRun = (
  run: Pick<RunSummary, 'id' | 'pipelineUuid' | 'state' | 'reason' | 'blocksTotal'>,
  wanted: Settings['notifyOfRuns'],
): RunNotice | null => {
  const outcome = outcomes[run.state]
  if (outcome === null || wanted === 'never' || (wanted === 'failures' && run.state === 'completed')) return null
  const blocks = run.blocksTotal === 1 ? '1 block' : `${run.blocksTotal} blocks`
  return { title: `${run.pipelineUuid} ${outcome}`, body: run.reason ?? `Run ${run.id}, ${blocks}` }
}
