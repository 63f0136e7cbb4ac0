import type { BlockFile } from '#shared/model/block.ts'

export type FileTree = {
  readonly folders: readonly { readonly name: string; readonly path: string; readonly tree: FileTree }[]
  readonly files: readonly { readonly name: string; readonly block: BlockFile }[]
}

type Entry = { readonly rest: readonly string[]; readonly block: BlockFile }

const build = (entries: readonly Entry[], parent: string): FileTree => {
  const inside = new Map<string, Entry[]>()
  const files: { name: string; block: BlockFile }[] = []
  for (const { rest, block } of entries) {
    const [head, ...tail] = rest
    if (head === undefined) continue
    if (tail.length === 0) files.push({ name: head, block })
    else inside.set(head, [...(inside.get(head) ?? []), { rest: tail, block }])
  }
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)
  const folders = [...inside].map(([name, children]) => {
    const path = parent === '' ? name : `${parent}/${name}`
    return { name, path, tree: build(children, path) }
  })
  return { folders: folders.toSorted(byName), files: files.toSorted(byName) }
}

/** Block files as a tree of their folders, by name. */
export const fileTree = (files: readonly BlockFile[]): FileTree =>
  build(
    files.map((block) => ({ rest: block.file.split('/').filter(Boolean), block })),
    '',
  )
