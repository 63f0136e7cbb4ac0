import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

type CardProps = {
  readonly title: string
  /** Right of the title, small. */
  readonly note?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A box of a page: title, note, content. */
export const Card = ({ title, note, className, children }: CardProps) => (
  <section
    aria-label={title}
    className={classNames('flex min-w-0 flex-col overflow-hidden rounded-lg border border-subtle bg-panel', className)}
  >
    <div className="flex min-h-10 flex-wrap items-center gap-2 px-4 pt-2">
      <h3 className="m-0 flex-1 truncate font-semibold text-md text-primary">{title}</h3>
      {note === undefined ? null : <div className="flex items-center gap-2 text-muted text-xs">{note}</div>}
    </div>
    {children}
  </section>
)
