import { join } from 'node:path'
import { isRawMap, type RawMap, textOf, wordsFor } from '#engine/pipelines/read-values.ts'
import { patchYaml } from '#engine/pipelines/yaml-patch.ts'
import { writeDurably } from '#engine/project/durable-write.ts'
import type { Problem } from '#shared/model/problem.ts'
import { modelAliasSchema } from '#shared/model/registry.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { modelFilePath } from './model-folders.ts'
import { keyProblem, readYamlFile, type YamlFile, yamlText } from './yaml-file.ts'

/** What `model.yaml` says; the defaults where it is not there. */
export type ModelFile = {
  readonly description: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly aliases: Readonly<Record<string, number>>
  readonly problems: readonly Problem[]
}

/** Values of a map as text; those that are lists or maps are left out, with a problem. */
export const textMapOf = (file: YamlFile, key: string, problems: Problem[]): Record<string, string> => {
  const map = file.map[key] ?? {}
  if (!isRawMap(map)) {
    problems.push(keyProblem(file, key, `Expected names with values under "${key}", but found ${wordsFor(map)}.`))
    return {}
  }
  return Object.fromEntries(
    Object.entries(map).flatMap(([name, value]) => {
      const text = value === null ? '' : textOf(value)
      if (text !== null) return [[name, text]]
      problems.push(
        keyProblem(file, key, `Expected a text for "${name}" under "${key}", but found ${wordsFor(value)}.`),
      )
      return []
    }),
  )
}

const aliasesOf = (file: YamlFile, problems: Problem[]): Record<string, number> => {
  const map = file.map.aliases ?? {}
  const wrong = (message: string) => {
    problems.push(keyProblem(file, 'aliases', `${message} Correct it.`))
    return []
  }
  if (!isRawMap(map)) {
    wrong(`Expected names with version numbers under "aliases", but found ${wordsFor(map)}.`)
    return {}
  }
  return Object.fromEntries(
    Object.entries(map).flatMap(([alias, value]) => {
      if (!modelAliasSchema.safeParse(alias).success) return wrong(`"${alias}" cannot be an alias.`)
      if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return [[alias, value]]
      return wrong(`Expected a version number for the alias "${alias}", but found ${wordsFor(value)}.`)
    }),
  )
}

/** Reads `models/<name>/model.yaml`. A bad one costs what it says, never the model. */
export const readModelFile = async (projectPath: string, name: string): Promise<ModelFile> => {
  const file = await readYamlFile(projectPath, modelFilePath(name))
  const problems = [...file.problems]
  const description = file.map.description ?? null
  if (description !== null && typeof description !== 'string')
    problems.push(keyProblem(file, 'description', `Expected a text, but found ${wordsFor(description)}.`))
  return {
    description: textOf(description),
    tags: textMapOf(file, 'tags', problems),
    aliases: aliasesOf(file, problems),
    problems,
  }
}

export type WriteOptions = {
  readonly projectPath: string
  readonly noteOwnWrite: (absolutePath: string, etag: string | null) => void
}

/** Changes a YAML file of the registry in place, so that comments stay; makes it where it is not there. */
export const changeYamlFile = async (
  { projectPath, noteOwnWrite }: WriteOptions,
  path: string,
  change: (data: RawMap) => void,
): Promise<Result<null>> => {
  const file = await readYamlFile(projectPath, path)
  const problem = file.problems[0]
  if (problem !== undefined) {
    const at = problem.line === null ? path : `line ${problem.line} of ${path}`
    return fail('unreadable-file', `${problem.message} Nothing was changed; mend ${at} first.`, { path })
  }
  const text = file.text === null || /^\s*$/.test(file.text) ? freshText(change) : patchYaml(file.text, change)
  if (!text.ok) return text
  if (text.value === file.text) return ok(null)
  const options = { shownPath: path, noteOwnWrite, makeFolders: true }
  const written = await writeDurably(join(projectPath, path), text.value, options)
  return written.ok ? ok(null) : written
}

const freshText = (change: (data: RawMap) => void): Result<string> => {
  const data: RawMap = {}
  change(data)
  return ok(yamlText(data))
}

/** A map of the data to change values in; made where there is none. */
export const mapIn = (data: RawMap, key: string): RawMap => {
  const map = data[key]
  if (isRawMap(map)) return map
  const made: RawMap = {}
  data[key] = made
  return made
}
