import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'

/** A part that scrolls by itself; reachable by keyboard. Scroll bars are styled by the theme. */
export const ScrollArea = ({ className, label, ...rest }: ComponentProps<'section'> & { readonly label?: string }) => (
  <section
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
    tabIndex={0}
    aria-label={label}
    className={classNames('h-full min-h-0 overflow-auto outline-offset-[-2px]', className)}
    {...rest}
  />
)
