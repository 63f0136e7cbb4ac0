import { NotebookText } from 'lucide-react'
import { showUi } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/feedback.tsx'

const graph = () => showUi({ centreTab: 'graph' })

/** The notebook view is not there yet: what does the same today. */
export const NotebookPlaceholder = () => (
  <EmptyState
    icon={<NotebookText size={24} strokeWidth={1.5} />}
    title="No notebook view in this version"
    text="Blocks one below another, with their outputs, come later. Today each block opens in the editor on the right, its output below it."
    action={<Button onClick={graph}>Show the graph</Button>}
  />
)
