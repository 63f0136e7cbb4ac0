import { Tabs as Radix } from 'radix-ui'
import { createContext, type ReactNode, useContext, useState } from 'react'
import { createPortal } from 'react-dom'
import { classNames } from './class-names.ts'
import { useFadedEdges } from './use-faded-edges.ts'

export type TabItem<Id extends string> = {
  readonly id: Id
  readonly label: ReactNode
  /** Shown as a small badge: `Runs 41`. */
  readonly count?: number | undefined
  /** Before the label. */
  readonly mark?: ReactNode
  readonly title?: string
}

type TabsProps<Id extends string> = {
  /** What the tabs choose between, for screen readers. */
  readonly label: string
  readonly items: readonly TabItem<Id>[]
  readonly active: Id
  readonly onChange: (id: Id) => void
  /** Right end of the bar. */
  readonly actions?: ReactNode
  readonly tone?: 'window' | 'panel'
  readonly children: ReactNode
}

const Count = ({ value }: { readonly value: number }) => (
  <span className="inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-subtle px-1.5 text-secondary text-xs tabular-nums">
    {value}
  </span>
)

const rootClass = '@container flex h-full min-h-0 min-w-0 flex-col'

const ActionsPlace = createContext<HTMLElement | null>(null)

/**
 * Puts what is inside at the right end of the tab bar above, from within the active tab's content; where there are no tabs it stays in
 * place, in a bar of its own.
 */
export const TabActions = ({ children }: { readonly children: ReactNode }) => {
  const place = useContext(ActionsPlace)
  if (place !== null) return createPortal(children, place)
  return <div className="flex h-9 shrink-0 items-center justify-end gap-2 border-subtle border-b px-2">{children}</div>
}

/** Beside the tabs where there is room, else below them in a row of its own. */
const placeClass = classNames(
  'flex min-w-0 items-center gap-2 overflow-x-auto no-scrollbar empty:hidden @2xl:ml-auto @2xl:shrink-[1000] @2xl:pl-2',
  '@max-2xl:order-last @max-2xl:h-8 @max-2xl:w-full @max-2xl:border-subtle @max-2xl:border-t',
)

/** Underline tabs: centre, bottom panel, inspector. The content of the active tab is `children`. */
export const Tabs = <Id extends string>(props: TabsProps<Id>) => {
  const { label, items, active, onChange, actions, tone = 'panel', children } = props
  const [place, setPlace] = useState<HTMLElement | null>(null)
  const list = useFadedEdges()
  return (
    <Radix.Root value={active} onValueChange={(id) => onChange(id as Id)} className={rootClass} activationMode="manual">
      <div
        className={classNames(
          'flex shrink-0 flex-wrap items-stretch border-subtle border-b pr-2 pl-1.5 @2xl:flex-nowrap',
          tone === 'window' ? 'bg-window' : 'bg-panel',
        )}
      >
        <Radix.List
          ref={list}
          aria-label={label}
          className={classNames(
            'flex h-8.75 min-w-0 items-stretch overflow-x-auto no-scrollbar faded-edges',
            actions !== undefined && 'max-w-[calc(100%-2.5rem)]',
          )}
        >
          {items.map((item) => (
            <Radix.Trigger
              key={item.id}
              value={item.id}
              title={item.title}
              className="flex shrink-0 items-center gap-2 border-transparent border-b-2 px-2.5 pt-0.5 font-medium text-muted text-sm outline-offset-[-3px] hover:text-secondary data-[state=active]:border-accent data-[state=active]:text-primary"
            >
              {item.mark}
              {item.label}
              {item.count === undefined ? null : <Count value={item.count} />}
            </Radix.Trigger>
          ))}
        </Radix.List>
        <div ref={setPlace} className={placeClass} />
        {actions === undefined ? null : (
          <div className="flex min-w-0 flex-1 items-center justify-end pl-2 @2xl:flex-initial">{actions}</div>
        )}
      </div>
      <Radix.Content value={active} tabIndex={-1} className="min-h-0 flex-1 outline-none">
        <ActionsPlace value={place}>{children}</ActionsPlace>
      </Radix.Content>
    </Radix.Root>
  )
}

/** Pill tabs: *Code · Settings · Tests · History*. */
export const PillTabs = <Id extends string>({ label, items, active, onChange, actions, children }: TabsProps<Id>) => (
  <Radix.Root value={active} onValueChange={(id) => onChange(id as Id)} className={rootClass} activationMode="manual">
    <div className="flex h-8.5 shrink-0 items-center border-subtle border-b bg-panel px-2.5">
      <Radix.List aria-label={label} className="flex items-center gap-0.5">
        {items.map((item) => (
          <Radix.Trigger
            key={item.id}
            value={item.id}
            title={item.title}
            className="flex h-6 items-center gap-1.5 rounded-sm px-2 font-medium text-muted text-sm hover:text-secondary data-[state=active]:bg-hover data-[state=active]:text-primary"
          >
            {item.mark}
            {item.label}
            {item.count === undefined ? null : <Count value={item.count} />}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {actions === undefined ? null : (
        <div className="ml-auto flex min-w-0 items-center gap-2 text-muted text-xs">{actions}</div>
      )}
    </div>
    <Radix.Content value={active} tabIndex={-1} className="min-h-0 flex-1 outline-none">
      {children}
    </Radix.Content>
  </Radix.Root>
)
