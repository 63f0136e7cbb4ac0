import {
  Box,
  ChartLine,
  ChartNoAxesColumn,
  ChartNoAxesGantt,
  Clock,
  File,
  FlaskConical,
  Settings,
  Workflow,
} from 'lucide-react'
import type { ComponentType } from 'react'
import { shortcutOf } from '../../commands/keys.ts'
import { type Page, showUi, useUiStore } from '../../state/ui-store.ts'
import { classNames } from '../../ui/class-names.ts'
import { Tooltip } from '../../ui/tooltip.tsx'

type Entry = {
  readonly page: Page
  readonly label: string
  readonly icon: ComponentType<{ size?: number; strokeWidth?: number }>
}

const entries: readonly Entry[] = [
  { page: 'pipelines', label: 'Pipelines', icon: Workflow },
  { page: 'files', label: 'Files', icon: File },
  { page: 'runs', label: 'Runs', icon: ChartNoAxesGantt },
  { page: 'overview', label: 'Overview', icon: ChartNoAxesColumn },
  { page: 'triggers', label: 'Triggers', icon: Clock },
  { page: 'experiments', label: 'Experiments', icon: FlaskConical },
  { page: 'models', label: 'Models', icon: Box },
  { page: 'monitor', label: 'Monitor', icon: ChartLine },
]

const RailButton = ({ entry }: { readonly entry: Entry }) => {
  const active = useUiStore((state) => state.page === entry.page)
  const Icon = entry.icon
  return (
    <Tooltip content={entry.label} shortcut={shortcutOf(`view.${entry.page}`)} side="right">
      <button
        type="button"
        aria-label={entry.label}
        aria-current={active ? 'page' : undefined}
        className={classNames(
          'flex size-9 items-center justify-center rounded-md transition-colors duration-100',
          active ? 'bg-accent-soft text-accent' : 'text-muted hover:bg-hover hover:text-primary',
        )}
        onClick={() => showUi({ page: entry.page })}
      >
        <Icon size={17} strokeWidth={1.75} />
      </button>
    </Tooltip>
  )
}

/** One button per page; settings at the bottom. */
export const Rail = () => (
  <nav
    aria-label="Pages"
    className="flex w-12 shrink-0 flex-col items-center gap-1 border-subtle border-r bg-window py-2"
  >
    {entries.map((entry) => (
      <RailButton key={entry.page} entry={entry} />
    ))}
    <div className="flex-1" />
    <RailButton entry={{ page: 'settings', label: 'Settings', icon: Settings }} />
  </nav>
)
