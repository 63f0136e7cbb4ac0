import { join } from 'node:path'
import type { Models } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import { createKeyedQueue } from '#engine/files/keyed-queue.ts'
import type { OpenProject, ProjectWithFiles } from '#engine/project/open-project.ts'
import { championAlias } from '#shared/model/registry.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { formerChampion, moveAlias, removeAlias, rollBackChampion, setStage } from './aliases.ts'
import { readChanges } from './changes-file.ts'
import { compareVersions } from './compare-versions.ts'
import { removeModel, removeVersion, renameModel } from './delete-version.ts'
import { cardText, makeCard, readCard } from './model-card.ts'
import { changeYamlFile } from './model-file.ts'
import { cardPath, hasModel, modelFilePath, noSuchModel, noSuchVersion, versionFilePath } from './model-folders.ts'
import { type RunningVersions, usesOf } from './model-uses.ts'
import type { ModelsCapability } from './models.ts'
import type { ModelsDependencies } from './models-dependencies.ts'
import { type PackageWish, packageVersion } from './package-version.ts'
import { readModel, readModels } from './read-models.ts'
import { createModel, registerVersion } from './register-version.ts'
import { withModelLock } from './registry-lock.ts'
import { hostOf, noteChange, type RegistryPlace, writeOptionsOf } from './registry-place.ts'
import { resolveModel } from './resolve-model.ts'
import { sweepModels } from './sweep-models.ts'
import { readVersion } from './version-file.ts'

/** What answers by a promise, so that it can be loaded when it is asked. */
export type ModelsPart = Omit<ModelsCapability, 'noteServing' | typeof Symbol.asyncDispose>

type Parts = {
  readonly context: EngineContext
  readonly deps: ModelsDependencies
  readonly running: RunningVersions
  placeOf(project: OpenProject): RegistryPlace
}

const tell = ({ context }: Parts, projectId: string, name: string): void =>
  context.events.emit('model.changed', { projectId, name })

type Named = { readonly projectId: string; readonly name: string }

/** A request that looks. */
const reading =
  <Input extends { readonly projectId: string }, Value>(
    { deps }: Parts,
    read: (project: ProjectWithFiles, input: Input) => Promise<Result<Value>>,
  ) =>
  async (input: Input): Promise<Result<Value>> => {
    const project = deps.findProject(input.projectId)
    return project.ok ? read(project.value, input) : project
  }

/** A request that changes a model; told once it is done. */
const changing = <Input extends Named, Value>(
  parts: Parts,
  change: (place: RegistryPlace, input: Input) => Promise<Result<Value>>,
) =>
  reading(parts, async (project, input: Input) => {
    const changed = await change(parts.placeOf(project), input)
    if (changed.ok) tell(parts, project.id, input.name)
    return changed
  })

type Reading = Pick<Models, 'list' | 'get' | 'changes' | 'uses' | 'compare' | 'card' | 'package'>

const createReading = (parts: Parts): Reading => ({
  list: reading(parts, async ({ path }) => ok((await readModels(path)).map(({ model }) => model))),
  get: reading(parts, async ({ path }, { name }: Named) => {
    const read = await readModel(path, name)
    return read.ok ? ok({ model: read.value.model, versions: [...read.value.versions] }) : read
  }),
  changes: reading(parts, async (project, { name, limit }: Named & { limit: number }) => {
    if (!(await hasModel(project.path, name))) return noSuchModel(name)
    const changes = [...(await readChanges(project.path, name))].reverse().slice(0, limit)
    return ok({ changes, former: await formerChampion(parts.placeOf(project), name) })
  }),
  uses: reading(parts, (project, { name, version }: Named & { version: number | null }) =>
    usesOf({ project, name, version, running: parts.running }),
  ),
  compare: reading(parts, (project, input: Named & { left: number; right: number }) => compareVersions(project, input)),
  card: reading(parts, async (project, { name }: Named) => card(parts.placeOf(project), name)),
  package: reading(parts, (project, input: Named & PackageWish) =>
    packageVersion(
      { project, interpreterFor: parts.deps.interpreterFor, resourcesDirectory: parts.context.resourcesDirectory },
      input,
    ),
  ),
})

/** The card, made where it is missing and there is a version to tell of. */
const card = async (place: RegistryPlace, name: string): Promise<Result<{ path: string; text: string }>> => {
  const { path: projectPath } = place.project
  const path = cardPath(name)
  const read = await readModel(projectPath, name)
  if (!read.ok) return read
  const text = await readCard(projectPath, name)
  if (text !== null) return ok({ path, text })
  const [newest] = read.value.versions
  if (newest === undefined) return fail('not-found', `The model "${name}" has no version to make a card of yet.`)
  const made = await makeCard(place, name, newest)
  return made.ok ? ok({ path, text: cardText(name, newest) }) : made
}

type Description = Named & {
  readonly version: number | null
  readonly description: string | null
  readonly tags: Readonly<Record<string, string>> | null
}

const describe = (place: RegistryPlace, { name, version, description, tags }: Description): Promise<Result<null>> =>
  withModelLock(place, name, async () => {
    const { path } = place.project
    if (!(await hasModel(path, name))) return noSuchModel(name)
    if (version !== null && (await readVersion(path, name, version)).kind !== 'version')
      return noSuchVersion(name, version)
    const file = version === null ? modelFilePath(name) : versionFilePath(name, version)
    return changeYamlFile(writeOptionsOf(place), file, (data) => {
      if (description !== null) data.description = description
      if (tags !== null) data.tags = { ...tags }
    })
  })

const create = async (
  place: RegistryPlace,
  { name, description, tags }: Named & { description: string | null; tags: Record<string, string> },
): Promise<Result<null>> =>
  withModelLock(place, name, async () =>
    (await hasModel(place.project.path, name))
      ? fail('already-exists', `There is a model "${name}" already. Choose another name.`)
      : createModel(place, name, { description, tags }),
  )

const refuseWhileServed = ({ running }: Parts, { projectId, name }: Named, version: number | null): Result<null> => {
  const served = running(projectId, name).filter((one) => version === null || one === version)
  if (served.length === 0) return ok(null)
  const which = served.map((one) => `version ${one}`).join(', ')
  return fail('conflict', `The endpoint of "${name}" serves ${which} now. Stop it, or serve another version, first.`)
}

type Reasoned = Named & { readonly reason: string | null }
type OfVersion = Reasoned & { readonly version: number }

const createChanging = (parts: Parts): Omit<Models, keyof Reading | 'add' | 'find'> => ({
  create: changing(parts, create),
  describe: changing(parts, describe),
  setAlias: changing(parts, (place, input: OfVersion & { alias: string }) =>
    moveAlias(place, { ...input, by: hostOf(place) }),
  ),
  deleteAlias: changing(parts, (place, input: Reasoned & { alias: string }) =>
    removeAlias(place, { ...input, by: hostOf(place) }),
  ),
  setStage: changing(parts, (place, input: OfVersion & { stage: string | null }) =>
    setStage(place, { ...input, by: hostOf(place) }),
  ),
  promote: changing(parts, (place, input: OfVersion) =>
    moveAlias(place, { ...input, alias: championAlias, by: hostOf(place) }),
  ),
  rollBack: changing(parts, async (place, input: Reasoned) => {
    const back = await rollBackChampion(place, { ...input, by: hostOf(place) })
    return back.ok ? ok({ version: back.value }) : back
  }),
  rename: changing(parts, async (place, input: Named & { to: string }) => {
    const free = refuseWhileServed(parts, input, null)
    if (!free.ok) return free
    const renamed = await renameModel(place, input.name, input.to)
    if (renamed.ok) tell(parts, place.project.id, input.to)
    return renamed
  }),
  deleteVersion: changing(parts, async (place, input: OfVersion) => {
    const free = refuseWhileServed(parts, input, input.version)
    return free.ok ? removeVersion(place, { ...input, by: hostOf(place) }) : free
  }),
  delete: changing(parts, async (place, input: Named) => {
    const free = refuseWhileServed(parts, input, null)
    return free.ok ? removeModel(place, input.name) : free
  }),
})

/** What of the registry is loaded once somebody asks for a model. `running`: which versions answer requests now. */
export const createModelsPart = (
  context: EngineContext,
  deps: ModelsDependencies,
  running: RunningVersions,
): ModelsPart => {
  const queue = createKeyedQueue()
  const placeOf = (project: OpenProject): RegistryPlace => ({
    context,
    project,
    queue,
    noteOwnWrite: deps.noteOwnWrite,
  })
  const parts: Parts = { context, deps, placeOf, running }
  const telling = async <Value>(project: OpenProject, name: string, work: Promise<Result<Value>>) => {
    const result = await work
    if (result.ok) tell(parts, project.id, name)
    return result
  }
  return {
    ...createReading(parts),
    ...createChanging(parts),
    resolve: (project, reference) => resolveModel(project.path, reference),
    register: (project, request) => telling(project, request.name, registerVersion(placeOf(project), request)),
    promoteFor: (project, promotion) =>
      telling(project, promotion.name, moveAlias(placeOf(project), { ...promotion, alias: championAlias })),
    note: (project, name, change) => telling(project, name, noteChange(placeOf(project), name, change)),
    sweep: async (project) => {
      try {
        await sweepModels(project.path)
      } catch (error) {
        const facts = { folder: join(project.path, 'models'), error: String(error) }
        context.logger.warn('what is left of unfinished versions could not be removed', facts)
      }
    },
  }
}
