import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isOverlooked } from './project-folders.ts'

/** Above this a folder holds something else than a project's files, and a list of them helps nobody. */
const mostFiles = 200_000

/** Paths, relative and with `/`, of all files of a folder: tools' folders left out, links named but not followed. */
export const walkFiles = async (root: string): Promise<ReadonlySet<string>> => {
  const files = new Set<string>()
  const folders = ['']
  // The list grows while it is walked.
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
    for (const entry of entries.filter(({ name }) => !isOverlooked(name))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) folders.push(path)
      else files.add(path)
    }
    if (files.size > mostFiles) break
  }
  return files
}
