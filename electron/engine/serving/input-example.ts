import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Json } from '#shared/model/json.ts'
import { isRecord, type ReadTable, tableOfLists, tableOfRecords } from './gateway/read-rows.ts'
import type { RowTable } from './gateway/rows.ts'

const firstRow = (read: ReadTable): RowTable | null =>
  read.ok && read.table.rows > 0
    ? { ...read.table, data: read.table.data.map((values) => values.slice(0, 1)), rows: 1 }
    : null

const tableOf = (example: Json): RowTable | null => {
  if (Array.isArray(example)) return firstRow(tableOfRecords(example))
  if (!isRecord(example)) return null
  if (Array.isArray(example.columns) && Array.isArray(example.data)) {
    return firstRow(tableOfLists(example.columns.map(String), example.data))
  }
  if (isRecord(example.dataframe_split ?? null)) return tableOf(example.dataframe_split ?? null)
  return firstRow(tableOfRecords([example]))
}

/**
 * The first row of a model's input example, as MLflow keeps it beside the model; null where there is none, or it is no table.
 *
 * @param mlmodel content of `MLmodel`
 */
export const readInputExample = async (
  directory: string,
  mlmodel: Readonly<Record<string, unknown>>,
): Promise<RowTable | null> => {
  const info = mlmodel.saved_input_example_info as { artifact_path?: unknown } | null | undefined
  if (typeof info?.artifact_path !== 'string') return null
  const path = join(directory, info.artifact_path)
  if (relative(directory, path).startsWith('..')) return null
  try {
    return tableOf(JSON.parse(await readFile(path, 'utf8')) as Json)
  } catch {
    return null
  }
}
