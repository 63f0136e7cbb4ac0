import type { SqlRow } from './database.ts'

/** Reads columns of a row whose types SQLite does not promise. */
export const textOf = (row: SqlRow, column: string): string => String(row[column] ?? '')
export const textOrNull = (row: SqlRow, column: string): string | null => {
  const value = row[column]
  return value === null || value === undefined ? null : String(value)
}
export const numberOf = (row: SqlRow, column: string): number => Number(row[column] ?? 0)
export const numberOrNull = (row: SqlRow, column: string): number | null => {
  const value = row[column]
  return value === null || value === undefined ? null : Number(value)
}

/** JSON of a column; `fallback` where a hand or a defect made it unreadable: one bad cell must not hide a run. */
export const jsonOf = <Value>(row: SqlRow, column: string, fallback: Value): Value => {
  try {
    return JSON.parse(textOf(row, column)) as Value
  } catch {
    return fallback
  }
}
