import { open } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Tracking } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import { mimeOf } from '#engine/outputs/artifact-url.ts'
import type { FindProject, OpenProject } from '#engine/project/open-project.ts'
import type { RequestInput, RequestOutput } from '#shared/contract/requests.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { listArtifacts, placeOfUri, readArtifact } from './artifacts.ts'
import type { OpenedStores } from './opened-stores.ts'
import { parseCsv } from './read-csv.ts'
import { attempt, Refused } from './refused.ts'
import type { TrackingStore } from './store/tracking-store.ts'
import { trackingFolder } from './tracking-folder.ts'

export type QueryParts = {
  readonly context: Pick<EngineContext, 'events'>
  readonly stores: OpenedStores
  readonly findProject: FindProject
}

type Place = { readonly project: OpenProject; readonly store: TrackingStore }

const refusal = (error: unknown): Result<never> => {
  if (error instanceof Refused) return fail(error.error.code, error.error.message)
  throw error
}

/** A request about what is tracked; `none` is the answer where nothing was tracked yet. */
const asking =
  <Input extends { readonly projectId: string }, Value>(
    { stores, findProject }: QueryParts,
    none: Value | null,
    answer: (place: Place, input: Input) => Value | Promise<Value>,
  ) =>
  async (input: Input): Promise<Result<Value>> => {
    const project = findProject(input.projectId)
    if (!project.ok) return project
    const store = await stores.existing(project.value)
    if (!store.ok) return store
    if (store.value === null)
      return none === null ? fail('not-found', 'Nothing was tracked in this project yet.') : ok(none)
    try {
      return ok(await answer({ project: project.value, store: store.value }, input))
    } catch (error) {
      return refusal(error)
    }
  }

const readable = 256 * 1024
const mostRows = 500

const textEndings = new Set([
  '.txt',
  '.log',
  '.md',
  '.json',
  '.yaml',
  '.yml',
  '.py',
  '.html',
  '.xml',
  '.toml',
  '.cfg',
  '.ini',
  '.ndjson',
  '',
])
const namedTexts = /^(MLmodel|requirements\.txt|conda\.yaml|python_env\.yaml)$/

const firstText = async (path: string, bytes: number): Promise<string | null> => {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(Math.min(bytes, readable)),
      0,
      Math.min(bytes, readable),
      0,
    )
    const read = buffer.subarray(0, bytesRead)
    return read.includes(0) ? null : read.toString('utf8')
  } finally {
    await file.close()
  }
}

type Preview = RequestOutput<'trackedRun.artifact'>

const tablePreview = (text: string, isWhole: boolean, separator: string): Preview => {
  const [columns = [], ...rows] = parseCsv(text, separator)
  // The last line of a part of a file is no whole row.
  const whole = isWhole ? rows : rows.slice(0, -1)
  return { kind: 'table', columns, rows: whole.slice(0, mostRows), truncated: !isWhole || whole.length > mostRows }
}

type Artifact = RequestInput<'trackedRun.artifact'>

const previewOf = async ({ project, store }: Place, { trackedRunId, path }: Artifact): Promise<Preview> => {
  const run = store.runs.get(trackedRunId)
  const file = await readArtifact(placeOfUri(trackingFolder(project), run.artifactUri, path))
  if (mimeOf(path).startsWith('image/'))
    return { kind: 'image', url: trackedArtifactUrl(project.id, run.artifactUri, path) }
  const ending = extname(path).toLowerCase()
  const isTable = ending === '.csv' || ending === '.tsv'
  const isText = isTable || textEndings.has(ending) || namedTexts.test(path.split('/').at(-1) ?? '')
  const text = isText ? await firstText(file.path, file.bytes) : null
  if (text === null) return { kind: 'other', bytes: file.bytes }
  if (isTable) return tablePreview(text, file.bytes <= readable, ending === '.tsv' ? '\t' : ',')
  return { kind: 'text', text, truncated: file.bytes > readable }
}

/** `artifact://<project>/tracking/<path below .pipewright/tracking>`. */
const trackedArtifactUrl = (projectId: string, uri: string, path: string): string => {
  const base = uri.replace(/^mlflow-artifacts:\/+/, '')
  return `artifact://${projectId}/tracking/${[...base.split('/'), ...path.split('/')].map(encodeURIComponent).join('/')}`
}

/** The requests of the window about experiments and tracked runs. */
export const createTrackingQueries = (
  parts: QueryParts,
): Omit<Tracking, 'server' | 'serve' | 'artifactFile' | 'importFrom' | 'exportTo'> => {
  const { events } = parts.context
  const told = (projectId: string, experimentIds: readonly string[], trackedRunIds: readonly string[]) =>
    events.emit('tracking.changed', { projectId, experimentIds: [...experimentIds], trackedRunIds: [...trackedRunIds] })
  const changingRuns = <Input extends { readonly projectId: string; readonly trackedRunIds: readonly string[] }>(
    change: (store: TrackingStore, id: string) => void,
  ) =>
    asking(parts, null, ({ store }, input: Input) => {
      store.atOnce(() => {
        for (const id of input.trackedRunIds) change(store, id)
      })
      told(input.projectId, [], input.trackedRunIds)
      return null
    })
  return {
    experiments: asking(parts, [], ({ store }) =>
      store.experiments.summaries().filter(({ lifecycle }) => lifecycle === 'active'),
    ),
    renameExperiment: asking(parts, null, ({ store }, { projectId, experimentId, name }) => {
      store.experiments.rename(experimentId, name)
      told(projectId, [experimentId], [])
      return null
    }),
    deleteExperiment: asking(parts, null, ({ store }, { projectId, experimentId }) => {
      store.experiments.setLifecycle(experimentId, 'deleted')
      told(projectId, [experimentId], [])
      return null
    }),
    search: asking(parts, { trackedRuns: [], nextPageToken: null }, ({ store }, input) => {
      const { experimentIds, filter, orderBy, limit, pageToken } = input
      const found = store.searchRuns({ experimentIds, filter, orderBy, most: limit, pageToken, view: 'ACTIVE_ONLY' })
      return { trackedRuns: [...found.items], nextPageToken: found.nextToken }
    }),
    get: asking(parts, null, ({ store }, { trackedRunId }) => store.runs.get(trackedRunId)),
    rename: asking(parts, null, ({ store }, { projectId, trackedRunId, name }) => {
      store.atOnce(() => store.runs.update(trackedRunId, { name }))
      told(projectId, [], [trackedRunId])
      return null
    }),
    tag: asking(parts, null, ({ store }, { projectId, trackedRunId, key, value }) => {
      if (value === null) store.runs.deleteTag(trackedRunId, key)
      else store.atOnce(() => store.runs.setTags(trackedRunId, [{ key, value }]))
      told(projectId, [], [trackedRunId])
      return null
    }),
    delete: changingRuns((store, id) => store.runs.setLifecycle(id, 'deleted')),
    restore: changingRuns((store, id) => store.runs.setLifecycle(id, 'active')),
    history: asking(parts, [], ({ store }, { trackedRunIds, metric, limit }) => {
      const points = store.metrics.interval({ trackedRunIds, key: metric, most: limit, steps: null })
      return trackedRunIds.map((trackedRunId) => ({
        trackedRunId,
        points: points
          .filter((point) => point.trackedRunId === trackedRunId)
          .map(({ value, step, time }) => ({ value, step, time })),
      }))
    }),
    artifacts: asking(parts, null, async ({ project, store }, { trackedRunId, path }) => {
      const run = store.runs.get(trackedRunId)
      return [...(await listArtifacts(placeOfUri(trackingFolder(project), run.artifactUri, path)))]
    }),
    artifact: asking(parts, null, (place, input: Artifact) => previewOf(place, input)),
  }
}

/** The file behind an `artifact://` address of a tracked run; null for an address of anything else. */
export const trackedArtifactFile =
  ({ findProject }: QueryParts) =>
  async (url: string): Promise<Result<{ path: string; mime: string }> | null> => {
    const found = /^artifact:\/\/([0-9a-f]{16})\/tracking\/(.+)$/.exec(url)
    if (found === null) return null
    const project = findProject(found[1] ?? '')
    if (!project.ok) return project
    const place = attempt(() =>
      placeOfUri(trackingFolder(project.value), `mlflow-artifacts:/`, decodeURIComponent(found[2] ?? '')),
    )
    if (!place.ok) return place
    try {
      const { path } = await readArtifact(place.value)
      return ok({ path, mime: mimeOf(path) })
    } catch (error) {
      return refusal(error)
    }
  }
