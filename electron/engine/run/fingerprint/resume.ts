import { join, sep } from 'node:path'
import type { Block } from '#shared/model/block.ts'
import type { BlockRun, Run } from '#shared/model/run.ts'
import { isFinished } from '#shared/run/apply-run-event.ts'
import { blockRunDirectory, runDirectory, usedContext } from '../block-run-directory.ts'
import { argumentFolders, argumentNames, keptArguments } from '../kept-arguments.ts'
import { type Standing, standingOf } from '../run-again.ts'
import type { BlockEnd } from '../run-block.ts'
import type { Unit } from '../run-progress.ts'
import { leaveAsItWas, notTakenOver } from './left-block-runs.ts'
import { type Reuse, type ReusePlace, takeReused } from './reuse.ts'
import type { ResumeMode } from './run-mode.ts'
import { readWholeResult } from './stored-outputs.ts'

const sameList = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && [...left].sort().every((value, index) => value === [...right].sort()[index])

/** Tells of a block whether it got its inputs from the same blocks in that run as now; all children of a block ask the same. */
export const createSameUpstream = (from: Run): ((block: Block) => boolean) => {
  const ofRun = new Set(from.blockRuns.map(({ blockUuid }) => blockUuid))
  const known = new Map<Block, boolean>()
  const compare = (block: Block): boolean => {
    const then = from.edges.filter(({ to }) => to === block.uuid).map((edge) => edge.from)
    return sameList(
      then,
      [...new Set(block.upstream)].filter((uuid) => ofRun.has(uuid)),
    )
  }
  return (block) => {
    const isSame = known.get(block) ?? compare(block)
    known.set(block, isSame)
    return isSame
  }
}

/** Why a finished block run is taken over, as a whole sentence. */
export const reusedReason = (runId: number): string => `Reused because run ${runId} had finished it.`

/** Tells whether a block run gets the very outputs it got then. */
const createFeeding = ({ stateDirectory, runId }: ReusePlace) => {
  const own = join(runDirectory(stateDirectory, runId), sep)
  const takenOver = new Set<string>()
  /** Blocks of which something ran anew: of a dynamic one there may be another number of items now. */
  const ranAnew = new Set<string>()
  return {
    takenOver: (directory: string) => takenOver.add(directory),
    ranAnew: (blockUuid: string) => ranAnew.add(blockUuid),
    isSame: async (unit: Unit, directory: string): Promise<boolean> => {
      const folders = argumentFolders(unit.arguments)
      if (folders.some((folder) => folder.directory.startsWith(own) && !takenOver.has(folder.directory))) return false
      if (unit.childIndex === null || !unit.arguments.inputs.some(({ blockUuid }) => ranAnew.has(blockUuid)))
        return true
      const before = await keptArguments(directory)
      return before !== null && argumentNames(before) === argumentNames(unit.arguments)
    },
  }
}

/**
 * Takes over what an earlier run had finished, whatever its code says now. A block runs all the same where its output was damaged since,
 * its upstream blocks are others, or one of them ran anew and so may give something else; and where it shared more than its outputs with
 * the other blocks of its process, unless it was asked for single block runs. Where only some block runs are to run again,
 * what had not finished stays as it was, but for what these feed.
 */
export const reuseFinished = (place: ReusePlace, { from, again }: ResumeMode): Reuse => {
  const before = new Map(from.blockRuns.map((blockRun) => [blockRun.blockUuid, blockRun]))
  const feeding = createFeeding(place)
  const hasSameUpstream = createSameUpstream(from)

  const takeFinished = async (unit: Unit, { attempt }: BlockRun) => {
    const directory = blockRunDirectory(place.stateDirectory, { runId: from.id, blockUuid: unit.key, attempt })
    if (again === null && usedContext(directory)) return null
    if (!hasSameUpstream(unit.block) || !(await feeding.isSame(unit, directory))) return null
    const found = await readWholeResult(directory, from.id)
    if (found.kind !== 'whole') return null
    const reason = reusedReason(from.id)
    const reused = { kind: 'reused' as const, reason, runId: from.id, directory, result: found.result }
    const end = await takeReused(place, unit, reused)
    if (end?.directory != null) feeding.takenOver(end.directory)
    return end
  }

  const standing = (unit: Unit): Standing => (again === null ? 'below' : standingOf(again, unit))

  /** One that had finished and cannot be taken over. Made anew, it could give what it feeds something else. */
  const orRefused = (unit: Unit, end: BlockEnd | null) =>
    end === null && standing(unit) === 'above' ? notTakenOver(unit, from.id) : end

  const orLeft = async (unit: Unit, left: BlockRun | undefined) =>
    left !== undefined && standing(unit) === 'beside' ? leaveAsItWas(place, unit, { runId: from.id, left }) : null

  const withoutRunning: Reuse = async (unit) => {
    if (standing(unit) === 'chosen') return null
    const was = before.get(unit.key)
    if (was !== undefined && isFinished(was)) return orRefused(unit, await takeFinished(unit, was))
    return orLeft(unit, was ?? before.get(unit.block.uuid))
  }
  return async (unit) => {
    const end = await withoutRunning(unit)
    if (end === null) feeding.ranAnew(unit.block.uuid)
    return end
  }
}
