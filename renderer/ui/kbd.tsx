import type { ReactNode } from 'react'

/** A key or a chord, as in `Ctrl K`. */
export const Kbd = ({ children }: { readonly children: ReactNode }) => (
  <kbd className="inline-flex h-4 shrink-0 items-center whitespace-nowrap rounded-sm border border-subtle px-1 font-sans text-muted text-xs leading-none">
    {children}
  </kbd>
)
