import { EditorPanel } from '../features/editor/editor-panel.tsx'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { SplitGroup, SplitHandle, SplitPanel } from '../ui/splitter.tsx'
import { OutputSlot } from './pipeline-slots.tsx'
import { useRememberedSize } from './use-panel.ts'

/** The editor over *Output · Columns · Plots · Metrics* of the selected block. */
export const RightPanel = () => {
  const inspector = useRememberedSize('inspector', 235)
  return (
    <SplitGroup orientation="vertical" id="right-panel">
      <SplitPanel id="editor" minSize={120} className="bg-canvas">
        <ErrorBoundary name="The editor">
          <EditorPanel />
        </ErrorBoundary>
      </SplitPanel>
      <SplitHandle label="Height of the output panel" orientation="vertical" />
      <SplitPanel
        id="inspector"
        collapsible
        collapsedSize={36}
        minSize={96}
        groupResizeBehavior="preserve-pixel-size"
        className="bg-panel"
        {...inspector}
      >
        <ErrorBoundary name="The output panel">
          <OutputSlot />
        </ErrorBoundary>
      </SplitPanel>
    </SplitGroup>
  )
}
