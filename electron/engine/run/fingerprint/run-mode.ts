import type { Run } from '#shared/model/run.ts'

/** Which blocks of a run really run: all, those that changed, or those an earlier run had not finished. */
export type RunMode =
  | { readonly kind: 'all' }
  | { readonly kind: 'changed' }
  | { readonly kind: 'resume'; readonly from: Run }
