import { Check, ChevronRight } from 'lucide-react'
import { ContextMenu as RadixContext, DropdownMenu as RadixDropdown } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

/** What a menu holds, as data: the same entries serve dropdown and context menus. */
export type MenuEntry =
  | {
      readonly kind?: 'item'
      readonly label: string
      readonly icon?: ReactNode
      readonly shortcut?: string | undefined
      /** Said in grey after the label. */
      readonly hint?: string | undefined
      readonly disabled?: boolean
      readonly danger?: boolean
      /** Shows a check mark where true. */
      readonly checked?: boolean
      readonly onSelect: () => void
    }
  | { readonly kind: 'separator' }
  | { readonly kind: 'heading'; readonly label: string }
  | {
      readonly kind: 'submenu'
      readonly label: string
      readonly icon?: ReactNode
      readonly entries: readonly MenuEntry[]
    }

type Parts = typeof RadixDropdown | typeof RadixContext

const panel =
  'z-50 min-w-48 max-w-96 max-h-[min(480px,var(--radix-popper-available-height))] overflow-y-auto rounded-md border border-strong bg-raised p-1 text-sm text-primary shadow-float'
const row =
  'flex min-h-7 items-center gap-2 rounded-sm px-2 outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-45'

const Entry = ({ entry, parts: P }: { readonly entry: MenuEntry; readonly parts: Parts }) => {
  switch (entry.kind) {
    case 'separator':
      return <P.Separator className="my-1 h-px bg-subtle" />
    case 'heading':
      return (
        <P.Label className="px-2 pt-1.5 pb-1 font-semibold text-muted text-xs uppercase tracking-wider">
          {entry.label}
        </P.Label>
      )
    case 'submenu':
      return (
        <P.Sub>
          <P.SubTrigger className={classNames(row, 'data-[state=open]:bg-hover')}>
            {entry.icon}
            <span className="flex-1">{entry.label}</span>
            <ChevronRight size={13} className="text-muted" />
          </P.SubTrigger>
          <P.Portal>
            <P.SubContent className={panel} collisionPadding={8}>
              <Entries entries={entry.entries} parts={P} />
            </P.SubContent>
          </P.Portal>
        </P.Sub>
      )
    default:
      return (
        <P.Item
          className={classNames(row, entry.danger === true && 'text-failed')}
          disabled={entry.disabled === true}
          onSelect={entry.onSelect}
        >
          {entry.checked === undefined ? entry.icon : <CheckMark shown={entry.checked} />}
          <span className="min-w-0 flex-1 truncate">{entry.label}</span>
          {entry.hint === undefined ? null : <span className="truncate text-muted text-xs">{entry.hint}</span>}
          {entry.shortcut === undefined ? null : <span className="pl-4 text-muted text-xs">{entry.shortcut}</span>}
        </P.Item>
      )
  }
}

const CheckMark = ({ shown }: { readonly shown: boolean }) => (
  <span className="inline-flex w-4 justify-center text-accent">{shown ? <Check size={13} /> : null}</span>
)

const keyOf = (entry: MenuEntry, index: number) => ('label' in entry ? `${entry.label}-${index}` : `separator-${index}`)

const Entries = ({ entries, parts }: { readonly entries: readonly MenuEntry[]; readonly parts: Parts }) => (
  <>
    {entries.map((entry, index) => (
      <Entry key={keyOf(entry, index)} entry={entry} parts={parts} />
    ))}
  </>
)

type MenuProps = {
  readonly entries: readonly MenuEntry[]
  /** The element that opens the menu; must accept a ref. */
  readonly children: ReactNode
}

type DropdownMenuProps = MenuProps & {
  readonly align?: 'start' | 'center' | 'end'
  readonly side?: 'top' | 'bottom' | 'left' | 'right'
  readonly onOpenChange?: (open: boolean) => void
}

/** A menu that opens below a button. */
export const DropdownMenu = ({
  entries,
  children,
  align = 'start',
  side = 'bottom',
  onOpenChange,
}: DropdownMenuProps) => (
  <RadixDropdown.Root modal={false} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
    <RadixDropdown.Trigger asChild>{children}</RadixDropdown.Trigger>
    <RadixDropdown.Portal>
      <RadixDropdown.Content className={panel} align={align} side={side} sideOffset={4} collisionPadding={8}>
        <Entries entries={entries} parts={RadixDropdown} />
      </RadixDropdown.Content>
    </RadixDropdown.Portal>
  </RadixDropdown.Root>
)

/** A menu at the pointer (right click, or the menu key). */
export const ContextMenu = ({ entries, children }: MenuProps) => (
  <RadixContext.Root modal={false}>
    <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
    <RadixContext.Portal>
      <RadixContext.Content className={panel} collisionPadding={8}>
        <Entries entries={entries} parts={RadixContext} />
      </RadixContext.Content>
    </RadixContext.Portal>
  </RadixContext.Root>
)
