import { createTracking, type TrackingCapability } from '#engine/tracking/tracking.ts'
import type { JsonMap } from '#shared/model/json.ts'
import { fail, ok } from '#shared/result.ts'
import { createTempModels, type TempModels } from './temp-models.ts'
import { given } from './temp-runs.ts'

export type Answer = { readonly status: number; readonly body: JsonMap; readonly text: string }

export type TempTracking = AsyncDisposable & {
  readonly temp: TempModels
  readonly tracking: TrackingCapability
  readonly url: string
  readonly token: string
  /** Asks the server as MLflow's client does. */
  post(path: string, body: unknown): Promise<Answer>
  get(path: string, query?: Record<string, string | readonly string[]>): Promise<Answer>
  send(path: string, options: RequestInit): Promise<Answer>
  /** A tracked run in a new experiment of its own. */
  trackedRun(name?: string): Promise<{ experimentId: string; id: string }>
}

const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return { status: response.status, body: isJson ? (JSON.parse(text) as JsonMap) : {}, text }
}

const queryText = (query: Record<string, string | readonly string[]>): string => {
  const parameters = new URLSearchParams()
  for (const [name, values] of Object.entries(query))
    for (const value of [values].flat()) parameters.append(name, value)
  return parameters.toString()
}

/** Experiments of a real project folder, with the real server on loopback. */
export const createTempTracking = async (): Promise<TempTracking> => {
  const temp = await createTempModels()
  const { project, models } = temp
  const tracking = createTracking(temp.context, {
    findProject: (id) => (id === project.id ? ok(project) : fail('not-found', 'no such project')),
    models,
  })
  const { url, token } = given(await tracking.serve({ projectId: project.id, port: 0, isOpen: false }))
  const send: TempTracking['send'] = async (path, options) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...options.headers }
    return answerOf(await fetch(`${url}${path}`, { ...options, headers }))
  }
  const post: TempTracking['post'] = (path, body) =>
    send(`/api/2.0/mlflow/${path}`, { method: 'POST', body: JSON.stringify(body) })
  let made = 0
  return {
    temp,
    tracking,
    url,
    token,
    send,
    post,
    get: (path, query = {}) => send(`/api/2.0/mlflow/${path}?${queryText(query)}`, { method: 'GET' }),
    trackedRun: async (name = 'first') => {
      made += 1
      const { body } = await post('experiments/create', { name: `experiment ${made}` })
      const experimentId = String(body.experiment_id)
      const run = await post('runs/create', { experiment_id: experimentId, run_name: name, start_time: made })
      const { info } = run.body.run as { info: { run_id: string } }
      return { experimentId, id: info.run_id }
    },
    [Symbol.asyncDispose]: async () => {
      await tracking[Symbol.asyncDispose]()
      await temp[Symbol.asyncDispose]()
    },
  }
}
