import { basename } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'
import { systemCode } from './file-errors.ts'
import type { ChangeBatch, FolderChange, FolderWatcher } from './folder-watch.ts'
import { isOverlooked, isOverlookedPath, toProjectPath } from './project-folders.ts'

type WatcherDeps = {
  readonly root: string
  readonly onBatch: (batch: ChangeBatch) => void
  /** Polling began, or the watcher told of a failure it lives on with. */
  readonly onTrouble: (error: unknown) => void
}

/** A burst (a checkout, an unpacked archive) is one batch: told when it was quiet this long, or at the latest after the second time. */
const quietMs = 60
const latestMs = 400

const kinds = {
  add: 'file-added',
  change: 'file-changed',
  unlink: 'file-removed',
  addDir: 'folder-added',
  unlinkDir: 'folder-removed',
} as const satisfies Record<string, FolderChange>

/** Codes that mean: the system has no watches or handles left for us. */
const exhausted: ReadonlySet<string | null> = new Set(['ENOSPC', 'EMFILE', 'ENFILE'])

/**
 * Watches a project folder. Links are watched as themselves and not followed, so that neither a circle nor a folder outside of the
 * project is walked. Where the system runs out of watches, it starts anew with polling.
 */
export const createFolderWatcher = (deps: WatcherDeps): FolderWatcher => {
  const files = new Set<string>()
  const batcher = createBatcher(deps.onBatch)
  let becomeReady = () => {}
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve
  })
  let polling = false
  let isReady = false
  let closed = false
  let watcher: FSWatcher

  const onEvent = (event: keyof typeof kinds, path: string) => {
    const file = toProjectPath(deps.root, path)
    const isNews = event === 'add' ? !files.has(file) : true
    if (event === 'add') files.add(file)
    if (event === 'unlink') files.delete(file)
    if (isReady && isNews) batcher.add(file, kinds[event])
  }
  const onError = (error: unknown) => {
    if (closed) return
    if (!polling && exhausted.has(systemCode(error))) {
      polling = true
      void watcher.close()
      watcher = start()
      deps.onTrouble(error)
    } else deps.onTrouble(error)
  }
  const start = (): FSWatcher => {
    const started = watch(deps.root, {
      followSymlinks: false,
      ignorePermissionErrors: true,
      ignored: (path) =>
        path !== deps.root && (isOverlooked(basename(path)) || isOverlookedPath(toProjectPath(deps.root, path))),
      ...(polling ? { backend: 'polling', pollingInterval: 400, pollingBinaryInterval: 2000 } : {}),
    })
    started.on('all', (event, path) => {
      if (started === watcher && event in kinds) onEvent(event as keyof typeof kinds, path)
    })
    started.on('error', onError)
    started.on('ready', () => {
      if (started !== watcher) return
      isReady = true
      becomeReady()
    })
    return started
  }
  watcher = start()
  return {
    ready,
    files,
    isPolling: () => polling,
    close: async () => {
      closed = true
      batcher.dispose()
      becomeReady()
      await watcher.close()
    },
  }
}

const createBatcher = (onBatch: (batch: ChangeBatch) => void) => {
  let batch = new Map<string, FolderChange>()
  let quiet: NodeJS.Timeout | null = null
  let latest: NodeJS.Timeout | null = null
  const stop = () => {
    if (quiet !== null) clearTimeout(quiet)
    if (latest !== null) clearTimeout(latest)
    quiet = null
    latest = null
  }
  const flush = () => {
    stop()
    const told = batch
    batch = new Map()
    if (told.size > 0) onBatch(told)
  }
  return {
    add: (path: string, change: FolderChange) => {
      batch.set(path, change)
      if (quiet !== null) clearTimeout(quiet)
      quiet = setTimeout(flush, quietMs)
      latest ??= setTimeout(flush, latestMs)
    },
    dispose: () => {
      stop()
      batch.clear()
    },
  }
}
