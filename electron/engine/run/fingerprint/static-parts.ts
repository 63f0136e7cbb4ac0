import { dirname, join, resolve } from 'node:path'
import type { Block } from '#shared/model/block.ts'
import type { JsonMap } from '#shared/model/json.ts'
import { withExactConfiguration, withExactNumbers } from '../exact-numbers.ts'
import type { BlockRunContext } from '../run-block.ts'
import type { CodeCache } from './code-cache.ts'
import { keepEnvironment } from './environment-file.ts'
import { type EnvironmentState, environmentState } from './environment-state.ts'
import { contentDigest } from './file-digest.ts'
import type { StaticFingerprint } from './fingerprint.ts'
import { createFileReader, type ImportedFiles, type ImportPlace, importedFiles } from './imported-files.ts'
import { declaredReads, resultConfiguration } from './reuse-rules.ts'
import { dataDigest, digestOf } from './stable-digest.ts'

export type PartsPlace = Pick<BlockRunContext, 'project' | 'cwd' | 'variables' | 'numbers' | 'code' | 'guests'> & {
  readonly cache: CodeCache
}

type ReadPlace = PartsPlace & Pick<ImportPlace, 'read'>

/** Makes all parts of a block's fingerprint but its inputs; null where its code cannot be read. */
export type StaticParts = (block: Block) => Promise<StaticFingerprint | null>

type OwnCode = { readonly digest: string; readonly files: ImportedFiles }

const readOwnCode = async (place: ReadPlace, block: Block): Promise<OwnCode | null> => {
  const { project, cache } = place
  const content = await place.code(block)
  if (!content.ok) return null
  if (block.language !== 'python') return { digest: digestOf(content.value), files: {} }
  const facts = await cache.facts(content.value)
  const roots = [...new Set([place.cwd, dirname(project.path), project.path])]
  const importPlace = { projectPath: project.path, roots, facts: cache.facts, read: place.read }
  const file = join(project.path, block.file ?? '')
  return { digest: facts.digest, files: await importedFiles(importPlace, file, facts.imports) }
}

const readGuests = async (place: ReadPlace, block: Block) => {
  const { conditionals, callbacks, extensions } = place.guests(block.uuid)
  const guests: Record<string, string> = {}
  let files: ImportedFiles = {}
  for (const guest of [...conditionals, ...callbacks, ...extensions]) {
    const code = await readOwnCode(place, guest)
    if (code === null) return null
    const exact = withExactConfiguration(guest, place.numbers)
    guests[guest.uuid] = dataDigest([code.digest, guest.type, resultConfiguration(exact)])
    files = { ...files, ...code.files }
  }
  return { guests, files }
}

const readDeclared = async (projectPath: string, block: Block): Promise<Record<string, string>> => {
  const digests = declaredReads(block).map(async (path) => [path, await contentDigest(resolve(projectPath, path))])
  return Object.fromEntries(await Promise.all(digests))
}

/** Digests only: a variable can hold a secret, and a fingerprint is a file. */
const variableDigests = (variables: JsonMap): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, dataDigest(value)]))

const readEnvironment = async ({ cache, project }: PartsPlace): Promise<EnvironmentState> => {
  const { python, packages, marks } = await environmentState(await cache.interpreter())
  await keepEnvironment(project.stateDirectory, packages, marks)
  return { python, packages }
}

/** Looks at the files of this moment; the environment is looked at once. */
export const createStaticParts = (parts: PartsPlace): StaticParts => {
  const place = { ...parts, read: createFileReader() }
  const variables = variableDigests(withExactNumbers(place.variables, place.numbers.variables))
  let environment: Promise<EnvironmentState> | null = null
  return async (block) => {
    const own = await readOwnCode(place, block)
    const guests = await readGuests(place, block)
    if (own === null || guests === null) return null
    environment ??= readEnvironment(place)
    return {
      format: 1,
      code: dataDigest([own.digest, block.type, block.language]),
      files: { ...own.files, ...guests.files },
      reads: await readDeclared(place.project.path, block),
      guests: guests.guests,
      configuration: dataDigest(resultConfiguration(withExactConfiguration(block, place.numbers))),
      variables,
      environment: await environment,
    }
  }
}
