import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Kbd } from './kbd.tsx'

type TooltipProps = {
  readonly content: ReactNode
  readonly shortcut?: string | undefined
  readonly side?: 'top' | 'right' | 'bottom' | 'left' | undefined
  /** One element that can hold a ref. */
  readonly children: ReactNode
}

/** A short explanation on hover and on focus. Works without the provider too, so that tests need no frame. */
export const Tooltip = ({ content, shortcut, side = 'bottom', children }: TooltipProps) => (
  <Radix.Provider delayDuration={400} skipDelayDuration={200}>
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-60 flex max-w-96 select-text items-center gap-2 rounded-sm border border-strong bg-raised px-2 py-1 text-primary text-xs shadow-float"
        >
          {content}
          {shortcut === undefined ? null : <Kbd>{shortcut}</Kbd>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  </Radix.Provider>
)
