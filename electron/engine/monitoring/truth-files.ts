import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Logger } from '#engine/engine-events.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { modelNameSchema } from '#shared/model/registry.ts'
import { feedbackItemSchema } from '#shared/model/traffic.ts'
import type { TrafficStore } from './traffic-stores.ts'

/** What `pipewright.log_truth` writes. */
const truthFileSchema = z.object({ model: modelNameSchema, items: z.array(feedbackItemSchema).max(1_000_000) })

const read = async (path: string): Promise<z.infer<typeof truthFileSchema> | null> => {
  try {
    return truthFileSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

type Place = {
  readonly project: OpenProject
  readonly store: TrafficStore
  readonly logger: Logger
  readonly now: number
}

const take = async ({ store, logger, now }: Place, path: string): Promise<string | null> => {
  // Claimed by its new name: of two hosts one takes it. A host that is killed in between leaves it for another look.
  const claimed = `${path.replace(/(\.taken-\d+)?$/, '')}.taken-${process.pid}`
  const isOurs = await rename(path, claimed).then(
    () => true,
    () => false,
  )
  if (!isOurs) return null
  const told = await read(claimed)
  if (told === null) logger.warn('a file of truths could not be read and was left out', { path })
  else store.writers.feedback(told.model, told.items, now)
  await rm(claimed, { force: true })
  return told?.model ?? null
}

/** Takes what blocks and terminals have told since the last look. Gives the models it was of. Told twice it is the same: a row has one truth. */
export const takeTruthFiles = async (place: Place): Promise<ReadonlySet<string>> => {
  const folder = join(place.project.stateDirectory, 'truths')
  const names = await readdir(folder).catch((): string[] => [])
  const models = new Set<string>()
  for (const name of names.sort()) {
    if (!/\.json(\.taken-\d+)?$/.test(name)) continue
    const model = await take(place, join(folder, name))
    if (model !== null) models.add(model)
  }
  return models
}
