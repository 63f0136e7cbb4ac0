import type { ReactNode } from 'react'

type CardProps = { readonly title: string; readonly note?: ReactNode; readonly children: ReactNode }

/** A card of the model page: title, note, content. */
export const Card = ({ title, note, children }: CardProps) => (
  <section
    aria-label={title}
    className="flex min-w-0 flex-col overflow-hidden rounded-lg border border-subtle bg-panel"
  >
    <div className="flex min-h-10 flex-wrap items-center gap-2 px-4 pt-2">
      <h3 className="m-0 flex-1 truncate font-semibold text-md text-primary">{title}</h3>
      {note === undefined ? null : <div className="min-w-0 truncate text-muted text-xs">{note}</div>}
    </div>
    {children}
  </section>
)
