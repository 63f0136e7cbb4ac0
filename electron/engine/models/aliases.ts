import { championAlias, modelAliasSchema } from '#shared/model/registry.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { championsOf, readChanges } from './changes-file.ts'
import { changeYamlFile, mapIn, readModelFile } from './model-file.ts'
import { hasModel, modelFilePath, noSuchModel, noSuchVersion, versionFilePath } from './model-folders.ts'
import { withModelLock } from './registry-lock.ts'
import { noteChange, type RegistryPlace, writeOptionsOf } from './registry-place.ts'
import { readVersion } from './version-file.ts'

type Why = { readonly reason: string | null; readonly by: string }
export type AliasMove = Why & { readonly name: string; readonly alias: string; readonly version: number }

type Kind = 'alias-set' | 'promoted' | 'rolled-back'

const isVersion = async (place: RegistryPlace, name: string, version: number): Promise<boolean> =>
  (await readVersion(place.project.path, name, version)).kind === 'version'

/** Within the lock. The file first: where a kill parts the two, `championsOf` still finds the way back. */
const setAlias = async (place: RegistryPlace, move: AliasMove, kind: Kind): Promise<Result<null>> => {
  const { name, alias, version, reason, by } = move
  if (!modelAliasSchema.safeParse(alias).success)
    return fail(
      'invalid-input',
      `Expected an alias of letters, digits, "-" and "_", and neither "latest" nor like "v7", but got "${alias.slice(0, 120)}". Choose another.`,
    )
  if (!(await isVersion(place, name, version))) return noSuchVersion(name, version)
  const previous = (await readModelFile(place.project.path, name)).aliases[alias] ?? null
  const changed = await changeYamlFile(writeOptionsOf(place), modelFilePath(name), (data) => {
    mapIn(data, 'aliases')[alias] = version
  })
  if (!changed.ok) return changed
  return noteChange(place, name, { kind, version, alias, previous, reason, by })
}

/** Lets an alias stand for a version. The champion is promoted, by whatever way it comes. */
export const moveAlias = (place: RegistryPlace, move: AliasMove): Promise<Result<null>> =>
  withModelLock(place, move.name, () => setAlias(place, move, move.alias === championAlias ? 'promoted' : 'alias-set'))

/** Takes an alias away; one that is not there is no failure. */
export const removeAlias = (
  place: RegistryPlace,
  { name, alias, reason, by }: Why & { readonly name: string; readonly alias: string },
): Promise<Result<null>> =>
  withModelLock(place, name, async () => {
    if (!(await hasModel(place.project.path, name))) return noSuchModel(name)
    const previous = (await readModelFile(place.project.path, name)).aliases[alias]
    if (previous === undefined) return ok(null)
    const changed = await changeYamlFile(writeOptionsOf(place), modelFilePath(name), (data) => {
      delete mapIn(data, 'aliases')[alias]
    })
    if (!changed.ok) return changed
    return noteChange(place, name, { kind: 'alias-deleted', alias, previous, reason, by })
  })

/** The champion before the present one that still exists; null where there is none. */
export const formerChampion = async (place: RegistryPlace, name: string): Promise<number | null> => {
  const { path } = place.project
  const current = (await readModelFile(path, name)).aliases[championAlias] ?? null
  const champions = championsOf(await readChanges(path, name), current)
  for (const version of champions.slice(0, -1).reverse())
    if (version !== current && (await isVersion(place, name, version))) return version
  return null
}

/** Makes the champion before the present one the champion again. Gives its version. */
export const rollBackChampion = (
  place: RegistryPlace,
  { name, reason, by }: Why & { readonly name: string },
): Promise<Result<number>> =>
  withModelLock(place, name, async () => {
    if (!(await hasModel(place.project.path, name))) return noSuchModel(name)
    const version = await formerChampion(place, name)
    if (version === null)
      return fail(
        'not-found',
        `There is no earlier champion of "${name}" to go back to: no other version has had the alias, or it was deleted. Promote a version instead.`,
      )
    const set = await setAlias(place, { name, alias: championAlias, version, reason, by }, 'rolled-back')
    return set.ok ? ok(version) : set
  })

/** Gives a version a stage, or takes it away. */
export const setStage = (
  place: RegistryPlace,
  {
    name,
    version,
    stage,
    reason,
    by,
  }: Why & { readonly name: string; readonly version: number; readonly stage: string | null },
): Promise<Result<null>> =>
  withModelLock(place, name, async () => {
    const read = await readVersion(place.project.path, name, version)
    if (read.kind !== 'version') return noSuchVersion(name, version)
    const previous = read.version.stage
    if (previous === stage) return ok(null)
    const changed = await changeYamlFile(writeOptionsOf(place), versionFilePath(name, version), (data) => {
      data.stage = stage
    })
    if (!changed.ok) return changed
    return noteChange(place, name, { kind: 'stage-set', version, alias: stage, previous, reason, by })
  })
