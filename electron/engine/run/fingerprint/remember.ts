import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '#engine/engine-events.ts'
import type { History } from '#engine/history/history.ts'
import type { Block } from '#shared/model/block.ts'
import { usedContext } from '../block-run-directory.ts'
import { askedModelsFileName } from '../model-requests.ts'
import type { Unit } from '../run-progress.ts'
import type { RunRecord } from '../run-record.ts'
import { writeWholeNow } from '../write-whole.ts'
import type { CodeCache } from './code-cache.ts'
import {
  fingerprintFileName,
  fingerprintKey,
  type InputDigest,
  type StaticFingerprint,
  staticKey,
} from './fingerprint.ts'
import { type DigestOf, inputDigests } from './input-digests.ts'
import type { StaticParts } from './static-parts.ts'
import { outputsDigest } from './stored-outputs.ts'

/** Keeps, behind the run, of what each finished block was made. */
export type Remember = {
  /** The block completed. Costs the run nothing: it happens beside it. */
  finished(unit: Unit, stored: StoredUnit): void
  /** It was taken over from another run: what that kept of it holds here too, whatever the block's code says now. */
  takenOver(unit: Unit, stored: StoredUnit, from: number): void
  /** Resolves when all is kept, or will be at the end of the run. Never rejects: what was not kept only runs again. */
  settled(): Promise<void>
}

/** Where a finished block run lies. */
export type StoredUnit = {
  readonly runId: number
  readonly directory: string
  /** What its outputs are, as one digest; null where they have none. */
  readonly digest: string | null
}

export type RememberPlace = {
  readonly history: History
  readonly parts: StaticParts
  readonly cache: CodeCache
  readonly logger: Logger
  /** A fingerprint goes to a block run that is in the history: it is stored with the run's next changes, after them. */
  readonly along: RunRecord['along']
}

const isComplete = (inputs: readonly InputDigest[]): boolean => inputs.every(({ digest }) => digest !== null)

/** Imported files that changed while the run went on: nobody can say which version a block had. */
const isStill = async (place: RememberPlace, block: Block, before: StaticFingerprint): Promise<boolean> => {
  if (Object.keys(before.files).length === 0 && Object.keys(before.reads).length === 0) return true
  const now = await place.parts(block)
  return now !== null && staticKey(now) === staticKey(before)
}

/** It loaded a registered model: the same name may stand for another version tomorrow. */
const hasAskedModels = (directory: string): boolean => existsSync(join(directory, askedModelsFileName))

/**
 * Starts looking at the code of the blocks at once, as it is when the run starts.
 *
 * @param blocks the blocks of the run
 */
export const createRemember = (place: RememberPlace, blocks: readonly Block[]): Remember => {
  const atStart = new Map(blocks.map((block) => [block.uuid, place.parts(block).catch(() => null)]))
  const work = new Set<Promise<void>>()
  /** By directory: what blocks of this run gave. Each is asked for by all that lie below it. */
  const given = new Map<string, string | null>()
  const digestOf: DigestOf = (directory) => {
    const known = given.get(directory)
    return known === undefined ? outputsDigest(directory) : known
  }

  const keep = async (unit: Unit, { runId, directory }: StoredUnit) => {
    const { key, block } = unit
    const parts = (await atStart.get(block.uuid)) ?? null
    const digests = await inputDigests(unit.arguments, digestOf)
    if (parts === null || !isComplete(digests) || !(await isStill(place, block, parts))) return
    if (hasAskedModels(directory) || usedContext(directory)) return
    writeWholeNow(join(directory, fingerprintFileName), JSON.stringify({ ...parts, inputs: digests }))
    const made = fingerprintKey(parts, digests)
    place.along(() => place.history.blockRuns.setFingerprint(runId, key, made))
  }

  return {
    finished: (unit, stored) => {
      given.set(stored.directory, stored.digest)
      const job = keep(unit, stored)
        .catch((error: unknown) =>
          place.logger.warn('a fingerprint could not be kept', { block: unit.key, error: String(error) }),
        )
        .finally(() => work.delete(job))
      work.add(job)
    },
    takenOver: ({ key }, { runId, directory, digest }, from) => {
      given.set(directory, digest)
      place.along(() => place.history.blockRuns.copyFingerprint({ from, to: runId, blockUuid: key }))
    },
    settled: async () => {
      await Promise.all([...atStart.values(), ...work])
      await place.cache
        .save()
        .catch((error: unknown) => place.logger.warn('facts about code could not be kept', { error: String(error) }))
    },
  }
}
