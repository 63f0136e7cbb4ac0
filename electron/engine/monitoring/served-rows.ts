import type { SqlDatabase, SqlRow, SqlValue } from '#engine/history/database.ts'
import type { Json } from '#shared/model/json.ts'

/** A row an endpoint was asked about: what came in, what it said, and what was true after all where that is known. */
export type ServedRow = {
  readonly time: number
  readonly version: number
  readonly requestId: string
  readonly row: number
  readonly features: Readonly<Record<string, Json>> | null
  readonly prediction: Json
  readonly truth: Json | undefined
}

/** What is looked for. `version` null = every live version; `labelled` = only rows whose truth is known. */
export type RowsQuery = {
  readonly model: string
  readonly version: number | null
  readonly from: number
  readonly until: number
  readonly labelled: boolean
  /** Requests beyond which only a regular sample is read. */
  readonly limit: number
}

type Rows = { readonly rows: ServedRow[] /** Rows there are, also those not read. */; readonly total: number }

const truthsOf = (row: SqlRow): Map<number, Json> => {
  const pairs: [number, string][] = row.truths === null ? [] : JSON.parse(String(row.truths))
  return new Map(pairs.map(([index, truth]) => [index, JSON.parse(truth)]))
}

const servedRowsOf = (row: SqlRow, labelled: boolean): ServedRow[] => {
  const features: Record<string, Json>[] | null = row.features === null ? null : JSON.parse(String(row.features))
  const predictions: Json[] = row.predictions === null ? [] : JSON.parse(String(row.predictions))
  const truths = truthsOf(row)
  const shared = { time: Number(row.time), version: Number(row.version), requestId: String(row.request_id) }
  const count = Math.max(features?.length ?? 0, predictions.length)
  const rows = Array.from({ length: count }, (_, index) => ({
    ...shared,
    row: index,
    features: features?.[index] ?? null,
    prediction: predictions[index] ?? null,
    truth: truths.get(index) ?? truths.get(-1),
  }))
  return labelled ? rows.filter(({ truth }) => truth !== undefined) : rows
}

const conditionOf = ({ model, version, from, until, labelled }: RowsQuery): { where: string; values: SqlValue[] } => {
  const parts = [
    'request.model = ?',
    "request.mode = 'live'",
    'request.status < 400',
    'request.time >= ?',
    'request.time < ?',
  ]
  const values: SqlValue[] = [model, from, until]
  if (version !== null) {
    parts.push('request.version = ?')
    values.push(version)
  }
  if (labelled)
    parts.push(
      'EXISTS (SELECT 1 FROM truths WHERE truths.model = request.model AND truths.request_id = request.request_id)',
    )
  return { where: parts.join(' AND '), values }
}

const truthColumn = `(SELECT json_group_array(json_array(truths.row, truths.truth)) FROM truths
  WHERE truths.model = request.model AND truths.request_id = request.request_id) AS truths`

/** Rows of the live traffic in a window, oldest first. Where there are more requests than `limit`, every k-th one, so that all of the window speaks. */
export const readServedRows = (database: SqlDatabase, query: RowsQuery): Rows => {
  const { where, values } = conditionOf(query)
  const counted = database
    .prepare(
      `SELECT count(*) AS requests, coalesce(sum(request.rows), 0) AS rows FROM requests AS request WHERE ${where}`,
    )
    .get(...values)
  const requests = Number(counted?.requests ?? 0)
  if (requests === 0) return { rows: [], total: 0 }
  const every = Math.max(1, Math.ceil(requests / query.limit))
  const found = database
    .prepare(
      `SELECT request.time, request.version, request.request_id, request.features, request.predictions, ${truthColumn}
       FROM requests AS request WHERE ${where} AND request.id % ? = 0 ORDER BY request.time, request.id`,
    )
    .all(...values, every)
  const rows = found.flatMap((row) => servedRowsOf(row, query.labelled))
  return { rows, total: every === 1 ? rows.length : Number(counted?.rows ?? 0) }
}
