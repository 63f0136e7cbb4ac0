import { Bug, Plus, SquareTerminal, Trash2 } from 'lucide-react'
import { lazy, Suspense, useEffect } from 'react'
import type { Terminal } from '#shared/model/terminal.ts'
import { useProject } from '../../bridge/queries/project.ts'
import { shortcutOf } from '../../commands/keys.ts'
import { closeTerminal, openShell, readTerminals } from '../../commands/terminal-commands.ts'
import { useTerminalStore } from '../../state/terminal-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { EmptyState, SkeletonLines } from '../../ui/feedback.tsx'
import { TabActions } from '../../ui/tabs.tsx'

const TerminalScreen = lazy(async () => ({ default: (await import('./terminal-screen.tsx')).TerminalScreen }))

const Entry = ({ terminal, isActive }: { readonly terminal: Terminal; readonly isActive: boolean }) => (
  <li className={classNames('group flex h-7 items-center gap-1 pr-1', isActive && 'bg-hover')}>
    <button
      type="button"
      aria-pressed={isActive}
      title={terminal.title}
      className="flex h-full min-w-0 flex-1 items-center gap-2 pl-3 text-left text-secondary text-sm hover:text-primary aria-pressed:text-primary"
      onClick={() => useTerminalStore.setState({ active: terminal.id })}
    >
      {terminal.what.kind === 'repl' ? <Bug size={13} /> : <SquareTerminal size={13} />}
      <span className={classNames('truncate', terminal.exitCode !== null && 'text-muted')}>{terminal.title}</span>
    </button>
    <IconButton label={`Close ${terminal.title}`} size="sm" side="top" onClick={() => void closeTerminal(terminal.id)}>
      <Trash2 size={12} />
    </IconButton>
  </li>
)

const List = ({ terminals, active }: { readonly terminals: readonly Terminal[]; readonly active: string | null }) => (
  <ul aria-label="Terminals" className="m-0 w-44 shrink-0 list-none overflow-y-auto border-subtle border-l p-0 py-1">
    {terminals.map((terminal) => (
      <Entry key={terminal.id} terminal={terminal} isActive={terminal.id === active} />
    ))}
  </ul>
)

const Actions = ({ shown }: { readonly shown: Terminal }) => (
  <TabActions>
    <span className="min-w-0 truncate text-muted text-sm" title={shown.title}>
      {shown.title}
      {shown.exitCode === null ? '' : `, ended with code ${shown.exitCode}`}
    </span>
    <IconButton
      label="New terminal"
      shortcut={shortcutOf('terminal.new')}
      size="sm"
      side="top"
      onClick={() => void openShell()}
    >
      <Plus size={14} />
    </IconButton>
    <IconButton label="Close this terminal" size="sm" side="top" onClick={() => void closeTerminal(shown.id)}>
      <Trash2 size={13} />
    </IconButton>
  </TabActions>
)

const Nothing = () => {
  const project = useProject()
  const isTrusted = project?.trusted === true
  return (
    <EmptyState
      size="sm"
      icon={<SquareTerminal size={20} strokeWidth={1.5} />}
      title={isTrusted ? 'No terminal is open' : 'A terminal needs your trust'}
      text={
        isTrusted
          ? 'A terminal starts in the project folder with its environment active. Prompts of failed blocks open here too.'
          : 'Until you trust this folder nothing of it is run, and programs started here would run what is in it.'
      }
      action={
        isTrusted ? (
          <Button variant="primary" onClick={() => void openShell()}>
            New terminal
          </Button>
        ) : (
          <Button onClick={() => showDialog({ kind: 'trust', next: null })}>Trust this folder…</Button>
        )
      }
    />
  )
}

/** Shells in the project folder, and prompts where blocks failed. */
export const TerminalPanel = () => {
  const terminals = useTerminalStore((state) => state.terminals)
  const active = useTerminalStore((state) => state.active)
  const shown = terminals.find(({ id }) => id === active)
  useEffect(() => void readTerminals(), [])
  if (shown === undefined) return <Nothing />
  return (
    <div className="flex h-full min-h-0">
      <Actions shown={shown} />
      <div className="min-w-0 flex-1">
        <Suspense fallback={<SkeletonLines label="Opening the terminal" />}>
          <TerminalScreen key={shown.id} id={shown.id} title={shown.title} />
        </Suspense>
      </div>
      {terminals.length > 1 ? <List terminals={terminals} active={active} /> : null}
    </div>
  )
}
