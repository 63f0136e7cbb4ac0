import { randomUUID } from 'node:crypto'
import type { SqlDatabase, SqlRow } from '#engine/history/database.ts'
import { numberOrNull, textOf } from '#engine/history/row-values.ts'
import { Refused } from '#engine/tracking/refused.ts'
import type { TrackedRun, TrackedRunStatus } from '#shared/model/tracking.ts'
import { checkName, cutTo, limits, wrong } from './check-values.ts'
import { randomName } from './random-name.ts'

export type KeyValue = { readonly key: string; readonly value: string }

export type NewTrackedRun = {
  readonly id?: string
  readonly experimentId: string
  readonly name: string | null
  readonly user: string | null
  readonly startedAt: number | null
  readonly status?: TrackedRunStatus
  readonly endedAt?: number | null
  readonly tags: readonly KeyValue[]
  /** Folder the artifacts of the experiment lie in. */
  readonly artifactLocation: string
  readonly origin: Pick<TrackedRun, 'runId' | 'pipelineUuid' | 'blockUuid'>
}

export type RunChange = {
  readonly status?: TrackedRunStatus | undefined
  readonly endedAt?: number | null | undefined
  readonly name?: string | undefined
}

/** Changes of tracked runs. What changes several rows belongs into a transaction of the caller's. */
export type TrackedRunsWriter = {
  row(id: string): SqlRow
  /** Refuses what is gone or deleted. */
  needActive(id: string): void
  create(run: NewTrackedRun): string
  update(id: string, change: RunChange): void
  logParams(id: string, params: readonly KeyValue[]): void
  setTags(id: string, tags: readonly KeyValue[]): void
  deleteTag(id: string, key: string): void
}

/** MLflow's tag that holds the name; both are kept equal. */
const nameTag = 'mlflow.runName'

const queries = (database: SqlDatabase) => ({
  byId: database.prepare('SELECT * FROM tracked_runs WHERE id = ?'),
  insert: database.prepare(
    `INSERT INTO tracked_runs (id, experiment, name, status, lifecycle, user_id, started_at, ended_at, artifact_uri, run_id, pipeline, block)
     VALUES (?, ?, ?, ?, 'active', ?, ?, ?, ?, ?, ?, ?)`,
  ),
  update: database.prepare('UPDATE tracked_runs SET status = ?, ended_at = ?, name = ? WHERE id = ?'),
  touch: database.prepare('UPDATE experiments SET updated_at = ? WHERE id = ?'),
  param: database.prepare('SELECT value FROM params WHERE tracked_run = ? AND key = ?'),
  addParam: database.prepare('INSERT INTO params (tracked_run, key, value) VALUES (?, ?, ?)'),
  setTag: database.prepare('INSERT OR REPLACE INTO tags (tracked_run, key, value) VALUES (?, ?, ?)'),
  deleteTag: database.prepare('DELETE FROM tags WHERE tracked_run = ? AND key = ?'),
})

type Queries = ReturnType<typeof queries>

const rowIn =
  (query: Queries) =>
  (id: string): SqlRow => {
    const found = query.byId.get(id)
    if (found === undefined) throw new Refused('not-found', `Run with id=${id} not found`)
    return found
  }

const checkOnce = (params: readonly KeyValue[]): void => {
  const keys = params.map(({ key }) => key)
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index)
  if (twice.length === 0) return
  const named = twice.map((key) => `'${key}'`).join(', ')
  throw wrong(
    `Duplicate parameter keys have been submitted: [${named}]. Please ensure the request contains only one param value per param key.`,
  )
}

const keepParam = (query: Queries, id: string, { key, value }: KeyValue): void => {
  const kept = cutTo(value, limits.param)
  const before = query.param.get(id, key)
  if (before === undefined) {
    query.addParam.run(id, key, kept)
    return
  }
  const old = textOf(before, 'value')
  if (old === kept) return
  throw wrong(
    `Changing param values is not allowed. Param with key='${key}' was already logged with value='${old}' for run ID='${id}'. Attempted logging new value '${kept}'.`,
  )
}

const updateIn =
  (query: Queries): TrackedRunsWriter['update'] =>
  (id, change) => {
    const before = rowIn(query)(id)
    const name = change.name === undefined || change.name === '' ? textOf(before, 'name') : change.name
    const endedAt = change.endedAt === undefined ? numberOrNull(before, 'ended_at') : change.endedAt
    query.update.run(change.status ?? textOf(before, 'status'), endedAt, name, id)
    if (name !== textOf(before, 'name')) query.setTag.run(id, nameTag, name)
  }

/** The name by either way to give one; both must agree. */
const nameOf = ({ name, tags }: NewTrackedRun): string => {
  const tagged = tags.find(({ key }) => key === nameTag)?.value ?? ''
  const given = name ?? ''
  if (tagged !== '' && given !== '' && tagged !== given)
    throw wrong(
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${given}', mlflow.runName='${tagged}').`,
    )
  return given || tagged || randomName()
}

const insertIn = (query: Queries, run: NewTrackedRun, name: string): string => {
  const id = run.id ?? randomUUID().replaceAll('-', '')
  const { runId, pipelineUuid, blockUuid } = run.origin
  query.insert.run(
    id,
    Number(run.experimentId),
    name,
    run.status ?? 'RUNNING',
    run.user ?? '',
    run.startedAt ?? Date.now(),
    run.endedAt ?? null,
    `${run.artifactLocation.replace(/\/+$/, '')}/${id}/artifacts`,
    runId,
    pipelineUuid,
    blockUuid,
  )
  query.touch.run(Date.now(), Number(run.experimentId))
  return id
}

export const createTrackedRunsWriter = (database: SqlDatabase): TrackedRunsWriter => {
  const query = queries(database)
  const row = rowIn(query)
  const update = updateIn(query)
  const needActive = (id: string) => {
    const lifecycle = textOf(row(id), 'lifecycle')
    if (lifecycle !== 'active')
      throw wrong(`The run ${id} must be in the 'active' state. Current state is ${lifecycle}.`)
  }
  const setTags = (id: string, tags: readonly KeyValue[]) => {
    needActive(id)
    for (const [index, { key, value }] of tags.entries()) {
      checkName({ name: key, path: tags.length === 1 ? 'key' : `tags[${index}].key`, what: 'key' })
      if (key === nameTag) update(id, { name: value })
      query.setTag.run(id, key, cutTo(value, limits.tag))
    }
  }
  return {
    row,
    needActive,
    update,
    setTags,
    logParams: (id, params) => {
      checkOnce(params)
      needActive(id)
      for (const [index, param] of params.entries()) {
        checkName({ name: param.key, path: params.length === 1 ? 'key' : `params[${index}].key`, what: 'Param key' })
        keepParam(query, id, param)
      }
    },
    deleteTag: (id, key) => {
      needActive(id)
      if (query.deleteTag.run(id, key).changes === 0)
        throw new Refused('not-found', `No tag with name: ${key} in run with id ${id}`)
    },
    create: (run) => {
      const name = nameOf(run)
      const id = insertIn(query, run, name)
      setTags(id, [...run.tags.filter(({ key }) => key !== nameTag), { key: nameTag, value: name }])
      return id
    },
  }
}
