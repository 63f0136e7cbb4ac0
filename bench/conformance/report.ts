import type { JudgedBlock, Verdict } from './verdict.ts'

const outcome = ({ verdict, differences, reason }: JudgedBlock): string => {
  if (verdict === 'equal') return 'equal'
  const found = differences.map(({ what, ours, theirs }) => `${what}: ours ${ours}; theirs ${theirs}`).join(' | ')
  return verdict === 'deliberate' ? `on purpose (${reason}): ${found}` : `DIFFERS ${found}`
}

/** A line per block: project, pipeline, block, state ours/theirs, and whether its outputs are equal. */
export const verdictLines = (verdict: Verdict): string[] => {
  const head = `${verdict.project}  ${verdict.pipeline}`
  const refused = verdict.refusal === null ? [] : [`${head}  not run: ${verdict.refusal}`]
  const lines = verdict.blocks.map(
    (block) => `${head}  ${block.block}  ${block.ours}/${block.theirs}  ${outcome(block)}`,
  )
  return [...refused, ...lines]
}

/** The score, in one line. */
export const scoreLine = (verdicts: readonly Verdict[]): string => {
  const count = (wanted: Verdict['verdict']) => verdicts.filter(({ verdict }) => verdict === wanted).length
  const blocks = verdicts.flatMap((verdict) => verdict.blocks)
  const equalBlocks = blocks.filter(({ verdict }) => verdict === 'equal').length
  return (
    `${count('equal')} of ${verdicts.length} pipelines equal, ${count('deliberate')} differ on purpose, ` +
    `${count('differs')} differ (${equalBlocks} of ${blocks.length} blocks equal)`
  )
}
