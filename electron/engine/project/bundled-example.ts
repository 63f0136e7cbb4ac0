import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { EngineContext } from '#engine/engine-context.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { exampleFolder, isBundledId } from './bundled-projects.ts'
import { copyTree, copyWritable } from './copy-tree.ts'
import { writeDurably } from './durable-write.ts'
import { etagOf } from './etag.ts'
import { writeFailure } from './file-errors.ts'
import { walkFiles } from './walk-files.ts'

/** Which bytes each file had when we copied it, to tell the user's edits from ours. */
const manifestSchema = z.record(z.string(), z.string())
type Manifest = z.infer<typeof manifestSchema>

/**
 * The user's own copy of a bundled example, made on first need. A newer bundled one replaces it as long as the user changed none of its
 * files; after the first edit the copy is the user's and stays as it is.
 */
export const provideExample = async (context: EngineContext, id: string): Promise<Result<{ path: string }>> => {
  const source = exampleFolder(context.resourcesDirectory, id)
  const bundled = isBundledId(id) ? await stat(source).catch(() => null) : null
  if (bundled?.isDirectory() !== true) {
    return fail(
      'not-found',
      `Expected an example named ${JSON.stringify(id)}, but this installation has none. Choose another example.`,
    )
  }
  const path = join(context.dataDirectory, 'examples', id)
  const manifestPath = join(context.dataDirectory, 'examples', `.${id}.json`)
  try {
    const wanted = await manifestOf(source)
    const copied = await readManifest(manifestPath)
    const there = (await stat(path).catch(() => null)) !== null
    if (!there) await copyAll(source, path)
    else if (copied !== null && !sameManifest(copied, wanted)) {
      if (!(await isUnchanged(path, copied))) return ok({ path })
      await bringUpToDate({ source, path, copied, wanted })
    } else return ok({ path })
    const written = await writeDurably(manifestPath, JSON.stringify(wanted), {
      shownPath: 'the list of copied examples',
    })
    return written.ok ? ok({ path }) : written
  } catch (error) {
    return writeFailure(error, `a copy of the example ${id}`)
  }
}

const copyAll = async (source: string, path: string): Promise<void> => {
  const staging = `${path}.${randomBytes(6).toString('hex')}.tmp`
  await mkdir(join(path, '..'), { recursive: true })
  try {
    await copyTree(source, staging)
    await rename(staging, path)
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

const manifestOf = async (folder: string): Promise<Manifest> => {
  const manifest: Manifest = {}
  for (const file of await walkFiles(folder)) manifest[file] = etagOf(await readFile(join(folder, file)))
  return manifest
}

const readManifest = async (path: string): Promise<Manifest | null> => {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return manifestSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

const sameManifest = (a: Manifest, b: Manifest): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([file, etag]) => b[file] === etag)

/** Files the user or a run added do not count: they stay in any case. */
const isUnchanged = async (path: string, copied: Manifest): Promise<boolean> => {
  for (const [file, etag] of Object.entries(copied)) {
    const bytes = await readFile(join(path, file)).catch(() => null)
    if (bytes === null || etagOf(bytes) !== etag) return false
  }
  return true
}

type Update = { readonly source: string; readonly path: string; readonly copied: Manifest; readonly wanted: Manifest }

const bringUpToDate = async ({ source, path, copied, wanted }: Update): Promise<void> => {
  for (const file of Object.keys(wanted)) {
    const isUsers = copied[file] === undefined && (await stat(join(path, file)).catch(() => null)) !== null
    if (!isUsers) await copyWritable(join(source, file), join(path, file))
  }
  for (const file of Object.keys(copied)) if (wanted[file] === undefined) await rm(join(path, file), { force: true })
}
