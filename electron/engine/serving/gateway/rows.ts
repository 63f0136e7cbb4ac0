import type { Json } from '#shared/model/json.ts'

/** Rows with named columns, column by column: how they are checked, merged and sent. */
export type RowTable = {
  readonly columns: readonly string[]
  /** One list per column, all as long as `rows`. */
  readonly data: readonly (readonly Json[])[]
  readonly rows: number
}

/** Rows without names: nested lists, or named tensors. */
export type RowArray = { readonly array: Json; readonly rows: number }

export type Rows = RowTable | RowArray

export const isTable = (rows: Rows): rows is RowTable => 'columns' in rows

/** Puts tables of the same columns under each other. */
export const mergeTables = (tables: readonly RowTable[]): RowTable => {
  const [first] = tables
  if (first === undefined || tables.length === 1) return first ?? { columns: [], data: [], rows: 0 }
  return {
    columns: first.columns,
    data: first.columns.map((_, column) => tables.flatMap(({ data }) => data[column] ?? [])),
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
  }
}

/** Rows as objects, some columns left out. */
export const toRecords = (table: RowTable, leaveOut: ReadonlySet<string>): Record<string, Json>[] => {
  const kept = table.columns.flatMap((name, index) => (leaveOut.has(name) ? [] : [{ name, values: table.data[index] }]))
  return Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(kept.map(({ name, values }) => [name, values?.[row] ?? null])),
  )
}
