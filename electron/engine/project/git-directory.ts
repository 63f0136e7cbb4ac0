import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/**
 * The git directory of the repository a folder lies in, found by reading files only: `.git` may be a folder, or a file naming one
 * (`gitdir: …`) in worktrees and submodules. Null outside git.
 */
export const findGitDirectory = async (folder: string): Promise<string | null> => {
  for (let at = folder; ; at = dirname(at)) {
    // Most folders on the way up have none: seen without another thread.
    const found = existsSync(join(at, '.git')) ? await gitDirectoryAt(at) : null
    if (found !== null) return found
    if (dirname(at) === at) return null
  }
}

const gitDirectoryAt = async (folder: string): Promise<string | null> => {
  const path = join(folder, '.git')
  const facts = await stat(path).catch(() => null)
  if (facts === null) return null
  if (facts.isDirectory()) return (await exists(join(path, 'HEAD'))) ? path : null
  const named = /^gitdir: (.+)$/m.exec(await smallText(path))?.[1]?.trim()
  if (named === undefined) return null
  const directory = resolve(folder, named)
  return (await exists(join(directory, 'HEAD'))) ? directory : null
}

/** What `HEAD` points at: the branch's name, or the short commit where it is detached. Null where it cannot be read. */
export const readBranch = async (gitDirectory: string): Promise<string | null> => {
  const head = (await smallText(join(gitDirectory, 'HEAD'))).trim()
  const branch = /^ref: refs\/heads\/(.+)$/.exec(head)?.[1]
  if (branch !== undefined) return branch
  return /^[0-9a-f]{40,64}$/.test(head) ? head.slice(0, 7) : null
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const smallText = async (path: string): Promise<string> => {
  const facts = await stat(path).catch(() => null)
  if (facts === null || !facts.isFile() || facts.size > 10_000) return ''
  return readFile(path, 'utf8').catch(() => '')
}
