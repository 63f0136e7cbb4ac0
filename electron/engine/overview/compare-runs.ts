import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { blockRunDirectory } from '#engine/run/block-run-directory.ts'
import type { ComparedBlock, ComparedSide, RunComparison, Sameness } from '#shared/model/overview.ts'
import type { BlockRun, Run } from '#shared/model/run.ts'
import { packageDifferences, runEnvironment, summaryOf } from './run-environment.ts'

type Pair<Value> = { readonly left: Value; readonly right: Value }

const lastMetrics = ({ metrics }: BlockRun): ComparedSide['metrics'] => [
  ...new Map(metrics.map(({ name, value }) => [name, { name, value }])).values(),
]

const sideOf = (blockRun: BlockRun | undefined): ComparedSide | null => {
  if (blockRun === undefined) return null
  const { state, startedAt, endedAt, peakMemoryBytes, attempt, outputs } = blockRun
  return {
    state,
    durationMs: startedAt === null || endedAt === null ? null : Math.max(0, endedAt - startedAt),
    peakMemoryBytes,
    attempts: attempt,
    outputs: outputs.map(({ name, summary }) => ({ name, summary })),
    metrics: lastMetrics(blockRun),
  }
}

const outputsOf = ({ left, right }: Pair<BlockRun | undefined>): Sameness => {
  if (left === undefined || right === undefined) return 'unknown'
  const hashes = [left, right].map(({ outputs }) => outputs.map(({ name, sha256 }) => `${name}:${sha256 ?? ''}`))
  const isKnown = [left, right].every(({ outputs }) => outputs.length > 0 && outputs.every(({ sha256 }) => sha256))
  if (!isKnown) return 'unknown'
  return hashes[0]?.join('\n') === hashes[1]?.join('\n') ? 'same' : 'changed'
}

/** The text a block ran with; null where it never began, or its files are gone. */
const codeText = async (stateDirectory: string, runId: number, blockRun: BlockRun): Promise<string | null> => {
  const { blockUuid, attempt } = blockRun
  if (attempt === 0) return null
  const directory = blockRunDirectory(stateDirectory, { runId, blockUuid, attempt })
  try {
    const request = JSON.parse(await readFile(join(directory, 'request.json'), 'utf8')) as { code: string }
    return await readFile(join(directory, request.code), 'utf8')
  } catch {
    return null
  }
}

const codeOf = async (
  stateDirectory: string,
  runs: Pair<Run>,
  { left, right }: Pair<BlockRun | undefined>,
): Promise<Sameness> => {
  if (left === undefined || right === undefined) return 'unknown'
  const [before, after] = await Promise.all([
    codeText(stateDirectory, runs.left.id, left),
    codeText(stateDirectory, runs.right.id, right),
  ])
  if (before === null || after === null) return 'unknown'
  return before === after ? 'same' : 'changed'
}

/** In the order of the right run; blocks only the left one had come last. Children of dynamic blocks are told by their parent. */
const blockUuids = ({ left, right }: Pair<Run>): string[] => {
  const own = ({ blockRuns }: Run) =>
    blockRuns.filter(({ parentBlockUuid }) => parentBlockUuid === undefined).map(({ blockUuid }) => blockUuid)
  return [...new Set([...own(right), ...own(left)])]
}

const compareBlock = async (stateDirectory: string, runs: Pair<Run>, blockUuid: string): Promise<ComparedBlock> => {
  const find = ({ blockRuns }: Run) => blockRuns.find((blockRun) => blockRun.blockUuid === blockUuid)
  const pair = { left: find(runs.left), right: find(runs.right) }
  return {
    blockUuid,
    left: sideOf(pair.left),
    right: sideOf(pair.right),
    code: await codeOf(stateDirectory, runs, pair),
    outputs: outputsOf(pair),
  }
}

const compareVariables = ({ left, right }: Pair<Run>): RunComparison['variables'] =>
  [...new Set([...Object.keys(left.variables), ...Object.keys(right.variables)])].sort().map((name) => ({
    name,
    ...(Object.hasOwn(left.variables, name) ? { left: left.variables[name] } : {}),
    ...(Object.hasOwn(right.variables, name) ? { right: right.variables[name] } : {}),
  }))

/** What is different between two runs: variables, environment, and per block code, outputs, metrics, time and memory. */
export const compareRuns = async (stateDirectory: string, runs: Pair<Run>): Promise<RunComparison> => {
  const [left, right] = await Promise.all([
    runEnvironment(stateDirectory, runs.left),
    runEnvironment(stateDirectory, runs.right),
  ])
  const blocks: ComparedBlock[] = []
  for (const blockUuid of blockUuids(runs)) blocks.push(await compareBlock(stateDirectory, runs, blockUuid))
  return {
    left: summaryOf(runs.left),
    right: summaryOf(runs.right),
    variables: compareVariables(runs),
    environment: { left: left.python, right: right.python, packages: packageDifferences(left, right) },
    blocks,
  }
}
