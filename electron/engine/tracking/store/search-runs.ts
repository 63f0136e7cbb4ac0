import type { SqlDatabase } from '#engine/history/database.ts'
import { textOf } from '#engine/history/row-values.ts'
import { need } from '#engine/tracking/refused.ts'
import type { TrackedRun } from '#shared/model/tracking.ts'
import { parseOrder, parseSearch } from '#shared/tracking/parse-search.ts'
import { runGrammar } from '#shared/tracking/search-grammar.ts'
import { checkMostResults, lifecyclesOf, offsetOf, pageToken } from './check-values.ts'
import { allOf, compileOrder, condition, oneOf, type SearchTables } from './compile-search.ts'
import type { Page, SearchRequest } from './experiments-repository.ts'
import type { TrackedRunsRepository } from './tracked-runs-repository.ts'

const tables: SearchTables = {
  attributes: {
    status: 'status',
    artifact_uri: 'artifact_uri',
    run_name: 'name',
    run_id: 'id',
    user_id: 'user_id',
    start_time: 'started_at',
    end_time: 'ended_at',
  },
  tables: {
    metric: { table: 'latest_metrics', owner: 'tracked_run' },
    parameter: { table: 'params', owner: 'tracked_run' },
    tag: { table: 'tags', owner: 'tracked_run' },
  },
}

export type RunSearch = SearchRequest & { readonly experimentIds: readonly string[] }

/** Tracked runs by MLflow's search, newest first where no order is asked for. */
export const createSearchRuns =
  (database: SqlDatabase, runs: TrackedRunsRepository) =>
  (request: RunSearch): Page<TrackedRun> => {
    checkMostResults(request.most, 50_000)
    const clauses = need(parseSearch(request.filter, runGrammar))
    const rules = need(parseOrder(request.orderBy, runGrammar))
    const offset = offsetOf(request.pageToken)
    if (request.experimentIds.length === 0) return { items: [], nextToken: null }
    const order = compileOrder(rules, tables)
    const where = allOf([
      oneOf('t.experiment', request.experimentIds.map(Number)),
      oneOf('t.lifecycle', lifecyclesOf(request.view)),
      ...clauses.map((clause) => condition(clause, tables)),
    ])
    const byStart = rules.some(({ key, entity }) => entity === 'attribute' && key === 'start_time')
    const terms = [...order.terms, ...(byStart ? [] : ['t.started_at DESC']), 't.id']
    const ids = database
      .prepare(
        `SELECT t.id FROM tracked_runs t ${order.joins.text} WHERE ${where.text} ORDER BY ${terms.join(', ')} LIMIT ? OFFSET ?`,
      )
      .all(...order.joins.values, ...where.values, request.most + 1, offset)
      .map((row) => textOf(row, 'id'))
    return {
      items: runs.many(ids.slice(0, request.most)),
      nextToken: ids.length > request.most ? pageToken(offset + request.most) : null,
    }
  }
