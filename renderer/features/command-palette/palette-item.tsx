import { Command } from 'cmdk'
import { ChevronRight, File, Workflow } from 'lucide-react'
import { TypeMark } from '../../ui/block-marks.tsx'
import { StateIcon } from '../../ui/state.tsx'
import type { PaletteEntry } from './palette-entry.ts'

const Icon = ({ entry }: { readonly entry: PaletteEntry }) => {
  switch (entry.icon.kind) {
    case 'command':
      return <ChevronRight size={14} aria-hidden="true" />
    case 'pipeline':
      return <Workflow size={14} aria-hidden="true" />
    case 'file':
      return <File size={14} aria-hidden="true" />
    case 'block':
      return <TypeMark type={entry.icon.type} />
    case 'run':
      return <StateIcon state={entry.icon.state} />
  }
}

/** One line of the palette. Disabled commands are shown, so that one learns they exist. */
export const PaletteItem = ({
  entry,
  onChoose,
}: {
  readonly entry: PaletteEntry
  readonly onChoose: (entry: PaletteEntry) => void
}) => (
  <Command.Item
    value={entry.id}
    disabled={entry.disabled}
    onSelect={() => onChoose(entry)}
    className="flex h-8 items-center gap-2.5 rounded-sm px-2.5 text-primary text-sm data-[disabled=true]:opacity-45 data-[selected=true]:bg-hover"
  >
    <span className="inline-flex w-4 shrink-0 justify-center text-muted">
      <Icon entry={entry} />
    </span>
    <span className="truncate">{entry.label}</span>
    <span className="min-w-0 flex-1 truncate text-right text-muted text-xs">{entry.hint}</span>
  </Command.Item>
)
