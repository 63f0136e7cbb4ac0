import type { Run } from '#shared/model/run.ts'
import { type Attempt, blockRunDirectory } from '../block-run-directory.ts'
import type { Unit } from '../run-progress.ts'
import { type Reuse, type ReusePlace, takeReused } from './reuse.ts'
import { readWholeResult } from './stored-outputs.ts'

const sameList = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && [...left].sort().every((value, index) => value === [...right].sort()[index])

/** Whether the block got its inputs from the same blocks then as now. */
const hasSameUpstream = (from: Run, { block }: Unit): boolean => {
  const now = new Set(block.upstream)
  const then = from.edges.filter(({ to }) => to === block.uuid).map((edge) => edge.from)
  const ofRun = new Set(from.blockRuns.map(({ blockUuid }) => blockUuid))
  return sameList(
    then,
    [...now].filter((uuid) => ofRun.has(uuid)),
  )
}

/**
 * Takes over what an earlier run had finished, whatever its code says now. A block runs all the same where its output was damaged since,
 * its upstream blocks are others, or one of them ran anew and so may give something else.
 */
export const reuseFinished = (place: ReusePlace, from: Run): Reuse => {
  const finished = new Map(
    from.blockRuns
      .filter(({ state }) => state === 'completed' || state === 'reused')
      .map((blockRun) => [blockRun.blockUuid, blockRun]),
  )
  const ranAnew = new Set<string>()
  return async (unit) => {
    const { key, block } = unit
    const before = finished.get(key)
    const isFed = unit.arguments.inputs.every(({ blockUuid }) => !ranAnew.has(blockUuid))
    if (before !== undefined && isFed && hasSameUpstream(from, unit)) {
      const attempt: Attempt = { runId: from.id, blockUuid: key, attempt: before.attempt }
      const directory = blockRunDirectory(place.stateDirectory, attempt)
      const found = await readWholeResult(directory, from.id)
      const reason = `Reused because run ${from.id} had finished it.`
      const end =
        found.kind === 'whole'
          ? await takeReused(place, unit, { kind: 'reused', reason, runId: from.id, directory, result: found.result })
          : null
      if (end !== null) return end
    }
    ranAnew.add(block.uuid)
    return null
  }
}
