import { join } from 'node:path'
import type { SqlDatabase, SqlRow } from '#engine/history/database.ts'
import { numberOf, numberOrNull, textOf } from '#engine/history/row-values.ts'
import { need, Refused } from '#engine/tracking/refused.ts'
import type { Experiment, ExperimentSummary, Lifecycle } from '#shared/model/tracking.ts'
import { parseOrder, parseSearch } from '#shared/tracking/parse-search.ts'
import { experimentGrammar } from '#shared/tracking/search-grammar.ts'
import {
  checkExperimentName,
  checkExperimentTag,
  checkMostResults,
  lifecyclesOf,
  offsetOf,
  pageToken,
  type View,
  wrong,
} from './check-values.ts'
import { allOf, compileOrder, condition, oneOf, type SearchTables } from './compile-search.ts'

export type Page<Item> = { readonly items: readonly Item[]; readonly nextToken: string | null }

export type SearchRequest = {
  readonly filter: string
  readonly orderBy: readonly string[]
  readonly view: View
  readonly most: number
  readonly pageToken: string | null
}

export type NewExperiment = {
  readonly name: string
  readonly artifactLocation: string | null
  readonly tags: readonly { readonly key: string; readonly value: string }[]
}

export type ExperimentsRepository = {
  create(experiment: NewExperiment): string
  /** Refuses with `not-found`. */
  get(id: string): Experiment
  /** Also a deleted one. */
  byName(name: string): Experiment | null
  /** The experiment of this name, made where there is none; a deleted one is restored. */
  named(name: string): Experiment
  rename(id: string, name: string): void
  setLifecycle(id: string, lifecycle: Lifecycle): void
  setTag(id: string, key: string, value: string): void
  deleteTag(id: string, key: string): void
  search(request: SearchRequest): Page<Experiment>
  summaries(): readonly ExperimentSummary[]
}

const tables: SearchTables = {
  attributes: { name: 'name', experiment_id: 'id', creation_time: 'created_at', last_update_time: 'updated_at' },
  tables: { tag: { table: 'experiment_tags', owner: 'experiment' } },
}

/** SQLite compares a number with a text as different: an id that is asked for is a number. */
const noSuch = (id: string): Refused => new Refused('not-found', `No Experiment with id=${id} exists`)

/** A place of the user's own: an address stays as it is, a relative path counts from the project. */
const placeOf = (location: string, projectPath: string): string => {
  if (location.includes('#') || location.includes('..')) throw wrong(`Invalid artifact location: ${location}`)
  return /^[a-z][a-z0-9+.-]*:/i.test(location) ? location : join(projectPath, location)
}

const queries = (database: SqlDatabase) => ({
  byId: database.prepare('SELECT * FROM experiments WHERE id = ?'),
  byName: database.prepare('SELECT * FROM experiments WHERE name = ?'),
  insert: database.prepare(
    `INSERT INTO experiments (name, artifact_location, lifecycle, created_at, updated_at) VALUES (?, '', 'active', ?, ?)`,
  ),
  place: database.prepare('UPDATE experiments SET artifact_location = ? WHERE id = ?'),
  rename: database.prepare('UPDATE experiments SET name = ?, updated_at = ? WHERE id = ?'),
  lifecycle: database.prepare('UPDATE experiments SET lifecycle = ?, updated_at = ? WHERE id = ?'),
  runLifecycle: database.prepare('UPDATE tracked_runs SET lifecycle = ? WHERE experiment = ?'),
  touch: database.prepare('UPDATE experiments SET updated_at = ? WHERE id = ?'),
  tags: database.prepare('SELECT key, value FROM experiment_tags WHERE experiment = ?'),
  setTag: database.prepare('INSERT OR REPLACE INTO experiment_tags (experiment, key, value) VALUES (?, ?, ?)'),
  deleteTag: database.prepare('DELETE FROM experiment_tags WHERE experiment = ? AND key = ?'),
  facts: database.prepare(`
    SELECT experiment, count(*) AS runs, sum(status = 'RUNNING') AS running, max(started_at) AS last
    FROM tracked_runs WHERE lifecycle = 'active' GROUP BY experiment`),
  all: database.prepare(`SELECT * FROM experiments ORDER BY updated_at DESC, id DESC`),
})

type Queries = ReturnType<typeof queries>

const experimentOf = (query: Queries, row: SqlRow): Experiment => {
  const id = numberOf(row, 'id')
  return {
    id: String(id),
    name: textOf(row, 'name'),
    artifactLocation: textOf(row, 'artifact_location'),
    lifecycle: textOf(row, 'lifecycle') as Lifecycle,
    createdAt: numberOf(row, 'created_at'),
    updatedAt: numberOf(row, 'updated_at'),
    tags: Object.fromEntries(query.tags.all(id).map((tag) => [textOf(tag, 'key'), textOf(tag, 'value')])),
  }
}

const changes = (database: SqlDatabase, query: Queries, projectPath: string) => {
  const row = (id: string): SqlRow => {
    const found = /^\d{1,15}$/.test(id) ? query.byId.get(Number(id)) : undefined
    if (found === undefined) throw noSuch(id)
    return found
  }
  const activeRow = (id: string) => {
    const found = row(id)
    if (textOf(found, 'lifecycle') === 'active') return
    throw wrong(`The experiment ${id} must be in the 'active' state. Current state is ${textOf(found, 'lifecycle')}.`)
  }
  const create = ({ name, artifactLocation, tags }: NewExperiment): string => {
    checkExperimentName(name)
    for (const { key, value } of tags) checkExperimentTag(key, value)
    return database.transaction(() => {
      if (query.byName.get(name) !== undefined)
        throw new Refused('already-exists', `Experiment(name=${name}) already exists.`)
      const now = Date.now()
      const id = Number(query.insert.run(name, now, now).lastInsertRowid)
      const own = artifactLocation === null || artifactLocation === '' ? null : placeOf(artifactLocation, projectPath)
      query.place.run(own ?? `mlflow-artifacts:/${id}`, id)
      for (const { key, value } of tags) query.setTag.run(id, key, value)
      return String(id)
    })
  }
  const rename = (id: string, name: string): void => {
    checkExperimentName(name)
    if (textOf(row(id), 'lifecycle') !== 'active')
      throw new Refused('conflict', 'Cannot rename a non-active experiment.')
    const other = query.byName.get(name)
    if (other !== undefined && String(other.id) !== id)
      throw new Refused('already-exists', `Experiment(name=${name}) already exists.`)
    query.rename.run(name, Date.now(), Number(id))
  }
  const setLifecycle = (id: string, lifecycle: Lifecycle): void => {
    if (textOf(row(id), 'lifecycle') === lifecycle) throw noSuch(id)
    database.transaction(() => {
      query.lifecycle.run(lifecycle, Date.now(), Number(id))
      query.runLifecycle.run(lifecycle, Number(id))
    })
  }
  const setTag = (id: string, key: string, value: string): void => {
    checkExperimentTag(key, value)
    activeRow(id)
    query.setTag.run(Number(id), key, value)
    query.touch.run(Date.now(), Number(id))
  }
  const deleteTag = (id: string, key: string): void => {
    activeRow(id)
    if (query.deleteTag.run(Number(id), key).changes === 0)
      throw new Refused('not-found', `No tag with name: ${key} in experiment with id ${id}`)
  }
  return { row, create, rename, setLifecycle, setTag, deleteTag }
}

const searchIn =
  (database: SqlDatabase, read: (row: SqlRow) => Experiment) =>
  (request: SearchRequest): Page<Experiment> => {
    checkMostResults(request.most, 50_000)
    const clauses = need(parseSearch(request.filter, experimentGrammar)).map((clause) =>
      clause.key === 'experiment_id' ? { ...clause, value: numbersOf(clause.value) } : clause,
    )
    const orderBy = request.orderBy.length > 0 ? request.orderBy : ['creation_time DESC', 'experiment_id ASC']
    const order = compileOrder(need(parseOrder(orderBy, experimentGrammar)), tables)
    const where = allOf([
      oneOf('t.lifecycle', lifecyclesOf(request.view)),
      ...clauses.map((clause) => condition(clause as Parameters<typeof condition>[0], tables)),
    ])
    const offset = offsetOf(request.pageToken)
    const rows = database
      .prepare(
        `SELECT t.* FROM experiments t ${order.joins.text} WHERE ${where.text}
         ORDER BY ${[...order.terms, 't.id'].join(', ')} LIMIT ? OFFSET ?`,
      )
      .all(...order.joins.values, ...where.values, request.most + 1, offset)
    const more = rows.length > request.most
    return {
      items: rows.slice(0, request.most).map(read),
      nextToken: more ? pageToken(offset + request.most) : null,
    }
  }

const numbersOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(Number)
  return Number(value)
}

/** Experiments of one project. `projectPath`: where relative places of artifacts count from. */
export const createExperimentsRepository = (database: SqlDatabase, projectPath: string): ExperimentsRepository => {
  const query = queries(database)
  const change = changes(database, query, projectPath)
  const read = (row: SqlRow) => experimentOf(query, row)
  const byName = (name: string) => {
    const row = query.byName.get(name)
    return row === undefined ? null : read(row)
  }
  return {
    ...change,
    get: (id) => read(change.row(id)),
    byName,
    named: (name) => {
      const found = byName(name)
      if (found?.lifecycle === 'deleted') change.setLifecycle(found.id, 'active')
      return found ?? read(change.row(change.create({ name, artifactLocation: null, tags: [] })))
    },
    search: searchIn(database, read),
    summaries: () => {
      const facts = new Map(query.facts.all().map((row) => [numberOf(row, 'experiment'), row]))
      return query.all.all().map((row) => {
        const fact = facts.get(numberOf(row, 'id')) ?? {}
        return {
          ...read(row),
          runs: numberOf(fact, 'runs'),
          running: numberOf(fact, 'running'),
          lastRunAt: numberOrNull(fact, 'last'),
        }
      })
    },
  }
}
