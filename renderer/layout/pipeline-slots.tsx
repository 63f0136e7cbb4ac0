import { useLatestRun } from '../bridge/queries/latest-run.ts'
import { LogPanel } from '../features/logs/log-panel.tsx'
import { OutputPanel } from '../features/outputs/output-panel.tsx'
import { RunTimeline } from '../features/timeline/run-timeline.tsx'
import { useUiStore } from '../state/ui-store.ts'

/** Newest run of the shown pipeline: its log, timeline and outputs are what the page shows. */
const useShownRunId = (): number | null => {
  const pipelineUuid = useUiStore((state) => state.pipelineUuid)
  return useLatestRun(pipelineUuid)?.id ?? null
}

/** Log of the newest run. */
export const LogSlot = () => <LogPanel runId={useShownRunId()} />

/** Timeline of the newest run. */
export const TimelineSlot = () => <RunTimeline runId={useShownRunId()} />

/** Outputs of the selected block in the newest run. */
export const OutputSlot = () => {
  const selected = useUiStore((state) => state.selection.at(-1) ?? null)
  return <OutputPanel runId={useShownRunId()} blockUuid={selected} />
}
