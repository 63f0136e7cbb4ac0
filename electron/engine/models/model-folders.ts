import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { modelNameSchema } from '#shared/model/registry.ts'
import { fail, ok, type Result } from '#shared/result.ts'

/** Below the project folder: one folder per model. */
export const modelsFolderName = 'models'

/** Project paths, with `/`. */
export const modelPath = (name: string): string => `${modelsFolderName}/${name}`
export const modelFilePath = (name: string): string => `${modelPath(name)}/model.yaml`
export const cardPath = (name: string): string => `${modelPath(name)}/README.md`
export const changesPath = (name: string): string => `${modelPath(name)}/changes.ndjson`
export const versionPath = (name: string, version: number): string => `${modelPath(name)}/versions/${version}`
export const versionFilePath = (name: string, version: number): string => `${versionPath(name, version)}/version.yaml`

/** Names within a version's folder. */
export const filesFolderName = 'files'
export const profileFileName = 'profile.json'
/** Its number is never given again. */
export const deletedFileName = 'deleted'

/** A name as it was given; fails in words, since it may come from code. */
export const checkModelName = (name: string): Result<string> =>
  modelNameSchema.safeParse(name).success
    ? ok(name)
    : fail(
        'invalid-input',
        `Expected a model name of letters, digits, spaces, "-", "_" and ".", at most 100, beginning with a letter or digit, but got "${name.slice(0, 120)}". Choose another name.`,
      )

const foldersIn = async (path: string): Promise<string[]> => {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name)
}

const fileNames = async (path: string): Promise<string[]> => readdir(path).catch(() => [])

/** Names of the models of a project, sorted: folders of `models/` that hold `model.yaml` or `versions`. */
export const listModelNames = async (projectPath: string): Promise<string[]> => {
  const root = join(projectPath, modelsFolderName)
  const named = (await foldersIn(root)).filter((name) => modelNameSchema.safeParse(name).success)
  const held = await Promise.all(named.map((name) => fileNames(join(root, name))))
  return named
    .filter((_, index) => held[index]?.some((file) => file === 'model.yaml' || file === 'versions') ?? false)
    .sort((a, b) => a.localeCompare(b, 'en'))
}

export const hasModel = async (projectPath: string, name: string): Promise<boolean> =>
  (await fileNames(join(projectPath, modelPath(name)))).some((file) => file === 'model.yaml' || file === 'versions')

export const noSuchModel = (name: string): Result<never> =>
  fail(
    'not-found',
    `Expected the model "${name}" at ${modelPath(name)}, but there is none. It may have been renamed or deleted; look at the list of models.`,
  )

export const noSuchVersion = (name: string, version: number): Result<never> =>
  fail(
    'not-found',
    `Expected version ${version} of "${name}", but there is none. It may have been deleted; look at its versions.`,
  )

/** Numbers that are taken, deleted ones too, ascending. */
export const takenNumbers = async (projectPath: string, name: string): Promise<number[]> => {
  const names = await fileNames(join(projectPath, modelPath(name), 'versions'))
  return names
    .filter((folder) => /^[1-9]\d{0,8}$/.test(folder))
    .map(Number)
    .sort((a, b) => a - b)
}
