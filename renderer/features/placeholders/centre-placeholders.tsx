import { ChartLine, NotebookText } from 'lucide-react'
import { showUi } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/feedback.tsx'

const graph = () => showUi({ centreTab: 'graph' })
const metrics = () => showUi({ centreTab: 'graph', inspectorTab: 'metrics' })

/** The notebook view is not there yet: what does the same today. */
export const NotebookPlaceholder = () => (
  <EmptyState
    icon={<NotebookText size={24} strokeWidth={1.5} />}
    title="No notebook view in this version"
    text="Blocks one below another, with their outputs, come later. Today each block opens in the editor on the right, its output below it."
    action={<Button onClick={graph}>Show the graph</Button>}
  />
)

/** Monitoring is not there yet: what does the same today. */
export const MonitorPlaceholder = () => (
  <EmptyState
    icon={<ChartLine size={24} strokeWidth={1.5} />}
    title="No monitoring in this version"
    text="Metrics a block logs are kept with its run: select a block and look at Metrics below the editor."
    action={<Button onClick={metrics}>Show metrics</Button>}
  />
)
