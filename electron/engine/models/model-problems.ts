import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readMonitoring } from '#engine/monitoring/settings-file.ts'
import type { Problem } from '#shared/model/problem.ts'
import { readModelFile } from './model-file.ts'
import { listModelNames, takenNumbers, versionFilePath } from './model-folders.ts'
import { readVersion } from './version-file.ts'

const stampOf = async (path: string): Promise<string> => {
  const facts = await stat(path).catch(() => null)
  return facts === null ? 'none' : `${facts.size} ${facts.mtimeMs}`
}

/**
 * Reads what is wrong with the files of a project's models. Asked with every change of the folder, so versions, of which there are many
 * and which hardly ever change, are read again only where their file did.
 */
export const createModelProblems = (): ((projectPath: string) => Promise<readonly Problem[]>) => {
  const known = new Map<string, { readonly stamp: string; readonly problems: readonly Problem[] }>()
  const ofVersion = async (projectPath: string, name: string, version: number): Promise<readonly Problem[]> => {
    const path = join(projectPath, versionFilePath(name, version))
    const stamp = await stampOf(path)
    const before = known.get(path)
    if (before?.stamp === stamp) return before.problems
    const read = await readVersion(projectPath, name, version)
    const problems = read.kind === 'gone' ? [] : read.problems
    known.set(path, { stamp, problems })
    return problems
  }
  const ofModel = async (projectPath: string, name: string): Promise<readonly Problem[]> => {
    const versions = await takenNumbers(projectPath, name)
    const [file, monitoring, ...rest] = await Promise.all([
      readModelFile(projectPath, name),
      readMonitoring(projectPath, name),
      ...versions.map((version) => ofVersion(projectPath, name, version)),
    ])
    return [...file.problems, ...monitoring.problems, ...rest.flat()]
  }
  return async (projectPath) => {
    const names = await listModelNames(projectPath)
    return (await Promise.all(names.map((name) => ofModel(projectPath, name)))).flat()
  }
}
