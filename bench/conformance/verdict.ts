import { type BlockComparison, compareBlocks } from './compare.ts'
import { type DeliberateDifference, deliberateReason } from './deliberate-differences.ts'
import type { Case } from './reference.ts'
import type { OwnResult } from './run-case.ts'

export type JudgedBlock = BlockComparison & {
  readonly verdict: 'equal' | 'deliberate' | 'differs'
  readonly reason: string | null
}

export type Verdict = {
  readonly project: string
  readonly pipeline: string
  readonly verdict: JudgedBlock['verdict']
  readonly refusal: string | null
  readonly seconds: number
  readonly blocks: readonly JudgedBlock[]
}

const judgeBlock = (comparison: BlockComparison, reason: string | null): JudgedBlock => {
  if (comparison.differences.length === 0) return { ...comparison, verdict: 'equal', reason: null }
  return { ...comparison, verdict: reason === null ? 'differs' : 'deliberate', reason }
}

const worst = (verdicts: readonly JudgedBlock['verdict'][]): JudgedBlock['verdict'] => {
  if (verdicts.includes('differs')) return 'differs'
  return verdicts.includes('deliberate') ? 'deliberate' : 'equal'
}

/** A pipeline is equal where all its blocks are, and deliberate where all that differ are meant to. */
export const judge = (
  asked: Case,
  own: OwnResult & { readonly seconds: number },
  table: readonly DeliberateDifference[],
): Verdict => {
  const { project, pipeline } = asked
  const comparisons = compareBlocks({ ours: own.blocks, reference: asked.blocks, deterministic: asked.deterministic })
  const blocks = comparisons.map((comparison) =>
    judgeBlock(comparison, deliberateReason(table, { project, pipeline, block: comparison.block })),
  )
  const verdict = worst(blocks.map((block) => block.verdict))
  return { project, pipeline, verdict, refusal: own.refusal, seconds: own.seconds, blocks }
}
