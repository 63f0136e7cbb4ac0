import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Tooltip } from './tooltip.tsx'

const variants = {
  primary:
    'bg-accent text-on-accent font-semibold border border-accent hover:bg-accent-strong hover:border-accent-strong',
  secondary: 'bg-raised text-primary font-medium border border-strong hover:bg-hover',
  ghost: 'border border-transparent text-secondary hover:bg-hover hover:text-primary',
  danger: 'bg-raised text-failed font-medium border border-strong hover:bg-hover',
} as const

export type ButtonVariant = keyof typeof variants

const base =
  'inline-flex shrink-0 items-center justify-center gap-2 whitespace-nowrap rounded-md transition-colors duration-100 disabled:opacity-50 disabled:pointer-events-none'

export type ButtonProps = ComponentProps<'button'> & {
  readonly variant?: ButtonVariant
  readonly size?: 'sm' | 'md'
  readonly icon?: ReactNode
}

/** A push button. One primary per view at most. */
export const Button = ({ variant = 'secondary', size = 'md', icon, className, children, ...rest }: ButtonProps) => (
  <button
    type="button"
    className={classNames(base, variants[variant], size === 'sm' ? 'h-6 px-2 text-sm' : 'h-7 px-3 text-sm', className)}
    {...rest}
  >
    {icon}
    {children}
  </button>
)

export type IconButtonProps = ComponentProps<'button'> & {
  /** What it does: accessible name and tooltip. */
  readonly label: string
  /** Key shown in the tooltip. */
  readonly shortcut?: string | undefined
  readonly size?: 'sm' | 'md'
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
}

/** A button with an icon only; its label is read aloud and shown as a tooltip. */
export const IconButton = ({ label, shortcut, size = 'md', side, className, children, ...rest }: IconButtonProps) => (
  <Tooltip content={label} shortcut={shortcut} side={side}>
    <button
      type="button"
      aria-label={label}
      className={classNames(
        'inline-flex shrink-0 items-center justify-center rounded-sm text-secondary transition-colors duration-100 hover:bg-hover hover:text-primary disabled:pointer-events-none disabled:opacity-40 aria-pressed:text-accent',
        size === 'sm' ? 'size-6' : 'size-7',
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  </Tooltip>
)
