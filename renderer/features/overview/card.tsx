import type { ReactNode } from 'react'

type CardProps = {
  readonly title: string
  /** Right of the title, in grey. */
  readonly note?: string | undefined
  readonly children: ReactNode
}

/** A box of the page with a title. */
export const Card = ({ title, note, children }: CardProps) => (
  <section aria-label={title} className="min-w-0 rounded-lg border border-subtle bg-panel">
    <div className="flex items-baseline gap-3 px-4 pt-3 pb-2">
      <h3 className="m-0 flex-1 font-semibold text-md text-primary">{title}</h3>
      {note === undefined ? null : <span className="text-muted text-xs">{note}</span>}
    </div>
    <div className="px-4 pb-4">{children}</div>
  </section>
)
