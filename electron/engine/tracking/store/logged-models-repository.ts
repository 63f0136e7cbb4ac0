import { randomUUID } from 'node:crypto'
import type { SqlDatabase, SqlRow } from '#engine/history/database.ts'
import { numberOf, textOf, textOrNull } from '#engine/history/row-values.ts'
import { need, Refused } from '#engine/tracking/refused.ts'
import type { MetricPoint } from '#shared/model/tracking.ts'
import { parseSearch } from '#shared/tracking/parse-search.ts'
import { loggedModelGrammar } from '#shared/tracking/search-grammar.ts'
import { cutTo, limits, offsetOf, pageToken, wrong } from './check-values.ts'
import { allOf, condition, oneOf, type SearchTables, type Sql } from './compile-search.ts'
import type { Page } from './experiments-repository.ts'
import type { Measured } from './metrics-repository.ts'
import { randomName } from './random-name.ts'
import { metricPointOf } from './tracked-runs-repository.ts'
import type { KeyValue } from './write-tracked-runs.ts'

export type ModelMetric = MetricPoint & {
  readonly key: string
  readonly trackedRunId: string
  readonly datasetName: string | null
  readonly datasetDigest: string | null
}

/** A model that was logged in a tracked run, as MLflow 3 knows it; not yet registered. */
export type LoggedModel = {
  readonly id: string
  readonly experimentId: string
  readonly name: string
  readonly artifactUri: string
  readonly createdAt: number
  readonly updatedAt: number
  /** MLflow's number: 1 pending, 2 ready, 3 upload failed. */
  readonly status: number
  readonly statusMessage: string | null
  readonly modelType: string | null
  readonly sourceRunId: string | null
  readonly tags: readonly KeyValue[]
  readonly params: readonly KeyValue[]
  readonly metrics: readonly ModelMetric[]
}

export type NewLoggedModel = {
  readonly experimentId: string
  readonly name: string | null
  readonly artifactLocation: string
  readonly modelType: string | null
  readonly sourceRunId: string | null
  readonly tags: readonly KeyValue[]
  readonly params: readonly KeyValue[]
}

export type ModelSearch = {
  readonly experimentIds: readonly string[]
  readonly filter: string
  readonly datasets: readonly { readonly name: string; readonly digest: string | null }[]
  readonly orderBy: readonly { readonly field: string; readonly isAscending: boolean }[]
  readonly most: number
  readonly pageToken: string | null
}

export type ModelMeasured = Measured & { readonly datasetName: string | null; readonly datasetDigest: string | null }

export type LoggedModelsRepository = {
  create(model: NewLoggedModel): LoggedModel
  get(id: string, isDeletedToo: boolean): LoggedModel
  finalise(id: string, status: number): LoggedModel
  delete(id: string): void
  logParams(id: string, params: readonly KeyValue[]): void
  setTags(id: string, tags: readonly KeyValue[]): void
  deleteTag(id: string, key: string): void
  logMetric(id: string, trackedRunId: string, metric: ModelMeasured): void
  search(request: ModelSearch): Page<LoggedModel>
}

const tables: SearchTables = {
  attributes: {
    name: 'name',
    model_id: 'id',
    model_type: 'model_type',
    status: 'status',
    source_run_id: 'source_run',
    experiment_id: 'experiment',
    creation_timestamp: 'created_at',
    last_updated_timestamp: 'updated_at',
  },
  tables: {
    metric: { table: 'logged_model_metrics', owner: 'model' },
    parameter: { table: 'logged_model_params', owner: 'model' },
    tag: { table: 'logged_model_tags', owner: 'model' },
  },
}

const statuses: Readonly<Record<string, number>> = { UNSPECIFIED: 0, PENDING: 1, READY: 2, FAILED: 3 }

const queries = (database: SqlDatabase) => ({
  get: database.prepare('SELECT * FROM logged_models WHERE id = ?'),
  insert: database.prepare(
    `INSERT INTO logged_models (id, experiment, name, artifact_uri, created_at, updated_at, status, lifecycle, model_type, source_run)
     VALUES (?, ?, ?, ?, ?, ?, 1, 'active', ?, ?)`,
  ),
  finalise: database.prepare('UPDATE logged_models SET status = ?, updated_at = ? WHERE id = ?'),
  delete: database.prepare(`UPDATE logged_models SET lifecycle = 'deleted', updated_at = ? WHERE id = ?`),
  tags: database.prepare('SELECT key, value FROM logged_model_tags WHERE model = ? ORDER BY key'),
  params: database.prepare('SELECT key, value FROM logged_model_params WHERE model = ? ORDER BY key'),
  metrics: database.prepare('SELECT * FROM logged_model_metrics WHERE model = ? ORDER BY key, step, time'),
  setTag: database.prepare('INSERT OR REPLACE INTO logged_model_tags (model, key, value) VALUES (?, ?, ?)'),
  deleteTag: database.prepare('DELETE FROM logged_model_tags WHERE model = ? AND key = ?'),
  setParam: database.prepare('INSERT OR REPLACE INTO logged_model_params (model, key, value) VALUES (?, ?, ?)'),
  addMetric: database.prepare(
    `INSERT OR REPLACE INTO logged_model_metrics (model, tracked_run, key, step, time, value, is_nan, dataset_name, dataset_digest)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
})

type Queries = ReturnType<typeof queries>

const keyValueOf = (row: SqlRow): KeyValue => ({ key: textOf(row, 'key'), value: textOf(row, 'value') })

const modelOf = (query: Queries, row: SqlRow): LoggedModel => {
  const id = textOf(row, 'id')
  return {
    id,
    experimentId: textOf(row, 'experiment'),
    name: textOf(row, 'name'),
    artifactUri: textOf(row, 'artifact_uri'),
    createdAt: numberOf(row, 'created_at'),
    updatedAt: numberOf(row, 'updated_at'),
    status: numberOf(row, 'status'),
    statusMessage: textOrNull(row, 'status_message'),
    modelType: textOrNull(row, 'model_type'),
    sourceRunId: textOrNull(row, 'source_run'),
    tags: query.tags.all(id).map(keyValueOf),
    params: query.params.all(id).map(keyValueOf),
    metrics: query.metrics.all(id).map((metric) => ({
      ...metricPointOf(metric),
      key: textOf(metric, 'key'),
      trackedRunId: textOf(metric, 'tracked_run'),
      datasetName: textOrNull(metric, 'dataset_name'),
      datasetDigest: textOrNull(metric, 'dataset_digest'),
    })),
  }
}

const checkModelName = (name: string) => {
  if (name === '' || /[/:.%"']/.test(name))
    throw wrong(
      `Invalid model name ('${name}') provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'").`,
    )
}

/** Numbers in place of the words of MLflow's statuses. */
const withNumbers = (clauses: ReturnType<typeof parseSearch>) =>
  need(clauses).map((clause) => {
    if (clause.entity !== 'attribute') return clause
    const numbered = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(numbered)
      if (clause.key === 'status') return statuses[String(value)] ?? -1
      return clause.key === 'experiment_id' ? Number(value) : value
    }
    return { ...clause, value: numbered(clause.value) as typeof clause.value }
  })

type Ordering = { readonly join: Sql; readonly term: string }

const orderings = (orderBy: ModelSearch['orderBy']): readonly Ordering[] =>
  orderBy.map(({ field, isAscending }, index) => {
    const direction = isAscending ? 'ASC' : 'DESC'
    const [entity, ...rest] = field.split('.')
    if (rest.length > 0 && entity !== 'metrics')
      throw wrong(`Invalid order by field name: ${field}. Only metrics are supported.`)
    if (rest.length > 0) {
      const newest = `SELECT model, value, max(time) FROM logged_model_metrics WHERE key = ? GROUP BY model`
      const join = { text: `LEFT JOIN (${newest}) o${index} ON o${index}.model = t.id`, values: [rest.join('.')] }
      return { join, term: `o${index}.value IS NULL, o${index}.value ${direction}` }
    }
    const known = loggedModelGrammar.aliases[field] ?? field
    const column = Object.hasOwn(tables.attributes, known) ? tables.attributes[known] : undefined
    if (column === undefined) throw wrong(`Invalid order by field name: ${field}`)
    return { join: { text: '', values: [] }, term: `t.${column} IS NULL, t.${column} ${direction}` }
  })

const usesOneOf = (datasets: ModelSearch['datasets']): readonly Sql[] => {
  if (datasets.length === 0) return []
  const parts = datasets.map(({ name, digest }) => ({
    text: digest === null ? 'x.dataset_name = ?' : '(x.dataset_name = ? AND x.dataset_digest = ?)',
    values: digest === null ? [name] : [name, digest],
  }))
  const any = parts.map(({ text }) => text).join(' OR ')
  return [
    {
      text: `EXISTS (SELECT 1 FROM logged_model_metrics x WHERE x.model = t.id AND (${any}))`,
      values: parts.flatMap(({ values }) => values),
    },
  ]
}

const searchIn =
  (database: SqlDatabase, query: Queries) =>
  (request: ModelSearch): Page<LoggedModel> => {
    const clauses = withNumbers(parseSearch(request.filter, loggedModelGrammar))
    if (request.experimentIds.length === 0) return { items: [], nextToken: null }
    const order = orderings(request.orderBy)
    const where = allOf([
      oneOf('t.experiment', request.experimentIds.map(Number)),
      { text: `t.lifecycle = 'active'`, values: [] },
      ...clauses.map((clause) => condition(clause, tables)),
      ...usesOneOf(request.datasets),
    ])
    const offset = offsetOf(request.pageToken)
    const joins = order.map(({ join }) => join)
    const rows = database
      .prepare(
        `SELECT t.* FROM logged_models t ${joins.map(({ text }) => text).join(' ')} WHERE ${where.text}
         ORDER BY ${[...order.map(({ term }) => term), 't.created_at DESC', 't.id'].join(', ')} LIMIT ? OFFSET ?`,
      )
      .all(...joins.flatMap(({ values }) => values), ...where.values, request.most + 1, offset)
    return {
      items: rows.slice(0, request.most).map((row) => modelOf(query, row)),
      nextToken: rows.length > request.most ? pageToken(offset + request.most) : null,
    }
  }

/** Models that tracked runs logged. */
export const createLoggedModelsRepository = (database: SqlDatabase): LoggedModelsRepository => {
  const query = queries(database)
  const row = (id: string, isDeletedToo: boolean): SqlRow => {
    const found = query.get.get(id)
    const isThere = found !== undefined && (isDeletedToo || textOf(found, 'lifecycle') === 'active')
    if (!isThere) throw new Refused('not-found', `Logged model with ID '${id}' not found.`)
    return found
  }
  const get = (id: string, isDeletedToo: boolean) => modelOf(query, row(id, isDeletedToo))
  const setTags = (id: string, tags: readonly KeyValue[]) => {
    row(id, false)
    for (const { key, value } of tags) query.setTag.run(id, key, cutTo(value, limits.tag))
  }
  const logParams = (id: string, params: readonly KeyValue[]) => {
    row(id, false)
    for (const { key, value } of params) query.setParam.run(id, key, cutTo(value, limits.param))
  }
  return {
    get,
    setTags,
    logParams,
    create: (model) => {
      const id = `m-${randomUUID().replaceAll('-', '')}`
      const name = model.name ?? randomName()
      checkModelName(name)
      const now = Date.now()
      const uri = `${model.artifactLocation.replace(/\/+$/, '')}/models/${id}/artifacts`
      query.insert.run(id, Number(model.experimentId), name, uri, now, now, model.modelType, model.sourceRunId)
      setTags(id, model.tags)
      logParams(id, model.params)
      return get(id, false)
    },
    finalise: (id, status) => {
      row(id, false)
      query.finalise.run(status, Date.now(), id)
      return get(id, false)
    },
    delete: (id) => {
      row(id, false)
      query.delete.run(Date.now(), id)
    },
    deleteTag: (id, key) => {
      row(id, false)
      if (query.deleteTag.run(id, key).changes === 0)
        throw new Refused('not-found', `No tag with key '${key}' found for model with ID '${id}'.`)
    },
    logMetric: (id, trackedRunId, metric) => {
      const value = Number.isNaN(metric.value) ? 0 : metric.value
      const isNan = Number.isNaN(metric.value) ? 1 : 0
      const { key, step, time, datasetName, datasetDigest } = metric
      query.addMetric.run(id, trackedRunId, key, step, time, value, isNan, datasetName, datasetDigest)
    },
    search: searchIn(database, query),
  }
}
