import { Refused } from '#engine/tracking/refused.ts'

/** Limits and words of MLflow 3 (mlflow/utils/validation.py), which clients and their tests know. */
export const limits = {
  key: 250,
  param: 6000,
  tag: 8000,
  experimentName: 500,
  experimentTag: 20_000,
  metricsPerBatch: 1000,
  paramsPerBatch: 100,
  entitiesPerBatch: 1000,
} as const

export const wrong = (message: string): Refused => new Refused('invalid-input', message)

const tooLong = (what: string, most: number): Refused =>
  wrong(`'${what}' exceeds the maximum length of ${most} characters`)

/** What a path of this name would be once taken as one: names become files in other stores. */
const normalised = (name: string): string => {
  const parts: string[] = []
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return `${name.startsWith('/') ? '/' : ''}${parts.join('/')}` || '.'
}

type Named = { readonly name: string; readonly path: string; readonly what: string }

/** A name of a metric, param or tag; `path` says where it stands in the request. */
export const checkName = ({ name, path, what }: Named): void => {
  const said = `Invalid value ${JSON.stringify(name)} for parameter '${path}' supplied`
  if (!/^[/\p{L}\p{N}_.\- :]*$/u.test(name)) {
    const allowed = 'alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/)'
    throw wrong(`${said}: Names may only contain ${allowed}.`)
  }
  const plain = normalised(name)
  if (plain !== name || plain === '.' || plain.startsWith('..') || plain.startsWith('/')) {
    const words =
      'Names are treated as file paths in certain cases, and must not resolve to other names when treated as such.'
    throw wrong(`${said}: ${words} This name would resolve to '${plain}'`)
  }
  if (name.length > limits.key) throw tooLong(what, limits.key)
}

export const checkExperimentName = (name: string): void => {
  if (name.trim() === '') throw wrong(`Invalid experiment name: '${name}'`)
  if (name.length > limits.experimentName) throw tooLong('name', limits.experimentName)
}

export const checkExperimentTag = (key: string, value: string): void => {
  checkName({ name: key, path: 'key', what: 'key' })
  if (value.length > limits.experimentTag) throw tooLong('value', limits.experimentTag)
}

/** The value as it is kept: MLflow cuts what is too long. */
export const cutTo = (value: string, most: number): string => (value.length > most ? value.slice(0, most) : value)

export const checkTime = (key: string, time: number, path: string): void => {
  if (time < 0)
    throw wrong(
      `Invalid value ${time} for parameter '${path}' supplied: metric '${key}'. Timestamp must be a nonnegative long (64-bit integer) `,
    )
}

/** What one request may carry. */
export const checkBatch = (metrics: number, params: number, tags: number): void => {
  const over = (what: string, most: number, count: number) => {
    if (count <= most) return
    throw wrong(
      `A batch logging request can contain at most ${most} ${what}. Got ${count} ${what}. Please split up ${what} across multiple requests and try again.`,
    )
  }
  over('metrics', limits.metricsPerBatch, metrics)
  over('params', limits.paramsPerBatch, params)
  over('tags', limits.paramsPerBatch, tags)
  over('metrics, params, and tags', limits.entitiesPerBatch, metrics + params + tags)
}

/** Which lifecycles a view shows. */
export type View = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL'
export const lifecyclesOf = (view: View): readonly string[] =>
  view === 'ALL' ? ['active', 'deleted'] : [view === 'DELETED_ONLY' ? 'deleted' : 'active']

export const checkMostResults = (most: number, highest: number): void => {
  const said = `Invalid value ${most} for parameter 'max_results' supplied. It must be`
  if (most < 1) throw wrong(`${said} a positive integer`)
  if (most > highest) throw wrong(`${said} at most ${highest}`)
}

/** MLflow's page tokens: where the next page begins. */
export const pageToken = (offset: number): string => Buffer.from(JSON.stringify({ offset })).toString('base64')

export const offsetOf = (token: string | null): number => {
  if (token === null || token === '') return 0
  try {
    const read: unknown = JSON.parse(Buffer.from(token, 'base64').toString('utf8'))
    if (
      typeof read === 'object' &&
      read !== null &&
      'offset' in read &&
      Number.isInteger(read.offset) &&
      Number(read.offset) >= 0
    )
      return Number(read.offset)
  } catch {
    // Said below, with every other token that is none of ours.
  }
  throw wrong('Invalid page token, could not base64-decode')
}
