import type { BlockRun, BlockRunState } from '#shared/model/run.ts'

/** Kinds of children a list can be narrowed to. */
export type ChildKind = 'all' | 'unfinished' | 'running' | 'queued' | 'finished'

const kinds: Record<BlockRunState, Exclude<ChildKind, 'all'>> = {
  queued: 'queued',
  running: 'running',
  completed: 'finished',
  reused: 'finished',
  failed: 'unfinished',
  'upstream-failed': 'unfinished',
  'condition-failed': 'unfinished',
  cancelled: 'unfinished',
  crashed: 'unfinished',
}

/** How many children there are of each kind. */
export const countKinds = (children: readonly BlockRun[]): Readonly<Record<ChildKind, number>> => {
  const counts = { all: children.length, unfinished: 0, running: 0, queued: 0, finished: 0 }
  for (const { state } of children) counts[kinds[state]] += 1
  return counts
}

/** Which of its block's children it is, as the run names it: `17` of `each:17`. */
export const childNumber = ({ blockUuid }: BlockRun): string => blockUuid.slice(blockUuid.lastIndexOf(':') + 1)

/** What a child came to in a few words: its error, why it did not run, or what it gave. */
export const childResult = ({ error, state, reason, outputs, progress }: BlockRun): string => {
  if (error !== null) return `${error.type}: ${error.message.split('\n')[0] ?? ''}`
  if (state === 'completed' || state === 'reused') return outputs.find(({ kind }) => kind !== 'none')?.summary ?? ''
  return progress?.text ?? reason ?? ''
}

export type ChildFilter = { readonly kind: ChildKind; readonly search: string }

/** The children of that kind whose number, error or output holds the searched text. */
export const fittingChildren = (children: readonly BlockRun[], { kind, search }: ChildFilter): readonly BlockRun[] => {
  const wanted = search.trim().toLowerCase()
  return children.filter(
    (child) =>
      (kind === 'all' || kinds[child.state] === kind) &&
      (wanted === '' || `${child.blockUuid} ${childResult(child)}`.toLowerCase().includes(wanted)),
  )
}
