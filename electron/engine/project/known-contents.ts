import { open, stat } from 'node:fs/promises'
import { etagOf } from './etag.ts'

/** Who wrote a content last: an edit of a graph, whose asker has the new graph; a save of text, whose asker has only the text; others. */
export type Author = 'graph' | 'text' | 'others'

/** What the window knows of files, so that it is told only what it does not know: its own saves are no news. */
export type KnownContents = {
  /** This content is about to be written (null: the file is about to be removed). */
  note(absolutePath: string, etag: string | null, by: Author): void
  /** Who wrote what the file was last known to hold. */
  authorOf(absolutePath: string): Author
  /** Looks at the file: its etag, or null where it is gone, as news; undefined where that is known or the file is too big to tell. */
  news(absolutePath: string): Promise<string | null | undefined>
}

/** Files above this are not opened in the editor, so nobody waits for their etag. */
const biggestHashed = 5 * 1024 * 1024
const mostRemembered = 5000

/** Makes an empty memory; it forgets the oldest of many. */
export const createKnownContents = (): KnownContents => {
  const known = new Map<string, { readonly etag: string | null; readonly by: Author }>()
  const note: KnownContents['note'] = (path, etag, by) => {
    known.delete(path)
    known.set(path, { etag, by })
    const oldest = known.keys().next()
    if (known.size > mostRemembered && oldest.done !== true) known.delete(oldest.value)
  }
  return {
    note,
    authorOf: (path) => known.get(path)?.by ?? 'others',
    news: async (path) => {
      const etag = await etagOfSmallFile(path)
      if (etag === undefined || known.get(path)?.etag === etag) return undefined
      note(path, etag, 'others')
      return etag
    },
  }
}

const etagOfSmallFile = async (path: string): Promise<string | null | undefined> => {
  try {
    // Pipes and devices would keep the reader waiting for ever.
    const facts = await stat(path)
    if (!facts.isFile() || facts.size > biggestHashed) return undefined
    const handle = await open(path, 'r')
    try {
      return etagOf(await handle.readFile())
    } finally {
      await handle.close()
    }
  } catch {
    return null
  }
}
