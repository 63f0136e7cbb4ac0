import { MousePointerClick, Table2 } from 'lucide-react'
import { useState } from 'react'
import type { BlockRun, Run } from '#shared/model/run.ts'
import { childrenOf } from '#shared/run/children.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { type InspectorTab, showUi, useUiStore } from '../../state/ui-store.ts'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { Select } from '../../ui/select.tsx'
import { stateLooks } from '../../ui/state.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { BlockErrorView } from './block-error.tsx'
import { type BlockRunPlace, findBlockRun } from './block-run-place.ts'
import { ChildBar, ChildrenList } from './children-list.tsx'
import { ColumnsView } from './columns-view.tsx'
import { MetricsView } from './metrics-view.tsx'
import { PlotsView, plotsOf } from './plots-view.tsx'
import { PreviewView } from './preview-view.tsx'
import { UsageView } from './usage-view.tsx'

type Chosen = {
  readonly run: Run
  readonly blockRun: BlockRun
  readonly place: BlockRunPlace
  readonly output: string | null
}

const Output = ({ run, blockRun, place, output }: Chosen) => {
  const preview = useRequest('output.preview', output === null ? null : { ...place, output })
  const family = childrenOf(run, blockRun.blockUuid)
  if (family.length > 0)
    return <ChildrenList key={blockRun.blockUuid} run={run} blockUuid={blockRun.blockUuid} family={family} />
  if (blockRun.error !== null) return <BlockErrorView error={blockRun.error} blockRun={blockRun} place={place} />
  if (output === null) {
    const text =
      blockRun.reason ??
      (blockRun.endedAt === null ? 'It is shown when the block has ended.' : 'The block returned nothing.')
    return (
      <EmptyState
        size="sm"
        icon={<Table2 size={20} />}
        title={`${stateLooks[blockRun.state].label}, no output`}
        text={text}
      />
    )
  }
  if (preview.error !== null)
    return <ErrorState size="sm" title="The output could not be read" message={preview.error.message} />
  if (preview.data === undefined) return <SkeletonLines label="Reading the output" />
  return <PreviewView preview={preview.data.preview} url={preview.data.url} place={{ ...place, output }} />
}

const Columns = ({ place, output }: Chosen) => {
  const preview = useRequest('output.preview', output === null ? null : { ...place, output })
  if (preview.error !== null)
    return <ErrorState size="sm" title="The output could not be read" message={preview.error.message} />
  const table = preview.data?.preview.kind === 'table' ? preview.data.preview : null
  return <ColumnsView columns={table?.columns ?? []} totalRows={table?.totalRows ?? 0} />
}

const TabBody = ({ tab, chosen }: { readonly tab: InspectorTab; readonly chosen: Chosen }) => {
  switch (tab) {
    case 'output':
      return <Output {...chosen} />
    case 'columns':
      return <Columns {...chosen} />
    case 'plots':
      return <PlotsView blockRun={chosen.blockRun} place={chosen.place} />
    case 'metrics':
      return (
        <ScrollArea label="Metrics" className="h-full overflow-auto">
          <UsageView blockRun={chosen.blockRun} place={chosen.place} />
          <MetricsView metrics={chosen.blockRun.metrics} />
        </ScrollArea>
      )
  }
}

const Nothing = ({ blockUuid, run }: { readonly blockUuid: string | null; readonly run: Run | undefined }) => {
  if (blockUuid === null) {
    return (
      <EmptyState
        size="sm"
        icon={<MousePointerClick size={20} />}
        title="No block selected"
        text="Select a block to see what it returned."
      />
    )
  }
  const text =
    run === undefined ? 'Run the pipeline to see what this block returns.' : `Run ${run.id} did not take this block.`
  return <EmptyState size="sm" icon={<Table2 size={20} />} title="No output yet" text={text} />
}

const Caption = ({ chosen, onChoose }: { readonly chosen: Chosen; readonly onChoose: (output: string) => void }) => {
  const { blockRun, output } = chosen
  const summary = blockRun.outputs.find(({ name }) => name === output)?.summary
  const facts = [blockRun.blockUuid, summary].filter((fact) => fact !== undefined && fact !== '')
  return (
    <>
      {blockRun.outputs.length > 1 && output !== null && (
        <Select
          label="Output"
          look="bare"
          value={output}
          options={blockRun.outputs.map(({ name }) => ({ value: name, label: name }))}
          onChange={onChoose}
        />
      )}
      <span className="truncate text-muted text-sm">{facts.join(' · ')}</span>
    </>
  )
}

const Body = ({ tab, chosen }: { readonly tab: InspectorTab; readonly chosen: Chosen }) => {
  const { run, blockRun } = chosen
  const { parentBlockUuid } = blockRun
  if (parentBlockUuid === undefined) return <TabBody tab={tab} chosen={chosen} />
  return (
    <div className="flex h-full min-h-0 flex-col">
      <ChildBar run={run} child={blockRun} block={parentBlockUuid} />
      <div className="min-h-0 flex-1">
        <TabBody tab={tab} chosen={chosen} />
      </div>
    </div>
  )
}

type OutputPanelProps = { readonly runId: number | null; readonly blockUuid: string | null }

/** What a block run gave: its outputs, their columns, plots and metrics. */
export const OutputPanel = ({ runId, blockUuid }: OutputPanelProps) => {
  const projectId = useProjectStore((state) => state.projectId)
  const run = useRunStore((state) => (runId === null ? undefined : state.runs[runId]))
  const tab = useUiStore((state) => state.inspectorTab)
  const [wanted, setWanted] = useState<string | null>(null)
  const blockRun = findBlockRun(run, blockUuid)
  const output = blockRun?.outputs.find(({ name }) => name === wanted)?.name ?? blockRun?.outputs[0]?.name ?? null
  const chosen: Chosen | null =
    projectId === null || run === undefined || blockRun === undefined
      ? null
      : {
          run,
          blockRun,
          output,
          place: { projectId, runId: run.id, blockUuid: blockRun.blockUuid, attempt: Math.max(1, blockRun.attempt) },
        }
  const plots = blockRun === undefined ? 0 : plotsOf(blockRun).length
  const items = [
    { id: 'output', label: 'Output' },
    { id: 'columns', label: 'Columns' },
    { id: 'plots', label: 'Plots', ...(plots > 0 && { count: plots }) },
    { id: 'metrics', label: 'Metrics' },
  ] as const
  return (
    <Tabs
      label="Outputs of the selected block"
      items={items}
      active={tab}
      onChange={(inspectorTab) => showUi({ inspectorTab })}
      actions={chosen === null ? null : <Caption chosen={chosen} onChoose={setWanted} />}
    >
      {chosen === null ? <Nothing blockUuid={blockUuid} run={run} /> : <Body tab={tab} chosen={chosen} />}
    </Tabs>
  )
}
