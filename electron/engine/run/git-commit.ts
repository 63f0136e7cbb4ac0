import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { findGitDirectory } from '#engine/project/git-directory.ts'

const shortLength = 8

const readText = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return null
  }
}

const resolveReference = async (folder: string, name: string): Promise<string | null> => {
  const common = resolve(folder, ((await readText(join(folder, 'commondir'))) ?? '.').trim())
  for (const place of [folder, common]) {
    const loose = await readText(join(place, name))
    if (loose !== null) return loose.trim()
  }
  const packed = (await readText(join(common, 'packed-refs'))) ?? ''
  return (
    packed
      .split('\n')
      .find((line) => line.endsWith(` ${name}`))
      ?.split(' ')[0] ?? null
  )
}

/**
 * The commit that is checked out, short; null outside git and before the first commit. Read from git's files: starting git would cost
 * more than starting the block.
 */
export const gitCommit = async (directory: string): Promise<string | null> => {
  const folder = await findGitDirectory(directory)
  if (folder === null) return null
  const head = ((await readText(join(folder, 'HEAD'))) ?? '').trim()
  const name = /^ref: (.+)$/.exec(head)?.[1]
  const commit = name === undefined ? head : await resolveReference(folder, name)
  return commit !== null && /^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, shortLength) : null
}
