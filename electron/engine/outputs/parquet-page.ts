import { createRequire } from 'node:module'
import type { DuckDBConnection, Json as DuckJson } from '@duckdb/node-api'
import { parseRecord } from '#engine/run/ndjson.ts'
import type { Cell, TablePage } from '#shared/model/output.ts'
import { fail, ok, type Result } from '#shared/result.ts'

export type PageQuery = {
  readonly offset: number
  readonly limit: number
  readonly sort: { readonly column: string; readonly descending: boolean } | null
}

/** Reads pages of Parquet files, one after another. */
export type ParquetPages = {
  page(path: string, query: PageQuery): Promise<Result<TablePage>>
  /** Resolves when no page is being read. */
  idle(): Promise<void>
}

type Column = { readonly name: string; readonly type: string; readonly duckType: string }

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
const rowNumber = 'file_row_number'
const source = `read_parquet($path, ${rowNumber} = true)`
const wholeNumber = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/
const floating = /^(FLOAT|DOUBLE)$/

/** DuckDB's JSON has big whole numbers and decimals as text and knows NaN; a cell has numbers where they are exact, and no NaN. */
const cellOf = (value: DuckJson, duckType: string): Cell => {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value
  if (typeof value !== 'string') return JSON.stringify(value)
  if (floating.test(duckType)) return value === 'NaN' ? null : value
  if (duckType.startsWith('DECIMAL')) return Number(value)
  if (!wholeNumber.test(duckType)) return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/**
 * Uses a database that lives for one page. An open one reserves address space of the size of the memory, which the kernel counts when
 * this process forks: with two of them, starting a process failed for want of memory. Making one takes some 15 ms.
 */
const withConnection = async <Value>(use: (connection: DuckDBConnection) => Promise<Value>): Promise<Value> => {
  // 70 MB of compiled code: loaded when the first table is looked at, not when the app starts.
  const require = createRequire(import.meta.url)
  const { DuckDBInstance }: typeof import('@duckdb/node-api') = require('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  try {
    const connection = await instance.connect()
    const value = await use(connection)
    connection.closeSync()
    return value
  } finally {
    instance.closeSync()
  }
}

type PandasNote = { readonly index: ReadonlySet<string>; readonly types: ReadonlyMap<string, string> }

/** What pandas noted in the file: which columns are its index (rows are shown without it) and what it calls the types. */
const pandasNote = async (connection: DuckDBConnection, path: string): Promise<PandasNote> => {
  const reader = await connection.runAndReadAll(
    "SELECT decode(value) FROM parquet_kv_metadata($path) WHERE decode(key) = 'pandas'",
    { path },
  )
  const note = parseRecord(String(reader.getRowsJson()[0]?.[0] ?? '')) ?? {}
  const index = Array.isArray(note.index_columns) ? note.index_columns.filter((name) => typeof name === 'string') : []
  const types = new Map<string, string>()
  for (const column of Array.isArray(note.columns) ? note.columns : [])
    types.set(
      String(column?.field_name),
      column?.pandas_type === 'categorical' ? 'category' : String(column?.numpy_type),
    )
  return { index: new Set(index), types }
}

const columnsOf = async (connection: DuckDBConnection, path: string): Promise<Column[]> => {
  const note = await pandasNote(connection, path)
  const reader = await connection.runAndReadAll(`SELECT * EXCLUDE (${rowNumber}) FROM ${source} LIMIT 0`, { path })
  const types = reader.columnTypes().map(String)
  return reader.columnNames().flatMap((name, index) => {
    if (note.index.has(name)) return []
    const duckType = types[index] ?? 'VARCHAR'
    return [{ name, duckType, type: note.types.get(name) ?? duckType.toLowerCase() }]
  })
}

/** Missing values last, whichever way; rows of equal value stay in the order of the file, so that pages never overlap. */
const orderOf = (sort: PageQuery['sort'], columns: readonly Column[]): string => {
  if (sort === null) return rowNumber
  const name = quoted(sort.column)
  const isFloat = floating.test(columns.find((column) => column.name === sort.column)?.duckType ?? '')
  return `${isFloat ? `isnan(${name}), ` : ''}${name} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, ${rowNumber}`
}

const readPage = async (connection: DuckDBConnection, path: string, query: PageQuery): Promise<Result<TablePage>> => {
  const columns = await columnsOf(connection, path)
  if (query.sort !== null && !columns.some(({ name }) => name === query.sort?.column))
    return fail('invalid-input', `The table has no column "${query.sort.column}" to sort by.`)
  const count = await connection.runAndReadAll('SELECT num_rows FROM parquet_file_metadata($path)', { path })
  const totalRows = Number(count.getRowsJson()[0]?.[0] ?? 0)
  const shown = columns.map(({ name, type }) => ({ name, type }))
  if (columns.length === 0) return ok({ columns: shown, rows: [], totalRows, offset: query.offset })
  const reader = await connection.runAndReadAll(
    `SELECT ${columns.map(({ name }) => quoted(name)).join(', ')} FROM ${source}
     ORDER BY ${orderOf(query.sort, columns)} LIMIT $limit OFFSET $offset`,
    { path, limit: query.limit, offset: query.offset },
  )
  const rows = reader
    .getRowsJson()
    .map((row) => row.map((value, index) => cellOf(value, columns[index]?.duckType ?? 'VARCHAR')))
  return ok({ columns: shown, rows, totalRows, offset: query.offset })
}

/** Makes a reader; nothing is loaded before the first page. */
export const createParquetPages = (): ParquetPages => {
  let last: Promise<unknown> = Promise.resolve()
  const read = async (path: string, query: PageQuery): Promise<Result<TablePage>> => {
    try {
      return await withConnection((connection) => readPage(connection, path, query))
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error)
      return fail('unreadable-file', `The stored table cannot be read: ${words}`)
    }
  }
  return {
    page: (path, query) => {
      const page = last.then(() => read(path, query))
      last = page
      return page
    },
    idle: async () => {
      await last
    },
  }
}
