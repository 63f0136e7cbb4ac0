import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

const shortLength = 8

const readText = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return null
  }
}

type GitFolder = { readonly head: string; readonly folder: string }

/** The git folder of a work tree: `.git` itself, or where the file `.git` of a linked work tree points. */
const gitFolderIn = async (directory: string): Promise<GitFolder | null> => {
  const own = join(directory, '.git')
  const head = await readText(join(own, 'HEAD'))
  if (head !== null) return { head, folder: own }
  const pointer = /^gitdir: (.+)$/m.exec((await readText(own)) ?? '')?.[1]
  if (pointer === undefined) return null
  const folder = resolve(directory, pointer.trim())
  const linkedHead = await readText(join(folder, 'HEAD'))
  return linkedHead === null ? null : { head: linkedHead, folder }
}

const findGitFolder = async (start: string): Promise<GitFolder | null> => {
  for (let directory = start; ; directory = dirname(directory)) {
    // Most folders on the way up have none: seen without another thread.
    const found = existsSync(join(directory, '.git')) ? await gitFolderIn(directory) : null
    if (found !== null) return found
    if (dirname(directory) === directory) return null
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
  const found = await findGitFolder(directory)
  if (found === null) return null
  const head = found.head.trim()
  const name = /^ref: (.+)$/.exec(head)?.[1]
  const commit = name === undefined ? head : await resolveReference(found.folder, name)
  return commit !== null && /^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, shortLength) : null
}
