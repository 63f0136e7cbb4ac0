import { readFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { CodeFacts, CodeImport } from './code-reader.ts'

export type ImportPlace = {
  readonly projectPath: string
  /** Folders in front of the interpreter's own import path. */
  readonly roots: readonly string[]
  facts(code: Uint8Array): Promise<CodeFacts>
  /** Content of a file, or null where there is none. */
  read(path: string): Promise<Uint8Array | null>
}

/** File, relative to the project -> digest of its code. */
export type ImportedFiles = Readonly<Record<string, string>>

/** Files that may answer to a dotted name below a folder: the module, and each package on the way to it. */
const candidatesBelow = (folder: string, parts: readonly string[]): string[] =>
  parts.flatMap((_, index) => {
    const path = join(folder, ...parts.slice(0, index + 1))
    return [`${path}.py`, join(path, '__init__.py')]
  })

const up = (folder: string, levels: number): string => (levels <= 0 ? folder : up(dirname(folder), levels - 1))

/** More than Python would take where several folders have the name: a file too many costs a run, one too few a wrong result. */
const candidatesOf = ({ level, module, names }: CodeImport, file: string, roots: readonly string[]): string[] => {
  const folders = level === 0 ? roots : [up(dirname(file), level - 1)]
  const parts = module === '' ? [] : module.split('.')
  const wanted = names.length === 0 ? [parts] : names.map((name) => [...parts, name])
  return folders.flatMap((folder) => [
    ...(level === 0 ? [] : [join(folder, '__init__.py')]),
    ...wanted.flatMap((path) => candidatesBelow(folder, path)),
  ])
}

/** Milliseconds for which a file that was not there is not looked for again. */
const absentMs = 1_000

/** Reads files of the project. The blocks of a run import much the same, and look for it in the same places within a moment. */
export const createFileReader = (): ImportPlace['read'] => {
  const absent = new Map<string, number>()
  /** Asked for by one block while it is read for another. */
  const underWay = new Map<string, Promise<Uint8Array | null>>()
  const readNow = async (path: string): Promise<Uint8Array | null> => {
    try {
      return await readFile(path)
    } catch {
      absent.set(path, Date.now())
      return null
    } finally {
      underWay.delete(path)
    }
  }
  return async (path) => {
    if (Date.now() - (absent.get(path) ?? 0) < absentMs) return null
    const reading = underWay.get(path) ?? readNow(path)
    underWay.set(path, reading)
    return reading
  }
}

/**
 * Finds the files of the project that code imports, and those they import in turn. Packages of the environment are not among them.
 *
 * @param file absolute path of the code, for imports relative to it
 */
export const importedFiles = async (
  place: ImportPlace,
  file: string,
  imports: readonly CodeImport[],
): Promise<ImportedFiles> => {
  const found: Record<string, string> = {}
  const seen = new Set<string>([file])
  const visit = async (from: string, wanted: readonly CodeImport[]): Promise<void> => {
    const paths = new Set(wanted.flatMap((entry) => candidatesOf(entry, from, place.roots)))
    await Promise.all([...paths].filter((path) => !seen.has(path)).map(take))
  }
  const take = async (path: string): Promise<void> => {
    if (seen.has(path)) return
    seen.add(path)
    const content = await place.read(path)
    if (content === null) return
    const facts = await place.facts(content)
    found[relative(place.projectPath, path).split(sep).join('/')] = facts.digest
    await visit(path, facts.imports)
  }
  await visit(file, imports)
  return found
}
