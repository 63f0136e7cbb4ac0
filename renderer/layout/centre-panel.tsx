import { useProject } from '../bridge/queries/project.ts'
import { BackfillsSection } from '../features/backfills/backfills-section.tsx'
import { PipelineCanvas } from '../features/canvas/pipeline-canvas.tsx'
import { PipelineMonitor } from '../features/monitor/pipeline-monitor.tsx'
import { PipelineRuns } from '../features/runs/pipeline-runs.tsx'
import { TriggersTab } from '../features/triggers/triggers-tab.tsx'
import { VariablesTab } from '../features/variables/variables-tab.tsx'
import { type CentreTab, showUi, useUiStore } from '../state/ui-store.ts'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { type TabItem, Tabs } from '../ui/tabs.tsx'
import { NotebookSlot } from './notebook-slot.tsx'

const ShownTab = ({ tab, pipelineUuid }: { readonly tab: CentreTab; readonly pipelineUuid: string }) => {
  switch (tab) {
    case 'graph':
      return <PipelineCanvas />
    case 'notebook':
      return <NotebookSlot pipelineUuid={pipelineUuid} />
    case 'triggers':
      return (
        <TriggersTab
          key={pipelineUuid}
          pipelineUuid={pipelineUuid}
          after={<BackfillsSection pipelineUuid={pipelineUuid} />}
        />
      )
    case 'runs':
      return <PipelineRuns pipelineUuid={pipelineUuid} />
    case 'variables':
      return <VariablesTab pipelineUuid={pipelineUuid} />
    case 'monitor':
      return <PipelineMonitor key={pipelineUuid} pipelineUuid={pipelineUuid} />
  }
}

/** *Graph · Notebook · Triggers · Runs · Variables · Monitor* of the shown pipeline. */
export const CentrePanel = () => {
  const project = useProject()
  const pipelineUuid = useUiStore((state) => state.pipelineUuid)
  const active = useUiStore((state) => state.centreTab)
  const summary = project?.pipelines.find((pipeline) => pipeline.uuid === pipelineUuid)
  const items: readonly TabItem<CentreTab>[] = [
    { id: 'graph', label: 'Graph' },
    { id: 'notebook', label: 'Notebook' },
    { id: 'triggers', label: 'Triggers', count: summary?.triggerCount || undefined },
    { id: 'runs', label: 'Runs', count: summary?.runCount || undefined },
    { id: 'variables', label: 'Variables' },
    { id: 'monitor', label: 'Monitor' },
  ]
  return (
    <Tabs
      label="Views of the pipeline"
      tone="window"
      items={items}
      active={active}
      onChange={(centreTab) => showUi({ centreTab })}
    >
      <div className="h-full bg-canvas">
        <ErrorBoundary key={active} name="This view">
          {pipelineUuid === null ? <PipelineCanvas /> : <ShownTab tab={active} pipelineUuid={pipelineUuid} />}
        </ErrorBoundary>
      </div>
    </Tabs>
  )
}
