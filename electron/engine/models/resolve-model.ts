import { join } from 'node:path'
import type { ModelVersion } from '#shared/model/registry.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { filesFolderName, noSuchVersion, profileFileName, versionPath } from './model-folders.ts'
import { type ModelReading, readModel } from './read-models.ts'
import type { ResolvedModel } from './register-request.ts'

type Wanted =
  | { readonly kind: 'best' }
  | { readonly kind: 'alias'; readonly alias: string }
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'newest' }
  | { readonly kind: 'stage'; readonly stage: string }

const wantedOf = (rest: string): Wanted => {
  if (rest === '') return { kind: 'best' }
  if (rest.startsWith('@')) return { kind: 'alias', alias: rest.slice(1) }
  const word = rest.slice(1)
  if (/^[1-9]\d{0,8}$/.test(word)) return { kind: 'version', version: Number(word) }
  return word.toLowerCase() === 'latest' ? { kind: 'newest' } : { kind: 'stage', stage: word }
}

/** A reference taken apart: `churn`, `churn@champion`, `churn/7`, `churn/latest`, also after MLflow's `models:/`. */
export const readReference = (reference: string): { readonly name: string; readonly wanted: Wanted } | null => {
  const match = /^(?:models:\/+)?([^/@:]+)((?:[/@].+)?)$/.exec(reference.trim())
  return match?.[1] === undefined ? null : { name: match[1], wanted: wantedOf(match[2] ?? '') }
}

const numberOf = ({ model, versions }: ModelReading, wanted: Wanted): number | null => {
  switch (wanted.kind) {
    case 'best':
      return model.champion ?? model.newest
    case 'newest':
      return model.newest
    case 'alias':
      return model.aliases[wanted.alias] ?? null
    case 'version':
      return wanted.version
    case 'stage':
      return versions.find(({ stage }) => stage?.toLowerCase() === wanted.stage.toLowerCase())?.version ?? null
  }
}

const missing = (name: string, wanted: Wanted): Result<never> => {
  if (wanted.kind === 'version') return noSuchVersion(name, wanted.version)
  if (wanted.kind === 'alias')
    return fail(
      'not-found',
      `No version of "${name}" has the alias "${wanted.alias}". Set it first, or name a version.`,
    )
  if (wanted.kind === 'stage')
    return fail(
      'not-found',
      `No version of "${name}" has the stage "${wanted.stage}". Set it first, or name a version.`,
    )
  return fail('not-found', `The model "${name}" has no version yet. Train one and register it.`)
}

const noFiles = (name: string, { version }: ModelVersion): Result<never> =>
  fail(
    'not-found',
    `The description of version ${version} of "${name}" is here, but its files are not (${versionPath(name, version)}/${filesFolderName}): git leaves them out. Copy them there, or train a new version.`,
  )

/** The version a reference stands for now, with its folder of files. */
export const resolveModel = async (projectPath: string, reference: string): Promise<Result<ResolvedModel>> => {
  const read = readReference(reference)
  if (read === null)
    return fail(
      'invalid-input',
      `Expected a model such as churn, churn@champion or churn/7, but got "${reference.slice(0, 120)}". Correct it.`,
    )
  const { name, wanted } = read
  const model = await readModel(projectPath, name)
  if (!model.ok) return model
  const version = numberOf(model.value, wanted)
  const info = model.value.versions.find((candidate) => candidate.version === version)
  if (info === undefined) return missing(name, wanted)
  if (!info.hasFiles) return noFiles(name, info)
  const folder = join(projectPath, versionPath(name, info.version))
  const profilePath = info.hasProfile ? join(folder, profileFileName) : null
  return ok({ name, version: info.version, directory: join(folder, filesFolderName), profilePath, info })
}
