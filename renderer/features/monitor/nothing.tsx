import type { ReactNode } from 'react'

/** A sentence where there is nothing to show yet. */
export const Nothing = ({ children }: { readonly children: ReactNode }) => (
  <p className="m-0 px-4 pt-1 pb-4 text-secondary text-sm">{children}</p>
)
