import type { Block } from '#shared/model/block.ts'
import type { BlockRun } from '#shared/model/run.ts'

/** What a conditional or callback came to. It runs inside the block run of the block it guards and has none of its own, unless it was run alone. */
export type GuardOutcome = { readonly state: 'completed' | 'condition-failed'; readonly words: string }

const met: GuardOutcome = { state: 'completed', words: 'condition met' }
const notMet: GuardOutcome = { state: 'condition-failed', words: 'condition not met' }
const called: GuardOutcome = { state: 'completed', words: 'called' }

/** Only what is certain: a block may fail before or after its conditional was asked, and reused outputs ask nobody. */
export const guardOutcome = (block: Block, runs: ReadonlyMap<string, BlockRun>): GuardOutcome | null => {
  if ((block.role !== 'conditional' && block.role !== 'callback') || runs.has(block.uuid)) return null
  const guarded = block.upstream.flatMap((uuid) => runs.get(uuid) ?? [])
  if (block.role === 'callback')
    return guarded.some(({ state }) => state === 'completed' || state === 'failed') ? called : null
  const refused = guarded.some(
    ({ state, reason }) => state === 'condition-failed' && reason?.includes(block.uuid) === true,
  )
  if (refused) return notMet
  return guarded.some(({ state }) => state === 'completed') ? met : null
}
