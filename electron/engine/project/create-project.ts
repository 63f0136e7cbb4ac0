import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineContext } from '#engine/engine-context.ts'
import type { RequestInput } from '#shared/contract/requests.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { isBundledId, templateFolder } from './bundled-projects.ts'
import { copyTree } from './copy-tree.ts'
import { systemCode, writeFailure } from './file-errors.ts'
import { existingFolder } from './inspect-folder.ts'
import { addSkeleton } from './project-skeleton.ts'
import { walkFiles } from './walk-files.ts'

/** The template of a project with nothing in it; needs no files of its own. */
const emptyTemplate = 'empty'
const placeholder = '{{ project_name }}'

/**
 * Makes a new project folder from a template, ready for git. It is built under another name and then renamed, so that a failure half-way
 * leaves nothing behind.
 */
export const createProjectFolder = async (
  context: EngineContext,
  { name, parent, templateId }: RequestInput<'project.create'>,
): Promise<Result<{ path: string }>> => {
  const cleaned = name.trim()
  const wrong = wrongName(cleaned)
  if (wrong !== null) return wrong
  const folder = await existingFolder(parent)
  if (!folder.ok) return folder
  const source = await templateSource(context, templateId)
  if (!source.ok) return source
  const target = join(folder.value, cleaned)
  const staging = join(folder.value, `.pipewright-new-${randomBytes(6).toString('hex')}`)
  try {
    const taken = await isTaken(target)
    if (taken) return alreadyThere(cleaned, folder.value)
    await build(staging, source.value, cleaned)
    const added = await addSkeleton(staging, 'all')
    if (!added.ok) return added
    await rename(staging, target)
    return ok({ path: target })
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return alreadyThere(cleaned, folder.value)
    return writeFailure(error, target)
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined)
  }
}

const windowsDevice = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i

const nameRules: readonly (readonly [(name: string) => boolean, string])[] = [
  [(name) => ['', '.', '..'].includes(name), 'it is no name for a folder'],
  [
    (name) => hasForbiddenCharacter(name),
    'it holds a character that folders cannot have on every system (/ \\ : * ? " < > | or a control character)',
  ],
  [(name) => name.startsWith('.') || name.endsWith('.'), 'it begins or ends with a dot'],
  [(name) => windowsDevice.test(name), 'Windows keeps that name for itself'],
]

const wrongName = (name: string): Result<never> | null => {
  const why = nameRules.find(([breaks]) => breaks(name))?.[1]
  if (why === undefined) return null
  return fail(
    'invalid-input',
    `Expected a name for the project folder, but ${JSON.stringify(name)} will not do: ${why}. Choose another name, such as churn_model.`,
  )
}

const hasForbiddenCharacter = (name: string): boolean =>
  [...name].some((character) => (character.codePointAt(0) ?? 0) < 32 || '/\\:*?"<>|'.includes(character))

const alreadyThere = (name: string, parent: string) =>
  fail(
    'already-exists',
    `Expected ${name} to be a new folder in ${parent}, but something of that name is there. Choose another name, or open that folder.`,
    { path: join(parent, name) },
  )

/** An empty folder is as good as none; it is taken out of the way of the rename. */
const isTaken = async (target: string): Promise<boolean> => {
  const facts = await stat(target).catch(() => null)
  if (facts === null) return false
  if (!facts.isDirectory() || (await readdir(target)).length > 0) return true
  await rmdir(target)
  return false
}

/** Null for the empty template. */
const templateSource = async (context: EngineContext, id: string): Promise<Result<string | null>> => {
  const source = templateFolder(context.resourcesDirectory, id)
  const facts = isBundledId(id) ? await stat(source).catch(() => null) : null
  if (facts?.isDirectory() === true) return ok(source)
  if (id === emptyTemplate) return ok(null)
  return fail(
    'not-found',
    `Expected a project template named ${JSON.stringify(id)}, but this installation has none. Choose another template.`,
  )
}

const build = async (staging: string, source: string | null, projectName: string): Promise<void> => {
  if (source === null) {
    await mkdir(staging)
    return
  }
  await copyTree(source, staging)
  for (const file of await walkFiles(staging)) await fillIn(join(staging, file), projectName)
}

const fillIn = async (path: string, projectName: string): Promise<void> => {
  const bytes = await readFile(path)
  if (!bytes.includes(placeholder)) return
  const text = bytes.toString('utf8')
  const filled = text.replaceAll(placeholder, () => projectName)
  if (filled !== text && Buffer.from(text, 'utf8').equals(bytes)) await writeFile(path, filled)
}
