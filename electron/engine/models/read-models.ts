import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Problem } from '#shared/model/problem.ts'
import { championAlias, type ModelSummary, type ModelVersion } from '#shared/model/registry.ts'
import { ok, type Result } from '#shared/result.ts'
import { readModelFile } from './model-file.ts'
import { changesPath, hasModel, listModelNames, modelFilePath, noSuchModel, takenNumbers } from './model-folders.ts'
import { readVersion } from './version-file.ts'

/** A model as its files are now. */
export type ModelReading = {
  readonly model: ModelSummary
  /** Newest first. */
  readonly versions: readonly ModelVersion[]
  readonly problems: readonly Problem[]
}

const versionsOf = async (projectPath: string, name: string) => {
  const numbers = await takenNumbers(projectPath, name)
  const read = await Promise.all(numbers.map((number) => readVersion(projectPath, name, number)))
  const versions = read.flatMap((reading) => (reading.kind === 'version' ? [reading.version] : []))
  const problems = read.flatMap((reading) => (reading.kind === 'gone' ? [] : reading.problems))
  return { versions: versions.reverse(), problems }
}

const timesOf = async (projectPath: string, name: string): Promise<number[]> => {
  const paths = [changesPath(name), modelFilePath(name)].map((path) => join(projectPath, path))
  const facts = await Promise.all(paths.map((path) => stat(path).catch(() => null)))
  return facts.flatMap((fact) => (fact === null ? [] : [Math.round(fact.mtimeMs)]))
}

const readThere = async (projectPath: string, name: string): Promise<ModelReading> => {
  const [file, { versions, problems }, times] = await Promise.all([
    readModelFile(projectPath, name),
    versionsOf(projectPath, name),
    timesOf(projectPath, name),
  ])
  const created = versions.map(({ createdAt }) => createdAt)
  const known = new Set(versions.map(({ version }) => version))
  // An alias of a version that is gone stands for nothing; the file keeps it.
  const aliases = Object.fromEntries(Object.entries(file.aliases).filter(([, version]) => known.has(version)))
  const model: ModelSummary = {
    name,
    description: file.description,
    tags: { ...file.tags },
    aliases,
    champion: aliases[championAlias] ?? null,
    newest: versions[0]?.version ?? null,
    versions: versions.length,
    createdAt: Math.min(...created, ...times),
    updatedAt: Math.max(...created, ...times),
  }
  return { model, versions, problems: [...file.problems, ...problems] }
}

/** Reads one model with its versions. */
export const readModel = async (projectPath: string, name: string): Promise<Result<ModelReading>> =>
  (await hasModel(projectPath, name)) ? ok(await readThere(projectPath, name)) : noSuchModel(name)

/** All models of a project by name. */
export const readModels = async (projectPath: string): Promise<readonly ModelReading[]> =>
  Promise.all((await listModelNames(projectPath)).map((name) => readThere(projectPath, name)))
