/** The last part of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Names of tabs: the file's name, with as much of its folder as tells it from the others. */
export const tabNames = (paths: readonly string[]): ReadonlyMap<string, { name: string; folder: string | null }> => {
  const counts = new Map<string, number>()
  for (const path of paths) counts.set(baseName(path), (counts.get(baseName(path)) ?? 0) + 1)
  return new Map(
    paths.map((path) => {
      const name = baseName(path)
      const folder = path.slice(0, Math.max(0, path.length - name.length - 1))
      return [path, { name, folder: (counts.get(name) ?? 0) > 1 ? folder || '.' : null }]
    }),
  )
}
