export type FolderChange = 'file-added' | 'file-changed' | 'file-removed' | 'folder-added' | 'folder-removed'

/** Project path -> what happened to it last. */
export type ChangeBatch = ReadonlyMap<string, FolderChange>

export type FolderWatcher = {
  /** Resolves when the first scan is over and changes are seen. */
  readonly ready: Promise<void>
  /** Project paths of all files under watch; complete once ready. */
  readonly files: ReadonlySet<string>
  /** True where the system had no watches left and the folder is looked at again and again instead. */
  isPolling(): boolean
  close(): Promise<void>
}

/** Stands in where nobody wants to be told of changes. */
export const createNoWatcher = (): FolderWatcher => ({
  ready: Promise.resolve(),
  files: new Set(),
  isPolling: () => false,
  close: async () => undefined,
})
