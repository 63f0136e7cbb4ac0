import { basename } from 'node:path'
import type { Project } from '#shared/model/project.ts'
import { findGitDirectory, readBranch } from './git-directory.ts'

export type GitSummary = {
  /** As last found; null outside git or before the first look. */
  current(): Project['git']
  /** Looks again soon; many calls become one look. */
  lookSoon(): void
  /** Looks now. */
  look(): Promise<void>
  dispose(): Promise<void>
}

type GitSummaryDeps = {
  readonly folder: string
  readonly isTrusted: () => boolean
  /** The summary is another than before. */
  readonly onChange: () => void
}

const delay = 300

/**
 * Branch and number of changed files of a project. The branch is read from the file `HEAD`. The number needs `git status`, which can run
 * what the repository's own settings name (filters, a file monitor), so it waits for trust; before, it is 0.
 */
export const createGitSummary = (deps: GitSummaryDeps): GitSummary => {
  let current: Project['git'] = null
  let timer: NodeJS.Timeout | null = null
  let looking: Promise<void> | null = null
  let again = false
  let closed = false
  let watched: { directory: string; close: () => Promise<void> } | null = null

  const watchGit = async (directory: string) => {
    if (watched?.directory === directory || closed) return
    await watched?.close()
    const watcher = await watchGitDirectory(directory, lookSoon)
    watched = { directory, close: () => watcher.close() }
  }
  const lookOnce = async () => {
    const directory = await findGitDirectory(deps.folder)
    const branch = directory === null ? null : await readBranch(directory)
    if (directory !== null) await watchGit(directory)
    const next =
      branch === null ? null : { branch, changedFiles: deps.isTrusted() ? await countChanges(deps.folder) : 0 }
    if (closed || JSON.stringify(next) === JSON.stringify(current)) return
    current = next
    deps.onChange()
  }
  const look = async (): Promise<void> => {
    if (looking !== null) {
      again = true
      return looking
    }
    looking = lookOnce().finally(() => {
      looking = null
    })
    await looking
    if (again && !closed) {
      again = false
      await look()
    }
  }
  const lookSoon = () => {
    if (timer !== null || closed) return
    timer = setTimeout(() => {
      timer = null
      void look()
    }, delay)
  }
  const dispose = async () => {
    closed = true
    if (timer !== null) clearTimeout(timer)
    await looking
    await watched?.close()
  }
  return { current: () => current, look, lookSoon, dispose }
}

/** Commits, checkouts and `git add` show as a new HEAD or index. */
const watchGitDirectory = async (directory: string, onChange: () => void) => {
  const { watch } = await import('chokidar')
  const watcher = watch(directory, {
    depth: 0,
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path) => path !== directory && !['HEAD', 'index'].includes(basename(path)),
  })
  watcher.on('all', onChange)
  // Without it the branch is looked at with the next change of a file: a delay, no fault.
  watcher.on('error', () => undefined)
  return watcher
}

const countChanges = async (folder: string): Promise<number> => {
  const { simpleGit } = await import('simple-git')
  const git = simpleGit({
    baseDir: folder,
    timeout: { block: 20_000 },
    maxConcurrentProcesses: 1,
    config: ['core.fsmonitor=false', 'core.hooksPath=/dev/null'],
    // These two names are guarded since they can start programs; here they make sure that none is started.
    unsafe: { allowUnsafeFsMonitor: true, allowUnsafeHooksPath: true },
  })
  try {
    // Without optional locks, or looking would write the index and so cause the next look.
    const text = await git.raw(['--no-optional-locks', 'status', '--porcelain', '-z', '--no-renames', '--', '.'])
    return text.split('\0').filter((entry) => entry !== '').length
  } catch {
    // No git on this machine, or a repository it refuses: the branch alone is still true.
    return 0
  }
}
