import { PipelinesSidebar } from '../features/pipelines/pipelines-sidebar.tsx'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { SplitGroup, SplitHandle, SplitPanel } from '../ui/splitter.tsx'
import { BottomPanel } from './bottom-panel.tsx'
import { CentrePanel } from './centre-panel.tsx'
import { RightPanel } from './right-panel.tsx'
import { useCollapsiblePanel } from './use-panel.ts'

const Centre = () => {
  const bottom = useCollapsiblePanel('bottom', 268)
  return (
    <SplitGroup orientation="vertical" id="centre">
      <SplitPanel id="graph" minSize={120}>
        <CentrePanel />
      </SplitPanel>
      <SplitHandle label="Height of the bottom panel" orientation="vertical" />
      <SplitPanel id="bottom" collapsible minSize={96} groupResizeBehavior="preserve-pixel-size" {...bottom}>
        <BottomPanel />
      </SplitPanel>
    </SplitGroup>
  )
}

const sideBar = 247
const rail = 48
/** So wide that a graph of six columns can be read. */
const graphWidth = 690

/** Of the editor before a hand has moved its rim: what the graph leaves, as a window of 1600 pixels has it at most. */
const editorWidth = (window: number): number => Math.min(560, Math.max(320, window - rail - sideBar - graphWidth))

/** Pipelines and palette, the graph over logs, the editor over outputs. */
export const PipelinePage = () => {
  const left = useCollapsiblePanel('left', sideBar)
  const right = useCollapsiblePanel('right', editorWidth(window.innerWidth))
  return (
    <SplitGroup orientation="horizontal" id="pipeline-page">
      <SplitPanel id="left" collapsible minSize={180} maxSize={480} groupResizeBehavior="preserve-pixel-size" {...left}>
        <ErrorBoundary name="The side bar">
          <PipelinesSidebar />
        </ErrorBoundary>
      </SplitPanel>
      <SplitHandle label="Width of the side bar" orientation="horizontal" />
      <SplitPanel id="middle" minSize={280}>
        <Centre />
      </SplitPanel>
      <SplitHandle label="Width of the editor" orientation="horizontal" />
      <SplitPanel id="right" collapsible minSize={280} {...right}>
        <RightPanel />
      </SplitPanel>
    </SplitGroup>
  )
}
