import { ChevronDown } from 'lucide-react'
import { useProject } from '../bridge/queries/project.ts'
import { shortcutOf } from '../commands/keys.ts'
import { togglePanel } from '../commands/view-commands.ts'
import { DebugPanel } from '../features/debug/debug-panel.tsx'
import { ProblemsPanel } from '../features/problems/problems-panel.tsx'
import { TerminalPanel } from '../features/terminal/terminal-panel.tsx'
import { useDebugStore } from '../state/debug-store.ts'
import { type BottomTab, showUi, useUiStore } from '../state/ui-store.ts'
import { IconButton } from '../ui/button.tsx'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { type TabItem, Tabs } from '../ui/tabs.tsx'
import { LogSlot, TimelineSlot } from './pipeline-slots.tsx'

const ShownTab = ({ tab }: { readonly tab: BottomTab }) => {
  switch (tab) {
    case 'logs':
      return <LogSlot />
    case 'timeline':
      return <TimelineSlot />
    case 'problems':
      return <ProblemsPanel />
    case 'terminal':
      return <TerminalPanel />
    case 'debug':
      return <DebugPanel />
  }
}

/** *Logs · Timeline · Problems · Terminal* below the graph. */
export const BottomPanel = () => {
  const active = useUiStore((state) => state.bottomTab)
  const problems = useProject()?.problems.length ?? 0
  const debugs = useDebugStore((state) => state.session !== null)
  const items: readonly TabItem<BottomTab>[] = [
    { id: 'logs', label: 'Logs' },
    { id: 'timeline', label: 'Timeline' },
    { id: 'problems', label: 'Problems', count: problems || undefined },
    { id: 'terminal', label: 'Terminal' },
    ...(debugs ? [{ id: 'debug', label: 'Debug' } as const] : []),
  ]
  return (
    <Tabs
      label="Bottom panel"
      items={items}
      active={active}
      onChange={(bottomTab) => showUi({ bottomTab })}
      actions={
        <IconButton
          label="Hide the bottom panel"
          shortcut={shortcutOf('view.toggle.bottom')}
          side="top"
          size="sm"
          onClick={() => togglePanel('bottom')}
        >
          <ChevronDown size={14} />
        </IconButton>
      }
    >
      <div className="h-full bg-panel">
        <ErrorBoundary key={active} name="This panel">
          <ShownTab tab={active} />
        </ErrorBoundary>
      </div>
    </Tabs>
  )
}
