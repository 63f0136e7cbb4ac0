import { SplitGroup, SplitHandle, SplitPanel } from '../ui/splitter.tsx'
import { EditorSlot, OutputSlot } from './pipeline-slots.tsx'
import { useRememberedSize } from './use-panel.ts'

/** The editor over *Output · Columns · Plots · Metrics* of the selected block. */
export const RightPanel = () => {
  const inspector = useRememberedSize('inspector', 235)
  return (
    <SplitGroup orientation="vertical" id="right-panel">
      <SplitPanel id="editor" minSize={120} className="bg-canvas">
        <EditorSlot />
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
        <OutputSlot />
      </SplitPanel>
    </SplitGroup>
  )
}
