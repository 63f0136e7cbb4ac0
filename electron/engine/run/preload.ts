import { readdirSync, statSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { typeFolders } from '#shared/graph/block-file.ts'

/**
 * Libraries that take long to import and are safe to have before a fork, as long as nothing was done with them. macOS is left out: its
 * own mathematics library does not survive a fork.
 */
const slowLibraries: readonly string[] = process.platform === 'linux' ? ['numpy', 'pandas', 'sklearn'] : []

const decoder = new TextDecoder()

/** Which slow libraries these code files import: the supervisor loads them once, instead of every block anew. */
export const modulesToPreload = (files: readonly Uint8Array[]): string[] => {
  const found = new Set<string>()
  for (const file of files) {
    const text = decoder.decode(file)
    for (const library of slowLibraries)
      if (new RegExp(`^[ \\t]*(?:import|from)[ \\t]+${library}\\b`, 'm').test(text)) found.add(library)
  }
  return slowLibraries.filter((library) => found.has(library))
}

/** What a value needs to be read that its library pickled. */
const ofData: ReadonlySet<string> = new Set(['numpy', 'pandas'])

/**
 * Which of the libraries of data a block that is about to start loads anyway: its code imports them, or what it is given is made of
 * them. Loaded into the supervisor first, they cost this block as much as before, and the blocks below it nothing.
 */
export const dataModules = (code: Uint8Array, given: readonly { readonly pythonType: string }[]): string[] => {
  const imported = new Set(modulesToPreload([code]))
  return slowLibraries.filter(
    (library) =>
      ofData.has(library) &&
      (imported.has(library) || given.some(({ pythonType }) => pythonType.startsWith(`${library}.`))),
  )
}

/**
 * Changes when packages of an interpreter are installed, updated or removed: what was loaded before is old then. Null where its packages
 * are not in the usual place: nothing is loaded ahead there, since nobody would notice a change.
 */
export const packagesStamp = (interpreter: string): string | null => {
  // Asked before each block: these few looks cost less than asking another thread for them.
  const library = join(dirname(dirname(interpreter)), 'lib')
  const stamps: string[] = []
  for (const name of namesIn(library)) {
    if (!/^python3\.\d+$/.test(name)) continue
    const facts = statSync(join(library, name, 'site-packages'), { throwIfNoEntry: false })
    if (facts !== undefined) stamps.push(`${name}:${facts.mtimeMs}`)
  }
  return stamps.length === 0 ? null : stamps.join(' ')
}

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Block files looked at when a project opens; a project with more tells by these what it uses. */
const mostFiles = 200

const pythonFilesIn = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => name.endsWith('.py')).map((name) => join(folder, name))
}

/** The Python code of a project's blocks, without those in folders of folders. */
export const blockCode = async (projectPath: string): Promise<Uint8Array[]> => {
  const folders = Object.values(typeFolders).filter((folder) => folder !== null)
  const files = await Promise.all(folders.map((folder) => pythonFilesIn(join(projectPath, folder))))
  const read = files
    .flat()
    .slice(0, mostFiles)
    .map((file) => readFile(file).catch(() => null))
  return (await Promise.all(read)).filter((content) => content !== null)
}
