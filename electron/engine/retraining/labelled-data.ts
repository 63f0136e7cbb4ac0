import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { SqlDatabase } from '#engine/history/database.ts'
import { readServedRows, type ServedRow } from '#engine/monitoring/served-rows.ts'
import { writeDurably } from '#engine/project/durable-write.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { Json } from '#shared/model/json.ts'
import type { RetrainingSettings } from '#shared/model/retraining.ts'
import { ok, type Result } from '#shared/result.ts'

/** A row whose inputs and truth are known. */
export type ExampleRow = {
  readonly features: Readonly<Record<string, Json>>
  readonly truth: Json
  readonly key: string
}

/** Labelled requests of a window that are taken at most: a regular sample of more. */
const mostRequests = 100_000

const exampleOf = ({ features, truth, requestId, row }: ServedRow): ExampleRow[] =>
  features === null || truth === undefined || truth === null ? [] : [{ features, truth, key: `${requestId}:${row}` }]

/** Labelled rows of a window, oldest first, of whatever version answered them. */
export const labelledExamples = (
  database: SqlDatabase,
  window: { readonly model: string; readonly from: number; readonly until: number },
): ExampleRow[] =>
  readServedRows(database, { ...window, version: null, labelled: true, limit: mostRequests }).rows.flatMap(exampleOf)

/** A number in [0, 1) that is always the same for a row: which rows are held out does not depend on when it is asked. */
const placeOf = (key: string): number => createHash('sha256').update(key).digest().readUInt32BE(0) / 2 ** 32

const groupOf = ({ key, features }: ExampleRow, by: string | null): string =>
  by === null || features[by] === undefined ? key : JSON.stringify(features[by])

export type Holdout = Pick<RetrainingSettings, 'holdout' | 'holdout_by'>

/** Rows to train on, and rows kept from training to compare on: each by itself, or by the value of a column (group split). */
export const splitExamples = (
  rows: readonly ExampleRow[],
  { holdout, holdout_by: by }: Holdout,
): { readonly training: ExampleRow[]; readonly heldOut: ExampleRow[] } => ({
  training: rows.filter((row) => placeOf(groupOf(row, by)) >= holdout),
  heldOut: rows.filter((row) => placeOf(groupOf(row, by)) < holdout),
})

const cell = (value: Json | undefined): string => {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Columns of the rows in the order they first come. */
export const columnsOf = (rows: readonly ExampleRow[]): string[] => [
  ...new Set(rows.flatMap(({ features }) => Object.keys(features))),
]

const csvOf = (rows: readonly ExampleRow[], target: string): string => {
  const columns = columnsOf(rows)
  const lines = rows.map(({ features, truth }) =>
    [...columns.map((name) => cell(features[name])), cell(truth)].join(','),
  )
  return `${[[...columns, target].map(cell).join(','), ...lines].join('\n')}\n`
}

/** Project path of the folder of one time around the loop. */
export const retrainingFolder = (id: number): string => `.pipewright/retraining/${id}`

/** Files of one time around the loop, as project paths. */
export type ExportedData = { readonly trainingPath: string; readonly heldOutPath: string }

/** Writes both parts as CSV (RFC 4180), truth in the column `target`. Written again it gives the same files. */
export const exportExamples = async (
  project: OpenProject,
  id: number,
  parts: { readonly training: readonly ExampleRow[]; readonly heldOut: readonly ExampleRow[]; readonly target: string },
): Promise<Result<ExportedData>> => {
  const state = await project.ensureStateDirectory()
  if (!state.ok) return state
  const folder = retrainingFolder(id)
  const paths = { trainingPath: `${folder}/labelled.csv`, heldOutPath: `${folder}/held-out.csv` }
  const files = [
    [paths.trainingPath, parts.training],
    [paths.heldOutPath, parts.heldOut],
  ] as const
  for (const [path, rows] of files) {
    const written = await writeDurably(join(project.path, path), csvOf(rows, parts.target), {
      shownPath: path,
      makeFolders: true,
    })
    if (!written.ok) return written
  }
  return ok(paths)
}
