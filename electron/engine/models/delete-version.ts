import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '#engine/project/durable-write.ts'
import { systemCode, writeFailure } from '#engine/project/file-errors.ts'
import { temporaryFileName } from '#engine/project/project-folders.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { writeOwner } from './claim-version.ts'
import { changeYamlFile, mapIn, readModelFile } from './model-file.ts'
import {
  checkModelName,
  deletedFileName,
  hasModel,
  modelFilePath,
  modelPath,
  noSuchModel,
  noSuchVersion,
  versionPath,
} from './model-folders.ts'
import { withModelLock } from './registry-lock.ts'
import { noteChange, type RegistryPlace, writeOptionsOf } from './registry-place.ts'
import { readVersion } from './version-file.ts'

/** Where a system has no trash that works, what was asked to be deleted is deleted. */
const trashOrRemove = async ({ context }: RegistryPlace, path: string): Promise<void> => {
  try {
    await context.trash(path)
  } catch (error) {
    context.logger.warn('the trash refused a model', { path, error: String(error) })
    await rm(path, { recursive: true, force: true })
  }
}

/** Everything of a deleted version but its mark goes to the trash, as one folder with a name that tells what it was. */
const moveAway = async (place: RegistryPlace, name: string, version: number): Promise<void> => {
  const folder = join(place.project.path, versionPath(name, version))
  const aside = join(folder, '..', temporaryFileName())
  const named = join(aside, `${name} version ${version}`)
  await mkdir(named, { recursive: true })
  await writeOwner(aside)
  for (const entry of await readdir(folder))
    if (entry !== deletedFileName) await rename(join(folder, entry), join(named, entry))
  await trashOrRemove(place, named)
  await rm(aside, { recursive: true, force: true })
}

export type Deletion = {
  readonly name: string
  readonly version: number
  readonly reason: string | null
  readonly by: string
}

const removeAliases = async (place: RegistryPlace, name: string, version: number): Promise<Result<null>> => {
  const { aliases } = await readModelFile(place.project.path, name)
  const own = Object.keys(aliases).filter((alias) => aliases[alias] === version)
  if (own.length === 0) return ok(null)
  return changeYamlFile(writeOptionsOf(place), modelFilePath(name), (data) => {
    for (const alias of own) delete mapIn(data, 'aliases')[alias]
  })
}

/** Deletes a version. A mark comes first: from then on it is gone for everybody, however far the rest gets; its number stays taken. */
export const removeVersion = (place: RegistryPlace, deletion: Deletion): Promise<Result<null>> =>
  withModelLock(place, deletion.name, async () => {
    const { name, version, reason, by } = deletion
    const { path } = place.project
    if ((await readVersion(path, name, version)).kind === 'gone') return noSuchVersion(name, version)
    const freed = await removeAliases(place, name, version)
    if (!freed.ok) return freed
    const mark = `${versionPath(name, version)}/${deletedFileName}`
    const marked = await writeDurably(join(path, mark), '', { shownPath: mark, noteOwnWrite: place.noteOwnWrite })
    if (!marked.ok) return marked
    await moveAway(place, name, version)
    return noteChange(place, name, { kind: 'version-deleted', version, reason, by })
  })

/** Moves a model with all its versions to the trash. */
export const removeModel = (place: RegistryPlace, name: string): Promise<Result<null>> =>
  withModelLock(place, name, async () => {
    const { path } = place.project
    if (!(await hasModel(path, name))) return noSuchModel(name)
    try {
      await trashOrRemove(place, join(path, modelPath(name)))
      return ok(null)
    } catch (error) {
      return writeFailure(error, modelPath(name))
    }
  })

const nameRefusal = async (projectPath: string, name: string, to: string): Promise<Result<never> | null> => {
  if (!(await hasModel(projectPath, name))) return noSuchModel(name)
  const named = checkModelName(to)
  if (!named.ok) return named
  return (await hasModel(projectPath, to))
    ? fail('already-exists', `There is a model "${to}" already. Choose another name.`)
    : null
}

/** Gives a model another name; its versions keep theirs. */
export const renameModel = (place: RegistryPlace, name: string, to: string): Promise<Result<null>> =>
  withModelLock(place, name, async () => {
    const { path } = place.project
    const refused = await nameRefusal(path, name, to)
    if (refused !== null) return refused
    try {
      await rename(join(path, modelPath(name)), join(path, modelPath(to)))
      return ok(null)
    } catch (error) {
      const isTaken = ['ENOTEMPTY', 'EEXIST'].includes(systemCode(error) ?? '')
      if (!isTaken) return writeFailure(error, modelPath(to))
      return fail('already-exists', `There is a folder ${modelPath(to)} already. Choose another name.`)
    }
  })
