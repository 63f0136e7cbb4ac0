import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { TrackedArtifact } from '#shared/model/tracking.ts'
import { Refused } from './refused.ts'

/** Scheme of artifacts that our server keeps. */
export const artifactScheme = 'mlflow-artifacts:/'

/** A file or folder below a root, whose paths count from `root`. */
export type ArtifactPlace = { readonly root: string; readonly path: string }

const invalid = (): Refused => new Refused('invalid-input', 'Invalid path')

const isBadPart = (part: string): boolean => part === '..' || /[\\\0]/.test(part) || /^[A-Za-z]:/.test(part)

/** Parts of a path that cannot lead out, also when it is escaped twice. */
const safeParts = (path: string): readonly string[] => {
  let decoded = path
  for (let round = 0; round < 3 && /%[0-9a-f]{2}/i.test(decoded); round += 1) {
    try {
      decoded = decodeURIComponent(decoded)
    } catch {
      break
    }
  }
  const isAbsolute = /^[/\\~]/.test(path) || /^[/\\]/.test(decoded) || /^[a-z][a-z0-9+.-]*:\//i.test(path)
  if (isAbsolute || decoded.split(/[/\\]/).some(isBadPart) || path.includes('#')) throw invalid()
  return path.split('/').filter((part) => part !== '' && part !== '.')
}

/** The place of a path relative to `root`; refuses what could lead out. */
export const placeIn = (root: string, path: string): ArtifactPlace => ({ root, path: safeParts(path).join('/') })

/**
 * The place that `path` of an artifact address is at.
 *
 * @param uri `mlflow-artifacts:/3/<tracked run>/artifacts`; one of another scheme is not kept by us and is refused
 */
export const placeOfUri = (artifactsRoot: string, uri: string, path: string): ArtifactPlace => {
  if (!uri.startsWith(artifactScheme))
    throw new Refused('unsupported', `These artifacts lie at ${uri}, which Pipewright does not keep: ask there.`)
  const base = safeParts(uri.slice(artifactScheme.length).replace(/^\/+/, ''))
  return placeIn(join(artifactsRoot, ...base), path)
}

/** Files of a registered version lie in the project; they are read by the same addresses, never written. */
const registeredFiles = /^models\/([^/]+)\/versions\/(\d+)\/files(?:\/(.*))?$/

/** The place that a path of our artifacts is read from. */
export const readablePlace = (roots: { artifactsRoot: string; modelsRoot: string }, path: string): ArtifactPlace => {
  const plain = safeParts(path).join('/')
  const found = registeredFiles.exec(plain)
  if (found === null) return { root: roots.artifactsRoot, path: plain }
  const [, name = '', version = '', rest = ''] = found
  return { root: join(roots.modelsRoot, decodeURIComponent(name), 'versions', version, 'files'), path: rest }
}

const realOrNull = (path: string): Promise<string | null> => realpath(path).catch(() => null)

/** The nearest folder above a path that is there, by its real path. */
const nearestReal = async (path: string): Promise<string | null> => {
  const real = await realOrNull(path)
  return real !== null || dirname(path) === path ? real : nearestReal(dirname(path))
}

/** Where it is on the disk; refuses a link that leads out. */
const absolute = async ({ root, path }: ArtifactPlace): Promise<string> => {
  const wanted = join(root, ...path.split('/'))
  const base = await realOrNull(root)
  // Nothing is there yet, so no link either.
  if (base === null) return wanted
  const real = await nearestReal(wanted)
  if (real === null || (real !== base && !real.startsWith(base + sep))) throw invalid()
  return wanted
}

/** What is directly in a folder, by name; nothing where there is no folder. Paths count from the root. */
export const listArtifacts = async (place: ArtifactPlace): Promise<readonly TrackedArtifact[]> => {
  const folder = await absolute(place)
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const named = entries.filter(({ name }) => !name.endsWith(partEnding))
  const found = await Promise.all(
    named.map(async (entry) => {
      const path = place.path === '' ? entry.name : `${place.path}/${entry.name}`
      const facts = await stat(join(folder, entry.name)).catch(() => null)
      if (facts === null) return []
      return [{ path, isFolder: facts.isDirectory(), bytes: facts.isDirectory() ? null : facts.size }]
    }),
  )
  return found.flat().sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** A file while it comes. */
const partEnding = '.pipewright-part'

/** Keeps a file whole or not at all. */
export const writeArtifact = async (place: ArtifactPlace, content: Readable): Promise<void> => {
  if (place.path === '') throw invalid()
  const path = await absolute(place)
  await mkdir(dirname(path), { recursive: true })
  const part = `${path}.${randomUUID().slice(0, 8)}${partEnding}`
  try {
    await pipeline(content, createWriteStream(part))
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** A file to read, with its size; refuses with `not-found`. */
export const readArtifact = async (
  place: ArtifactPlace,
): Promise<{ path: string; bytes: number; open: () => Readable }> => {
  const path = await absolute(place)
  const facts = await stat(path).catch(() => null)
  if (facts === null || !facts.isFile()) throw new Refused('not-found', `No such artifact: '${place.path}'`)
  return { path, bytes: facts.size, open: () => createReadStream(path) }
}

/** Removes a file or folder, where it is there. */
export const deleteArtifact = async (place: ArtifactPlace): Promise<void> => {
  if (place.path === '') throw invalid()
  await rm(await absolute(place), { recursive: true, force: true })
}
