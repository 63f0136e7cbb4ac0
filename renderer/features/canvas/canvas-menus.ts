import type { Position } from '#shared/model/pipeline.ts'
import { isGuard } from '../../commands/block-kinds.ts'
import { disconnectBlocks } from '../../commands/block-linking.ts'
import { shortcutOf } from '../../commands/keys.ts'
import { shownPipeline } from '../../commands/pipeline-edit.ts'
import { findCommand, runCommand } from '../../commands/registry.ts'
import { showCanvas } from '../../state/canvas-store.ts'
import type { MenuEntry } from '../../ui/menu.tsx'

/** What was right-clicked. */
export type MenuTarget =
  | { readonly kind: 'block'; readonly count: number }
  | { readonly kind: 'edge'; readonly from: string; readonly to: string; readonly position: Position }
  | { readonly kind: 'canvas'; readonly position: Position }

/** A closing menu gives the focus back; what asks for the focus itself has to come after that. */
const afterMenu = (run: () => void): void => {
  setTimeout(run, 30)
}

const entry = (id: string, options: { readonly label?: string; readonly danger?: boolean } = {}): MenuEntry => {
  const command = findCommand(id)
  return {
    label: options.label ?? command?.label ?? id,
    shortcut: shortcutOf(id),
    disabled: command === undefined || command.enabled?.() === false,
    danger: options.danger ?? false,
    onSelect: () => afterMenu(() => void runCommand(id)),
  }
}

/** One that only some blocks have. */
const enabledEntry = (id: string): MenuEntry[] => (findCommand(id)?.enabled?.() === true ? [entry(id)] : [])

const line: MenuEntry = { kind: 'separator' }

const blockMenu = (count: number): MenuEntry[] => [
  ...(count === 1 ? [entry('block.open'), entry('block.rename', { label: 'Rename' })] : []),
  entry('block.duplicate'),
  entry('block.copy', { label: 'Copy' }),
  line,
  ...(count === 1
    ? [
        entry('run.to-here'),
        entry('run.from-here'),
        entry('run.only-this'),
        ...enabledEntry('run.failed-children-again'),
      ]
    : [entry('run.selection', { label: 'Run these and everything upstream' })]),
  ...(count === 1
    ? [line, entry('block.repl', { label: 'Open in REPL' }), entry('block.debug', { label: 'Debug' })]
    : []),
  line,
  ...(count === 1
    ? [entry('block.add', { label: 'Add a block after this one…' }), entry('block.connect'), entry('block.disconnect')]
    : []),
  entry('block.selectUpstream'),
  entry('block.selectDownstream'),
  line,
  entry('block.remove'),
  entry('block.removeAndBridge'),
  ...(count === 1 ? [entry('block.deleteFile', { danger: true })] : []),
]

const edgeMenu = ({ from, to, position }: Extract<MenuTarget, { kind: 'edge' }>): MenuEntry[] => {
  const blocks = shownPipeline()?.pipeline.blocks ?? []
  const attached = blocks.some((block) => (block.uuid === from || block.uuid === to) && isGuard(block.type))
  return [
    {
      label: 'Insert a block here…',
      disabled: attached,
      onSelect: () =>
        afterMenu(() => showCanvas({ mode: { kind: 'add', upstream: [from], downstream: [to], position } })),
    },
    { label: `Disconnect ${from} from ${to}`, onSelect: () => void disconnectBlocks(from, to) },
  ]
}

const canvasMenu = (position: Position): MenuEntry[] => [
  {
    label: 'Add a block here…',
    shortcut: shortcutOf('block.add'),
    onSelect: () => afterMenu(() => showCanvas({ mode: { kind: 'add', upstream: [], downstream: [], position } })),
  },
  entry('block.paste', { label: 'Paste' }),
  entry('block.selectAll', { label: 'Select all' }),
  line,
  entry('canvas.tidyUp', { label: 'Tidy up' }),
  entry('canvas.fit', { label: 'Fit' }),
  entry('canvas.search'),
  line,
  entry('pipeline.undo'),
  entry('pipeline.redo'),
  line,
  entry('pipeline.properties'),
]

/** Entries of the context menu on the canvas. */
export const canvasMenuEntries = (target: MenuTarget): MenuEntry[] => {
  switch (target.kind) {
    case 'block':
      return blockMenu(target.count)
    case 'edge':
      return edgeMenu(target)
    case 'canvas':
      return canvasMenu(target.position)
  }
}
