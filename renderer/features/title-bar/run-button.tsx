import { Play, Square } from 'lucide-react'
import { useState } from 'react'
import { isFinalRunState } from '#shared/run/apply-run-event.ts'
import { keysLabel, shortcutOf } from '../../commands/keys.ts'
import { findCommand, runCommand } from '../../commands/registry.ts'
import { useRunStore } from '../../state/run-store.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DropdownMenu, type MenuEntry } from '../../ui/menu.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'

/** Id of the shown pipeline's run while it is going on. */
const useActiveRunId = (): number | null => {
  const pipelineUuid = useUiStore((state) => state.pipelineUuid)
  return useRunStore((state) => {
    const run = pipelineUuid === null ? undefined : state.runs[state.latest[pipelineUuid] ?? -1]
    return run === undefined || isFinalRunState(run.state) ? null : run.id
  })
}

const inMenu = [
  'run.all',
  'run.to-here',
  'run.selection',
  'run.from-here',
  'run.only-this',
  'run.with-variables',
  'sweep.new',
  'run.changed',
  'run.explain',
  'run.resume',
] as const

/** Read when the menu opens: whether a command is enabled depends on stores it does not announce. */
const menuEntries = (): MenuEntry[] =>
  inMenu.flatMap((id): MenuEntry[] => {
    const command = findCommand(id)
    if (command === undefined) return []
    const keys = command.keys?.[0]
    return [
      {
        label: command.label,
        disabled: command.enabled?.() === false,
        ...(keys === undefined ? {} : { shortcut: keysLabel(keys) }),
        onSelect: () => void runCommand(id),
      },
    ]
  })

const part = 'inline-flex h-7 items-center justify-center hover:bg-accent-strong disabled:opacity-50'

const SplitRun = ({ disabled }: { readonly disabled: boolean }) => {
  const [entries, setEntries] = useState<readonly MenuEntry[]>([])
  return (
    <div className="flex shrink-0 items-center overflow-hidden rounded-md bg-accent text-on-accent text-sm">
      <Tooltip content="Run all blocks of this pipeline" shortcut={shortcutOf('run.all')}>
        <button
          type="button"
          disabled={disabled}
          className={`${part} gap-2 pr-2.5 pl-3 font-medium outline-offset-[-3px] focus-visible:outline-on-accent`}
          onClick={() => void runCommand('run.all')}
        >
          <Play size={10} fill="currentColor" strokeWidth={0} aria-hidden="true" />
          Run
        </button>
      </Tooltip>
      <span aria-hidden="true" className="h-3.5 w-px bg-on-accent/30" />
      <DropdownMenu entries={entries} align="end" onOpenChange={(open) => open && setEntries(menuEntries())}>
        <button
          type="button"
          aria-label="More ways to run"
          disabled={disabled}
          className={`${part} w-7 text-[9px] outline-offset-[-3px] focus-visible:outline-on-accent`}
        >
          ▼
        </button>
      </DropdownMenu>
    </div>
  )
}

/** *Run* with its menu; *Cancel* while a run of the shown pipeline is going on. */
export const RunButton = () => {
  const hasPipeline = useUiStore((state) => state.pipelineUuid !== null)
  const active = useActiveRunId()
  if (active === null) return <SplitRun disabled={!hasPipeline} />
  return (
    <Tooltip content={`Cancel run ${active}`} shortcut={shortcutOf('run.cancel')}>
      <Button
        icon={<Square size={9} fill="currentColor" strokeWidth={0} aria-hidden="true" className="text-failed" />}
        className="px-3.5"
        onClick={() => void runCommand('run.cancel')}
      >
        Cancel
      </Button>
    </Tooltip>
  )
}

/** Runs the selected block and what it needs. */
export const RunToHereButton = () => {
  const selected = useUiStore((state) => state.selection.at(-1) ?? null)
  const active = useActiveRunId()
  const label = selected === null ? 'Select a block to run to it' : `Run ${selected} and everything upstream of it`
  return (
    <Tooltip content={label} shortcut={shortcutOf('run.to-here')}>
      <span className="shrink-0">
        <Button disabled={selected === null || active !== null} onClick={() => void runCommand('run.to-here')}>
          Run to here
        </Button>
      </span>
    </Tooltip>
  )
}
