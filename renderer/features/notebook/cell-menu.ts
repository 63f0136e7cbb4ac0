import { shortcutOf } from '../../commands/keys.ts'
import { findCommand, runCommand } from '../../commands/registry.ts'
import type { MenuEntry } from '../../ui/menu.tsx'

/** A closing menu gives the focus back; what asks for the focus itself has to come after that. */
const afterMenu = (run: () => void): void => {
  setTimeout(run, 30)
}

type Look = { readonly label?: string; readonly danger?: boolean; readonly keys?: boolean }

const entry = (id: string, { label, danger = false, keys = true }: Look = {}): MenuEntry => {
  const command = findCommand(id)
  return {
    label: label ?? command?.label ?? id,
    shortcut: keys ? shortcutOf(id) : undefined,
    disabled: command === undefined || command.enabled?.() === false,
    danger,
    onSelect: () => afterMenu(() => void runCommand(id)),
  }
}

const line: MenuEntry = { kind: 'separator' }

type Cell = {
  readonly runs: boolean
  readonly hasFile: boolean
  readonly isFolded: boolean
  readonly hidesOutput: boolean
}

/** What can be done to a cell that is selected. */
export const cellMenu = ({ runs, hasFile, isFolded, hidesOutput }: Cell): MenuEntry[] => [
  ...(runs
    ? [
        entry('notebook.run', { label: 'Run' }),
        // In the notebook the keys of these mean the cell alone.
        entry('run.from-here', { label: 'Run this and everything downstream' }),
        entry('run.to-here', { label: 'Run up to here', keys: false }),
        line,
      ]
    : []),
  entry('notebook.addBelow', { label: 'Add a block below…' }),
  entry('notebook.addAbove', { label: 'Add a block above…' }),
  line,
  ...(hasFile ? [entry('notebook.openInEditor', { label: 'Open in editor' })] : []),
  entry('block.rename', { label: 'Rename' }),
  entry('block.duplicate'),
  entry(isFolded ? 'notebook.unfold' : 'notebook.fold', { label: isFolded ? 'Unfold' : 'Fold' }),
  ...(runs ? [entry('notebook.toggleOutput', { label: hidesOutput ? 'Show output' : 'Hide output' })] : []),
  ...(runs ? [line, entry('block.repl', { label: 'Open in REPL' }), entry('block.debug', { label: 'Debug' })] : []),
  line,
  entry('block.remove'),
  ...(hasFile ? [entry('block.deleteFile', { danger: true })] : []),
]
