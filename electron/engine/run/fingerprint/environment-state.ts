import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { InterpreterFacts } from './code-reader.ts'
import { dataDigest } from './stable-digest.ts'

/** What an environment is, as far as results depend on it: the version of Python and the installed distributions. */
export type EnvironmentState = { readonly python: string; readonly packages: string }

/** With the names of what tells that a distribution is installed, such as `numpy-2.4.2.dist-info`. */
export type FoundEnvironment = EnvironmentState & { readonly marks: readonly string[] }

const marksDistribution = /\.(dist-info|egg-info|egg-link|pth)$/

const distributionsIn = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder).catch(() => [])
  const marks = names.filter((name) => marksDistribution.test(name)).sort()
  // The name holds the version; the time tells that the same version was installed anew from elsewhere.
  return Promise.all(
    marks.map(async (name) => {
      const stats = await stat(join(folder, name)).catch(() => null)
      return `${name}:${stats?.mtimeMs ?? 0}`
    }),
  )
}

/** Looks at the import path of an interpreter; reads no package. */
export const environmentState = async ({ python, paths }: InterpreterFacts): Promise<FoundEnvironment> => {
  const distributions = (await Promise.all(paths.map(distributionsIn))).flat()
  const marks = distributions.map((mark) => mark.slice(0, mark.lastIndexOf(':')))
  return { python, packages: dataDigest(distributions), marks }
}
