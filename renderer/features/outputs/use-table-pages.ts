import { keepPreviousData, useQueries } from '@tanstack/react-query'
import type { RequestInput } from '#shared/contract/requests.ts'
import type { Cell, TablePage } from '#shared/model/output.ts'
import { requestOptions } from '../../bridge/queries.ts'
import type { BlockRunPlace } from './block-run-place.ts'

const pageRows = 200

export type TableSort = RequestInput<'output.page'>['sort']

/** What is on screen, by rows. */
type Shown = { readonly first: number; readonly last: number }

type TablePages = {
  readonly columns: TablePage['columns']
  readonly totalRows: number
  /** Undefined while the row is on its way. */
  row(index: number): readonly Cell[] | undefined
  readonly error: string | null
  readonly loading: boolean
}

/**
 * Rows of a stored table, by pages around what is on screen: a table of millions of rows is never in the window as a whole.
 */
export const useTablePages = (place: BlockRunPlace & { output: string }, sort: TableSort, shown: Shown): TablePages => {
  const firstPage = Math.floor(Math.max(0, shown.first) / pageRows)
  const lastPage = Math.floor(Math.max(0, shown.last) / pageRows)
  // Page 0 is always asked for: it knows the columns and the number of rows.
  const wanted = [...new Set([0, ...Array.from({ length: lastPage - firstPage + 1 }, (_, index) => firstPage + index)])]
  const answers = useQueries({
    queries: wanted.map((page) => ({
      ...requestOptions('output.page', { ...place, offset: page * pageRows, limit: pageRows, sort }),
      placeholderData: page === 0 ? keepPreviousData : undefined,
      gcTime: 60_000,
    })),
  })
  const pages = new Map(
    answers.flatMap(({ data }) => (data === undefined ? [] : [[data.offset / pageRows, data] as const])),
  )
  const head = pages.get(0)
  return {
    columns: head?.columns ?? [],
    totalRows: head?.totalRows ?? 0,
    row: (index) => pages.get(Math.floor(index / pageRows))?.rows[index % pageRows],
    error: answers.find((answer) => answer.error !== null)?.error?.message ?? null,
    loading: head === undefined && answers.some((answer) => answer.isLoading),
  }
}
