import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import type { TrackingStore } from '#engine/tracking/store/tracking-store.ts'
import type { TrackedRun } from '#shared/model/tracking.ts'
import { readFields } from './fields.ts'

/** Who calls: the block run its token was given to, or nobody we know (a notebook, a terminal). */
export type Caller = Pick<TrackedRun, 'runId' | 'pipelineUuid' | 'blockUuid'>

/** What a route works with. */
export type Call = {
  readonly store: TrackingStore
  readonly caller: Caller
  /** Absolute folder that `mlflow-artifacts:/` stands for. */
  readonly artifactsRoot: string
  /** Absolute folder of the project's registered models. */
  readonly modelsRoot: string
  readonly registry: Registry
  /** Something of a tracked run or an experiment changed. */
  changed(experimentId: string, trackedRunId: string | null): void
}

/** MLflow's model registry over the project's models: a function per noun and verb, with MLflow's own fields in and out. */
export type Registry = {
  answer(verb: RegistryVerb, input: RegistryInput): Promise<unknown>
}
export type RegistryVerb = `${'models' | 'versions' | 'alias' | 'models.tag' | 'versions.tag'}.${string}`
export type RegistryInput = Readonly<Record<string, unknown>>

export type Route = {
  readonly method: string
  /** After `/api/2.0`; `{name}` stands for one part, `{name...}` for all that follow. */
  readonly path: string
  answer(input: Readonly<Record<string, unknown>>, call: Call): unknown
}

/** A route that writes its answer itself: files. */
export type RawRoute = Omit<Route, 'answer'> & {
  answerRaw(exchange: Exchange, call: Call): Promise<void>
}
export type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly input: Readonly<Record<string, unknown>>
}

type Place = `${'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT'} /${string}`

/** A route whose input is what `schema` says; `null` as an answer is an empty message. */
export const route = <Schema extends z.ZodType>(
  place: Place,
  schema: Schema,
  answer: (input: z.infer<Schema>, call: Call) => unknown,
): Route => {
  const [method = 'GET', path = '/'] = place.split(' ')
  return { method, path, answer: (input, call) => answer(readFields(schema, input), call) }
}

export const rawRoute = (place: Place, answerRaw: RawRoute['answerRaw']): RawRoute => {
  const [method = 'GET', path = '/'] = place.split(' ')
  return { method, path, answerRaw }
}

export const anything = z.object({}).catchall(z.unknown())
