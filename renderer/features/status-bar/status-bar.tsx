import { CircleAlert, GitBranch, PanelBottom, PanelLeft, PanelRight, TriangleAlert } from 'lucide-react'
import type { ComponentType, ReactNode } from 'react'
import { useProject } from '../../bridge/queries/project.ts'
import { shortcutOf } from '../../commands/keys.ts'
import { shownPipeline } from '../../commands/pipeline-edit.ts'
import { runCommand } from '../../commands/registry.ts'
import { openRun } from '../../commands/run-commands.ts'
import { togglePanel } from '../../commands/view-commands.ts'
import { useEditorStore } from '../../state/editor-store.ts'
import { useNotebookStore } from '../../state/notebook-store.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { formatCount, formatPlural } from '../../ui/format.ts'
import { FailedRun } from './failed-run.tsx'
import { languageOf } from './language-of.ts'
import { LiveRuns } from './live-runs.tsx'
import { NextTrigger } from './next-trigger.tsx'
import { ServedModel } from './served-model.tsx'

const Item = ({
  title,
  onClick,
  className,
  children,
}: {
  readonly title?: string
  readonly onClick?: () => void
  readonly className?: string
  readonly children: ReactNode
}) => {
  const look = classNames('inline-flex shrink-0 items-center gap-1.5 whitespace-nowrap', className)
  if (onClick === undefined)
    return (
      <span title={title} className={look}>
        {children}
      </span>
    )
  return (
    <button type="button" title={title} className={classNames(look, 'rounded-sm hover:text-primary')} onClick={onClick}>
      {children}
    </button>
  )
}

const Watcher = ({ files }: { readonly files: number }) => (
  <Item title="Changes made outside the app show at once">
    <span aria-hidden="true" className={classNames('size-1.75 rounded-full', files === 0 ? 'bg-idle' : 'bg-success')} />
    {files === 0 ? 'Reading the folder' : `Watching ${formatPlural(files, 'file')}`}
  </Item>
)

const Problems = ({ errors, warnings }: { readonly errors: number; readonly warnings: number }) => {
  if (errors + warnings === 0) return null
  return (
    <Item title="Show problems" onClick={() => void runCommand('view.bottom.problems')}>
      {errors === 0 ? null : (
        <span className="inline-flex items-center gap-1 text-failed">
          <CircleAlert size={11} aria-hidden="true" />
          {formatPlural(errors, 'error')}
        </span>
      )}
      {warnings === 0 ? null : (
        <span className="inline-flex items-center gap-1 text-warning">
          <TriangleAlert size={11} aria-hidden="true" />
          {formatPlural(warnings, 'warning')}
        </span>
      )}
    </Item>
  )
}

/** The file whose text the cursor is in: that of the edited cell, else the open one in the editor. */
const useCursorFile = (): string | null => {
  const active = useEditorStore((state) =>
    state.buffers[state.active ?? '']?.editable === false ? null : state.active,
  )
  const editing = useNotebookStore((state) => state.editing)
  const isShown = useUiStore(({ page, collapsed }) => page === 'files' || (page === 'pipelines' && !collapsed.right))
  const cell = shownPipeline()?.pipeline.blocks.find(({ uuid }) => uuid === editing)
  return cell?.file ?? (isShown ? active : null)
}

const Cursor = () => {
  const file = useCursorFile()
  const { line, column } = useEditorStore((state) => state.cursor)
  if (file === null) return null
  return (
    <>
      <Item className="tabular-nums">{`Ln ${formatCount(line)}, Col ${formatCount(column)}`}</Item>
      <Item>{languageOf(file)}</Item>
    </>
  )
}

type Side = 'left' | 'bottom' | 'right'
const toggles: readonly {
  readonly side: Side
  readonly label: string
  readonly icon: ComponentType<{ size?: number }>
}[] = [
  { side: 'left', label: 'Side bar', icon: PanelLeft },
  { side: 'bottom', label: 'Bottom panel', icon: PanelBottom },
  { side: 'right', label: 'Editor and outputs', icon: PanelRight },
]

const PanelToggles = () => {
  const collapsed = useUiStore((state) => state.collapsed)
  const shown = useUiStore((state) => state.page === 'pipelines')
  if (!shown) return null
  return (
    <div className="flex items-center gap-0.5">
      {toggles.map(({ side, label, icon: Icon }) => (
        <IconButton
          key={side}
          size="sm"
          side="top"
          label={collapsed[side] ? `Show: ${label.toLowerCase()}` : `Hide: ${label.toLowerCase()}`}
          shortcut={shortcutOf(`view.toggle.${side}`)}
          className={collapsed[side] ? 'opacity-50' : ''}
          onClick={() => togglePanel(side)}
        >
          <Icon size={13} />
        </IconButton>
      ))}
    </div>
  )
}

/** What goes on: watcher, git, runs, problems; at the right the cursor. */
export const StatusBar = () => {
  const project = useProject()
  const errors = project?.problems.filter((problem) => problem.severity === 'error').length ?? 0
  const warnings = (project?.problems.length ?? 0) - errors
  return (
    <footer className="flex h-6.5 shrink-0 items-center gap-4 overflow-hidden border-subtle border-t bg-window px-3 text-secondary text-xs">
      {project === undefined ? null : <Watcher files={project.watchedFiles} />}
      {project?.git == null ? null : (
        <Item title="Git branch and files changed since the last commit">
          <GitBranch size={11} aria-hidden="true" />
          {project.git.branch}
          {project.git.changedFiles === 0 ? '' : ` · ${formatCount(project.git.changedFiles)} changed`}
        </Item>
      )}
      <LiveRuns onOpen={openRun} />
      <FailedRun />
      <Problems errors={errors} warnings={warnings} />
      <div className="flex-1" />
      <NextTrigger onOpen={() => void runCommand('view.triggers')} />
      <ServedModel />
      <Cursor />
      <PanelToggles />
    </footer>
  )
}
