import type { Overlap } from '#shared/model/trigger.ts'

/** What a fire is to do while so many runs of its trigger go on. */
export const overlapVerdict = (overlap: Overlap, active: number): 'start' | 'skip' | 'wait' | 'cancel' => {
  if (active === 0) return 'start'
  switch (overlap.kind) {
    case 'skip':
      return 'skip'
    case 'queue':
      return 'wait'
    case 'cancel-old':
      return 'cancel'
    case 'parallel':
      return overlap.limit === null || active < overlap.limit ? 'start' : 'wait'
  }
}
