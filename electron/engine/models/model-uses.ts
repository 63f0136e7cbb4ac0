import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProjectWithFiles } from '#engine/project/open-project.ts'
import type { ModelUse } from '#shared/model/registry.ts'
import { ok, type Result } from '#shared/result.ts'
import { readModelFile } from './model-file.ts'
import { modelPath } from './model-folders.ts'
import { readModel } from './read-models.ts'
import { resolveModel } from './resolve-model.ts'

/** Versions of a model that answer requests now, in this host. */
export type RunningVersions = (projectId: string, name: string) => readonly number[]

export type UsesQuestion = {
  readonly project: ProjectWithFiles
  readonly name: string
  /** Null = the whole model. */
  readonly version: number | null
  readonly running: RunningVersions
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Where a text names the model: in quotes, or with `@alias` or `/version`, or as a YAML value. */
const mentionOf = (name: string): RegExp => {
  const word = `(?:models:/+)?${escaped(name)}`
  const inQuotes = `(?<=["'\`])${word}(?:[@/][\\w.-]+)?(?=["'\`])`
  const qualified = `(?<![\\w./-])${word}[@/][\\w-]+(?![\\w/])`
  const yamlValue = `(?<=\\bmodel(?:_name)?:[ \\t]*)${word}(?=[ \\t]*(?:#|$))`
  return new RegExp(`${inQuotes}|${qualified}|${yamlValue}`, 'm')
}

const biggestSearched = 1024 * 1024

const textOf = async (path: string): Promise<string> => {
  const facts = await stat(path).catch(() => null)
  if (facts?.isFile() !== true || facts.size > biggestSearched) return ''
  return readFile(path, 'utf8').catch(() => '')
}

type Mention = { readonly reference: string; readonly line: number }

const mentionsIn = (text: string, pattern: RegExp): Mention[] =>
  text.split('\n').flatMap((content, index) => {
    const match = pattern.exec(content)
    return match === null ? [] : [{ reference: match[0], line: index + 1 }]
  })

/** True where the reference stands for the version that is asked about. */
const isAbout = async ({ project, version }: UsesQuestion, reference: string): Promise<boolean> => {
  if (version === null) return true
  const resolved = await resolveModel(project.path, reference)
  return resolved.ok && resolved.value.version === version
}

const usesInPipelines = async (question: UsesQuestion): Promise<ModelUse[]> => {
  const { project, name } = question
  const files = await project.files()
  const used = await project.usedFiles()
  const candidates = [...files].filter((path) => used.has(path) || /^pipelines\/[^/]+\/[^/]+\.ya?ml$/.test(path))
  const pattern = mentionOf(name)
  const uses: ModelUse[] = []
  for (const path of candidates.sort()) {
    const mentions = mentionsIn(await textOf(join(project.path, path)), pattern)
    for (const { reference, line } of mentions) {
      if (!(await isAbout(question, reference))) continue
      const pipelines = used.get(path) ?? [path.split('/')[1] ?? path]
      const what = `the pipeline${pipelines.length === 1 ? '' : 's'} ${pipelines.join(', ')} (${path}, line ${line})`
      uses.push({ kind: 'pipeline', what, file: path, line })
      break
    }
  }
  return uses
}

const usesByAliases = async ({ project, name, version }: UsesQuestion): Promise<ModelUse[]> => {
  const { aliases } = await readModelFile(project.path, name)
  return Object.entries(aliases)
    .filter(([, stands]) => version !== null && stands === version)
    .map(([alias]) => ({
      kind: 'alias',
      what: `the alias ${alias}`,
      file: `${modelPath(name)}/model.yaml`,
      line: null,
    }))
}

/** What the user wants served (`endpoint.yaml`): versions by number or alias. */
const usesByEndpoint = async (question: UsesQuestion): Promise<ModelUse[]> => {
  const { project, name, version } = question
  const path = `${modelPath(name)}/endpoint.yaml`
  const text = await textOf(join(project.path, path))
  if (text === '') return []
  const use: ModelUse = { kind: 'endpoint', what: `its endpoint (${path})`, file: path, line: null }
  if (version === null) return [use]
  const { aliases } = await readModelFile(project.path, name)
  const own = Object.keys(aliases).filter((alias) => aliases[alias] === version)
  const words = [`version: *['"]?${version}['"]?(?![\\d])`, ...own.map((alias) => `alias: *['"]?${escaped(alias)}\\b`)]
  const lines = mentionsIn(text, new RegExp(words.join('|')))
  return lines.slice(0, 1).map(({ line }) => ({ ...use, what: `its endpoint (${path}, line ${line})`, line }))
}

const usesByServing = ({ project, name, version, running }: UsesQuestion): ModelUse[] =>
  running(project.id, name)
    .filter((served) => version === null || served === version)
    .map((served) => ({
      kind: 'running-endpoint',
      what: `the running endpoint, which serves version ${served}`,
      file: null,
      line: null,
    }))

/** What would miss the model, or a version of it. */
export const usesOf = async (question: UsesQuestion): Promise<Result<ModelUse[]>> => {
  const model = await readModel(question.project.path, question.name)
  if (!model.ok) return model
  const found = await Promise.all([usesByAliases(question), usesByEndpoint(question), usesInPipelines(question)])
  return ok([...usesByServing(question), ...found.flat()])
}
