import type { Json, JsonMap } from '#shared/model/json.ts'
import { type InputProblem, shown, wholeProblem } from './input-problem.ts'
import type { RowTable } from './rows.ts'

export type ReadTable =
  | { readonly ok: true; readonly table: RowTable }
  | { readonly ok: false; readonly problem: InputProblem }

export const isRecord = (value: Json | undefined): value is JsonMap =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** Most columns of a table; a request with more means to do harm. */
const mostColumns = 10_000

const columnsOf = (records: readonly JsonMap[]): string[] => {
  const names = new Set<string>()
  for (const record of records) for (const name of Object.keys(record)) names.add(name)
  return [...names]
}

/** A list of objects, one per row. A key that some of them lack is null there. */
export const tableOfRecords = (records: readonly Json[]): ReadTable => {
  const wrong = records.findIndex((record) => !isRecord(record))
  if (wrong >= 0) {
    const problem = wholeProblem(
      'every row to be an object of column: value',
      `${shown(records[wrong])} in row ${wrong}`,
    )
    return { ok: false, problem }
  }
  const rows = records as readonly JsonMap[]
  const columns = columnsOf(rows)
  if (columns.length > mostColumns) {
    return { ok: false, problem: wholeProblem(`at most ${mostColumns} columns`, `${columns.length}`) }
  }
  const data = columns.map((name) => rows.map((row) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null)))
  return { ok: true, table: { columns, data, rows: rows.length } }
}

/** Rows as lists, with the names of their columns. */
export const tableOfLists = (columns: readonly string[], lists: readonly Json[]): ReadTable => {
  for (const [row, list] of lists.entries()) {
    if (Array.isArray(list) && list.length === columns.length) continue
    const got = Array.isArray(list) ? `${list.length}` : shown(list)
    return { ok: false, problem: wholeProblem(`${columns.length} values in every row`, `${got} in row ${row}`) }
  }
  if (new Set(columns).size < columns.length) {
    return { ok: false, problem: wholeProblem('every column once', `${columns.join(', ')}`) }
  }
  const rows = lists as readonly Json[][]
  const data = columns.map((_, column) => rows.map((row) => row[column] ?? null))
  return { ok: true, table: { columns, data, rows: rows.length } }
}

/** Columns as lists of one length. */
export const tableOfColumns = (columns: JsonMap): ReadTable => {
  const names = Object.keys(columns)
  const lists = names.map((name) => columns[name])
  const rows = Array.isArray(lists[0]) ? lists[0].length : 0
  const wrong = lists.findIndex((list) => !Array.isArray(list) || list.length !== rows)
  if (wrong >= 0) {
    const problem = wholeProblem(
      `a list of ${rows} values for every column`,
      `${shown(lists[wrong])} for "${names[wrong]}"`,
    )
    return { ok: false, problem }
  }
  return { ok: true, table: { columns: names, data: lists as Json[][], rows } }
}
