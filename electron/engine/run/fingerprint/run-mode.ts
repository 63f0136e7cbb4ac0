import type { Run } from '#shared/model/run.ts'
import type { Again } from '../run-again.ts'

/** Going on from an earlier run: what that had not finished runs, or only some of its block runs and what they feed. */
export type ResumeMode = { readonly kind: 'resume'; readonly from: Run; readonly again: Again | null }

/** Which blocks of a run really run: all, those that changed, or those of an earlier run that are to run on. */
export type RunMode = { readonly kind: 'all' } | { readonly kind: 'changed' } | ResumeMode
