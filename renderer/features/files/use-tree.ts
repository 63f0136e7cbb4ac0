import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { requestOptions } from '../../bridge/queries.ts'
import { type Listing, type TreeRow, treeRows } from './tree-rows.ts'
import { useTreeStore } from './tree-store.ts'

export type Tree = { readonly rows: readonly TreeRow[]; readonly isLoading: boolean; readonly error: string | null }

/** The tree of the project; only folders that are open are read. */
export const useTree = (projectId: string): Tree => {
  const open = useTreeStore((state) => state.open)
  const folders = useMemo(() => ['', ...[...open].sort()], [open])
  const answers = useQueries({ queries: folders.map((folder) => requestOptions('file.list', { projectId, folder })) })
  const listings = new Map<string, Listing>()
  answers.forEach((answer, index) => {
    const folder = folders[index] ?? ''
    if (answer.data !== undefined) listings.set(folder, { entries: answer.data })
    else if (answer.error !== null) listings.set(folder, { note: answer.error.message })
  })
  const root = answers[0]
  return {
    rows: treeRows(listings, open),
    isLoading: root?.isPending ?? true,
    error: root?.error?.message ?? null,
  }
}
