import type { ReactNode } from 'react'

/** A small heading of a side bar: `PIPELINES`, with an action at its right end. */
export const SectionHeading = ({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }) => (
  <div className="flex h-8 shrink-0 items-center pr-2 pl-3">
    <h2 className="m-0 flex-1 truncate font-semibold text-muted text-xs uppercase tracking-[0.08em]">{children}</h2>
    {action}
  </div>
)
