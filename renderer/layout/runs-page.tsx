import { ChartNoAxesGantt } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useProject } from '../bridge/queries/project.ts'
import { useRun } from '../bridge/queries/run.ts'
import { openRun } from '../commands/run-commands.ts'
import { CompareRuns } from '../features/compare-runs/compare-runs.tsx'
import type { DrawDiff } from '../features/compare-runs/compared-blocks.tsx'
import { LogPanel } from '../features/logs/log-panel.tsx'
import { OutputPanel } from '../features/outputs/output-panel.tsx'
import { RunDetail } from '../features/runs/run-detail.tsx'
import { RunsList } from '../features/runs/runs-list.tsx'
import { useRunList } from '../features/runs/use-run-list.ts'
import { RunTimeline } from '../features/timeline/run-timeline.tsx'
import { showUi, useUiStore } from '../state/ui-store.ts'
import { EmptyState, ErrorState, SkeletonLines } from '../ui/feedback.tsx'
import { SplitGroup, SplitHandle, SplitPanel } from '../ui/splitter.tsx'

const TextDiff = lazy(async () => ({ default: (await import('../features/editor/text-diff.tsx')).TextDiff }))

const drawDiff: DrawDiff = (texts) => (
  <Suspense fallback={<SkeletonLines />}>
    <TextDiff {...texts} />
  </Suspense>
)

const NoRuns = () => (
  <EmptyState
    icon={<ChartNoAxesGantt size={24} strokeWidth={1.5} />}
    title="No run to show"
    text="Runs started here or from a terminal are listed on the left; choose one to see it as it was."
  />
)

const ShownRun = ({ runId }: { readonly runId: number }) => {
  const { run, error } = useRun(runId)
  const selected = useUiStore((state) => state.selection.at(-1) ?? null)
  if (error !== null) return <ErrorState title={`Run ${runId} could not be read`} message={error} />
  if (run === undefined) return <SkeletonLines label="Reading the run" />
  const inRun = run.blockRuns.some((blockRun) => blockRun.blockUuid === selected)
  const failed = run.blockRuns.find((blockRun) => blockRun.state === 'failed')?.blockUuid
  const blockUuid = inRun ? selected : (failed ?? run.blockRuns.at(-1)?.blockUuid ?? null)
  return (
    <RunDetail
      run={run}
      blockUuid={blockUuid}
      timeline={<RunTimeline runId={run.id} />}
      log={<LogPanel runId={run.id} />}
      output={<OutputPanel runId={run.id} blockUuid={blockUuid} />}
    />
  )
}

type ShownProps = { readonly runId: number | null; readonly comparedRunId: number | null }

const ShownRuns = ({ runId, comparedRunId }: ShownProps) => {
  if (runId === null) return <NoRuns />
  if (comparedRunId === null) return <ShownRun key={runId} runId={runId} />
  return <CompareRuns left={comparedRunId} right={runId} drawDiff={drawDiff} />
}

/** History of runs on the left, the chosen run on the right. */
export const RunsPage = () => {
  const project = useProject()
  const shownRunId = useUiStore((state) => state.shownRunId)
  const comparedRunId = useUiStore((state) => state.comparedRunId)
  const shownPipeline = useUiStore((state) => state.pipelineUuid)
  const [pipelineUuid, setPipelineUuid] = useState<string | null>(shownPipeline)
  const newest = useRunList({ pipelineUuid, states: null }).runs[0]?.id ?? null
  useEffect(() => {
    if (shownRunId === null && newest !== null) showUi({ shownRunId: newest })
  }, [shownRunId, newest])
  return (
    <SplitGroup orientation="horizontal" id="runs-page">
      <SplitPanel id="runs-list" defaultSize={330} minSize={220} groupResizeBehavior="preserve-pixel-size">
        <RunsList
          pipelineUuid={pipelineUuid}
          pipelines={project?.pipelines.map((pipeline) => pipeline.uuid) ?? []}
          shownRunId={shownRunId}
          onPipeline={(next) => {
            setPipelineUuid(next)
            showUi({ shownRunId: null })
          }}
          onOpen={openRun}
        />
      </SplitPanel>
      <SplitHandle label="Width of the list of runs" orientation="horizontal" />
      <SplitPanel id="run" minSize={400}>
        <ShownRuns runId={shownRunId} comparedRunId={comparedRunId} />
      </SplitPanel>
    </SplitGroup>
  )
}
