import type { BlockDecision } from '#shared/model/run.ts'

const marks: Record<BlockDecision['kind'], string> = { runs: '▸', reused: '↺', depends: '?', left: '–' }

/** One line per block: whether it will run, and why. */
export const decisionLines = (decisions: readonly BlockDecision[]): string[] => {
  const width = Math.min(40, Math.max(4, ...decisions.map(({ blockUuid }) => blockUuid.length)))
  return decisions.map(({ blockUuid, kind, reason }) => `${marks[kind]} ${blockUuid.padEnd(width)}  ${reason}`)
}
