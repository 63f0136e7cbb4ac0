import type { ComponentProps } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { classNames } from './class-names.ts'

export type { Layout, PanelImperativeHandle } from 'react-resizable-panels'

/** Panels side by side or above one another, with dividers that drag. Children: `SplitPanel` and `SplitHandle` in turns. */
export const SplitGroup = (props: ComponentProps<typeof Group>) => (
  <Group resizeTargetMinimumSize={{ coarse: 20, fine: 9 }} {...props} />
)

/** One panel. Sizes: a number is pixels, a string is percent. */
export const SplitPanel = ({ className, ...rest }: ComponentProps<typeof Panel>) => (
  <Panel className={classNames('min-h-0 min-w-0 overflow-hidden', className)} {...rest} />
)

/** A hairline that can be dragged, or moved with the arrow keys; a double click puts it back. */
export const SplitHandle = ({
  label,
  orientation,
  hidden = false,
}: {
  readonly label: string
  readonly orientation: 'horizontal' | 'vertical'
  readonly hidden?: boolean
}) => (
  <Separator
    aria-label={label}
    className={classNames(
      'relative z-10 bg-subtle outline-none transition-colors duration-100 focus-visible:bg-accent data-[separator=active]:bg-accent data-[separator=focus]:bg-accent data-[separator=hover]:bg-strong',
      orientation === 'horizontal' ? 'w-px' : 'h-px',
      hidden && 'opacity-0',
    )}
  />
)
