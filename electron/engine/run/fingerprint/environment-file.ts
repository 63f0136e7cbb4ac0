import { mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeWhole } from '../write-whole.ts'

const schema = z.object({ marks: z.array(z.string()) })

const fileOf = (stateDirectory: string, packages: string): string =>
  join(stateDirectory, 'environments', `${packages}.json`)

/**
 * Keeps the names of installed distributions under the digest fingerprints have of them, once: two runs can then be compared by their
 * packages. What cannot be kept is only not compared.
 */
export const keepEnvironment = async (
  stateDirectory: string,
  packages: string,
  marks: readonly string[],
): Promise<void> => {
  const file = fileOf(stateDirectory, packages)
  const isKept = await stat(file).catch(() => null)
  if (isKept !== null) return
  // Only where there is a state directory: looking at what would run writes nothing into a project.
  await mkdir(join(stateDirectory, 'environments')).catch(() => undefined)
  await writeWhole(file, JSON.stringify({ marks })).catch(() => undefined)
}

/** The names kept under a digest, such as `numpy-2.4.2.dist-info`; null where there are none. */
export const keptEnvironment = async (stateDirectory: string, packages: string): Promise<string[] | null> => {
  if (!/^[0-9a-f]+$/.test(packages)) return null
  try {
    return schema.parse(JSON.parse(await readFile(fileOf(stateDirectory, packages), 'utf8'))).marks
  } catch {
    return null
  }
}
