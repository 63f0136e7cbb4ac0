import { Command } from 'cmdk'
import { Search } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useRef, useState } from 'react'
import { showUi, useUiStore } from '../../state/ui-store.ts'
import type { PaletteEntry } from './palette-entry.ts'
import { PaletteItem } from './palette-item.tsx'
import { usePaletteGroups } from './use-palette-groups.ts'

const heading =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-semibold [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:uppercase [&_[cmdk-group-heading]]:tracking-wider'

const Palette = ({ onChoose }: { readonly onChoose: (entry: PaletteEntry) => void }) => {
  const [text, setText] = useState('')
  const [pointed, setPointed] = useState<string | null>(null)
  // Never behind what was typed: Enter must not run what an earlier text had found.
  const groups = usePaletteGroups(text)
  const entries = groups.flatMap((group) => group.entries).filter((entry) => !entry.disabled)
  const value = (entries.find(({ id }) => id === pointed) ?? entries[0])?.id ?? ''
  const type = (next: string): void => {
    setText(next)
    setPointed(null)
  }
  return (
    <Command
      label="Search"
      shouldFilter={false}
      loop
      value={value}
      onValueChange={setPointed}
      className="flex max-h-[64vh] flex-col"
    >
      <div className="flex h-11 shrink-0 items-center gap-2.5 border-subtle border-b px-3.5">
        <Search size={15} className="shrink-0 text-muted" aria-hidden="true" />
        <Command.Input
          value={text}
          onValueChange={type}
          placeholder="Search blocks, files, runs, commands"
          className="h-full min-w-0 flex-1 select-text border-0 bg-transparent text-lg text-primary outline-none placeholder:text-muted"
        />
      </div>
      <Command.List className={`min-h-0 flex-1 overflow-y-auto p-1.5 ${heading}`}>
        {groups.length === 0 && (
          <Command.Empty className="px-3 py-6 text-center text-secondary text-sm">
            Nothing is called “{text}”. Try a part of a name.
          </Command.Empty>
        )}
        {groups.map((group) => (
          <Command.Group key={group.heading} heading={group.heading}>
            {group.entries.map((entry) => (
              <PaletteItem key={entry.id} entry={entry} onChoose={onChoose} />
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  )
}

/** Finds commands, pipelines, blocks, files and runs by name. */
export const CommandPalette = () => {
  const open = useUiStore((state) => state.paletteOpen)
  const chosen = useRef<PaletteEntry | null>(null)
  const choose = (entry: PaletteEntry): void => {
    chosen.current = entry
    showUi({ paletteOpen: false })
  }
  // The closing palette gives the focus back; what was chosen may want it, so it comes after that.
  const runChosen = (): void => {
    const entry = chosen.current
    chosen.current = null
    if (entry !== null) queueMicrotask(entry.run)
  }
  return (
    <Dialog.Root open={open} onOpenChange={(paletteOpen) => showUi({ paletteOpen })}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={runChosen}
          className="-translate-x-1/2 fixed top-[10vh] left-1/2 z-50 w-160 max-w-[calc(100vw-48px)] overflow-hidden rounded-lg border border-strong bg-panel shadow-float outline-none"
        >
          <Dialog.Title className="sr-only">Search and commands</Dialog.Title>
          <Palette onChoose={choose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
