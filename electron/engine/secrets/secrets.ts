import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '#engine/project/durable-write.ts'
import { systemCode } from '#engine/project/file-errors.ts'
import type { FindProject } from '#engine/project/open-project.ts'
import { fail, ok, type Result } from '#shared/result.ts'

/** Secrets of projects by name. Blocks get their values; here nobody does. */
export type Secrets = {
  names(input: { projectId: string }): Promise<Result<readonly string[]>>
  set(input: { projectId: string; name: string; value: string }): Promise<Result<null>>
  remove(input: { projectId: string; name: string }): Promise<Result<null>>
}

/** What of the environment of a project's processes its secrets are in; nothing where it has none. */
export type SecretEnvironment = (projectId: string) => Promise<Readonly<Record<string, string>>>

type Values = Readonly<Record<string, string>>

/** As the runner's `mage_ai` looks for them; see resources/python/README.md. */
const variable = 'PIPEWRIGHT_SECRETS'

const validName = /^[\w.-]{1,200}$/
/** Linux takes no more in one variable than 128 KB, in all of them together. */
const mostBytes = 100_000

/** Beside the user's settings, not in the project: what is there is never committed, copied along or shared. */
const fileOf = (dataDirectory: string, projectId: string): string => join(dataDirectory, 'secrets', `${projectId}.json`)

const isValues = (data: unknown): data is Values =>
  typeof data === 'object' &&
  data !== null &&
  !Array.isArray(data) &&
  Object.values(data).every((value) => typeof value === 'string')

const readValues = async (path: string): Promise<Result<Values>> => {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return ok({})
    return fail('unreadable-file', `Expected to read ${path}, but the system does not allow it.`)
  }
  try {
    const data: unknown = JSON.parse(text)
    if (isValues(data)) return ok(data)
  } catch {
    // Told below: a half-read file must not be written over.
  }
  return fail('unreadable-file', `Expected ${path} to be JSON of names and values. Correct or delete it.`)
}

const checked = (values: Values): Result<Values> =>
  Buffer.byteLength(JSON.stringify(values)) <= mostBytes
    ? ok(values)
    : fail(
        'invalid-input',
        'Expected at most 100 kB of secrets in a project: they travel in the environment of blocks.',
      )

/** Makes the store of secrets of the user's data directory. */
export const createSecrets = (dataDirectory: string, findProject: FindProject): Secrets => {
  const change = async (projectId: string, next: (values: Values) => Result<Values>): Promise<Result<null>> => {
    const project = findProject(projectId)
    if (!project.ok) return project
    const path = fileOf(dataDirectory, projectId)
    const values = await readValues(path)
    const changed = values.ok ? next(values.value) : values
    if (!changed.ok) return changed
    const text = `${JSON.stringify(changed.value, null, 2)}\n`
    const written = await writeDurably(path, text, { makeFolders: true, mode: 0o600, shownPath: 'the secrets' })
    return written.ok ? ok(null) : written
  }
  return {
    names: async ({ projectId }) => {
      const project = findProject(projectId)
      if (!project.ok) return project
      const values = await readValues(fileOf(dataDirectory, projectId))
      return values.ok ? ok(Object.keys(values.value).sort()) : values
    },
    set: async ({ projectId, name, value }) => {
      if (!validName.test(name))
        return fail('invalid-input', `Expected a name of letters, digits, "_", "." and "-"; "${name}" is none.`)
      return change(projectId, (values) => checked({ ...values, [name]: value }))
    },
    remove: ({ projectId, name }) =>
      change(projectId, (values) => {
        if (!Object.hasOwn(values, name)) return fail('not-found', `There is no secret "${name}" in this project.`)
        const { [name]: _gone, ...left } = values
        return ok(left)
      }),
  }
}

/** Reads the secrets for the processes of a project. A file that cannot be read is as none: blocks say which secret they miss. */
export const createSecretEnvironment =
  (dataDirectory: string): SecretEnvironment =>
  async (projectId) => {
    const values = await readValues(fileOf(dataDirectory, projectId))
    return values.ok && Object.keys(values.value).length > 0 ? { [variable]: JSON.stringify(values.value) } : {}
  }
