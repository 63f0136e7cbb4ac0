import { z } from 'zod'
import { pipelineUuidSchema } from './ids.ts'
import { jsonSchema } from './json.ts'
import { modelAliasSchema, modelNameSchema, modelSignatureSchema, modelVersionNumberSchema } from './registry.ts'

/** Port an endpoint listens on unless told otherwise. */
export const defaultEndpointPort = 7400

/** `live` answers callers; `shadow` gets copies of live requests, its answers are only recorded. */
export const routeModeSchema = z.enum(['live', 'shadow'])
export type RouteMode = z.infer<typeof routeModeSchema>

/** A version with its share of the traffic, in percent. Shares of live versions are weights: they need not add up to 100. */
export const endpointRouteSchema = z.object({
  version: modelVersionNumberSchema,
  /** Of live versions the share of requests they answer, of shadow versions the share they get a copy of. */
  share: z.number().min(0).max(100),
  mode: routeModeSchema,
})
export type EndpointRoute = Readonly<z.infer<typeof endpointRouteSchema>>

/** What the user wants served: a version, or an alias that the endpoint follows wherever it moves. */
export const wantedRouteSchema = z.object({
  version: z.union([modelVersionNumberSchema, modelAliasSchema]),
  share: z.number().min(0).max(100).default(100),
  mode: routeModeSchema.default('live'),
})
export type WantedRoute = Readonly<z.infer<typeof wantedRouteSchema>>

const batching = z.object({
  /** Most rows put together for one call of the model; 1 = never. */
  maxRows: z.number().int().min(1).max(10_000).default(1024),
  /** Milliseconds a request may wait for company while workers are busy; an idle endpoint never waits. */
  maxWaitMs: z.number().min(0).max(1000).default(2),
})

const limits = z.object({
  /** Largest body. */
  bodyMb: z.number().min(0.001).max(1024).default(16),
  /** Seconds until a request is answered with 504. */
  timeoutSeconds: z.number().min(0.05).max(3600).default(30),
  /** Requests that may wait for a worker; further ones get 429. */
  queue: z.number().int().min(1).max(100_000).default(512),
  /** Open connections; the one that was idle longest is closed for a new one. */
  connections: z.number().int().min(8).max(65_535).default(1024),
})

const recording = z.object({
  /** Whether traffic is recorded at all. */
  enabled: z.boolean().default(true),
  /** Whether the inputs of requests are kept; times, versions and predictions are kept either way. */
  features: z.boolean().default(true),
  /** Share of requests whose inputs and predictions are kept, 0 to 1. Counts and times are of all. */
  sample: z.number().min(0).max(1).default(1),
  /** Columns that are never kept: personal data. */
  leaveOut: z.array(z.string().min(1).max(500)).default([]),
})

/** `models/<name>/endpoint.yaml`: how the model is served. */
export const endpointSettingsSchema = z.object({
  port: z.number().int().min(1).max(65_535).default(defaultEndpointPort),
  /** Address to listen on. Anything but loopback needs a token. */
  host: z.string().min(1).max(255).default('127.0.0.1'),
  /** Names besides localhost and the address itself that callers may use for this computer. */
  allowedHosts: z.array(z.string().min(1).max(255)).default([]),
  /** Whether callers need the token; `auto` = where it listens on more than loopback. */
  token: z.enum(['auto', 'on']).default('auto'),
  workers: z.number().int().min(1).max(64).default(2),
  /** Minutes the versions served before stay loaded, for going back at once. */
  keepWarmMinutes: z.number().min(0).max(1440).default(10),
  batching: batching.default(batching.parse({})),
  limits: limits.default(limits.parse({})),
  recording: recording.default(recording.parse({})),
  /** Project file with `def predict(model, rows, **kwargs)`, for work before and after the model. */
  predict: z.string().min(1).max(1000).nullable().default(null),
  /** Pipelines that may be called at `POST /pipelines/<pipeline>/predict`: a run per request, its rows in the variable `request_rows`. */
  pipelines: z.array(pipelineUuidSchema).max(50).default([]),
  /** Whether a request is sent once more when the worker that had it died. `auto`: unless a `predict` file could do its work twice. */
  retry: z.enum(['auto', 'on', 'off']).default('auto'),
  versions: z
    .array(wantedRouteSchema)
    .max(20)
    .default([{ version: 'champion', share: 100, mode: 'live' }]),
})
export type EndpointSettings = Readonly<z.infer<typeof endpointSettingsSchema>>

export const endpointStates = ['stopped', 'starting', 'serving', 'failed'] as const
export type EndpointState = (typeof endpointStates)[number]

/** `warm`: no traffic any more, kept loaded for going back. */
export const servedVersionStates = ['starting', 'ready', 'draining', 'warm', 'failed'] as const

/** Times in milliseconds over the last minute of requests; null without any. */
const latencySchema = z.object({ p50: z.number().nullable(), p95: z.number().nullable(), p99: z.number().nullable() })

export const servedVersionSchema = endpointRouteSchema.extend({
  /** The alias it was asked for by. */
  alias: z.string().nullable(),
  state: z.enum(servedVersionStates),
  /** Why it failed. */
  message: z.string().nullable(),
  workers: z.number().int(),
  /** Whether the workers share one loaded model. */
  isShared: z.boolean(),
  /** Milliseconds from start to ready; null until then. */
  startedInMs: z.number().nullable(),
  /** Workers that died and were replaced. */
  restarts: z.number().int(),
  /** Since it is served. */
  requests: z.number().int(),
  errors: z.number().int(),
  requestsPerSecond: z.number(),
  latencyMs: latencySchema,
})
export type ServedVersion = z.infer<typeof servedVersionSchema>

export const endpointStatusSchema = z.object({
  modelName: modelNameSchema,
  state: z.enum(endpointStates),
  /** Why it failed, or what is wrong while it serves; in words. */
  message: z.string().nullable(),
  /** `http://localhost:7400`; null while it does not listen. */
  url: z.string().nullable(),
  /** Bearer token callers need; null where they need none. */
  token: z.string().nullable(),
  versions: z.array(servedVersionSchema),
  /** Requests waiting for a worker. */
  queued: z.number().int(),
  requestsPerSecond: z.number(),
  latencyMs: latencySchema,
  /** What rolling back would serve; null where nothing was served before. */
  previous: z.array(endpointRouteSchema).nullable(),
  settings: endpointSettingsSchema,
  /** What is wrong in `endpoint.yaml`. */
  settingsProblem: z.string().nullable(),
  /** Of the version that answers, for the form to try it. */
  signature: modelSignatureSchema.nullable(),
  /** One row of the model's input example; null where it has none. */
  example: jsonSchema.nullable(),
})
export type EndpointStatus = z.infer<typeof endpointStatusSchema>

/** What an endpoint answered to a request that was sent to try it. */
export const endpointAnswerSchema = z.object({
  status: z.number().int(),
  /** As it came; JSON of most answers. */
  body: z.string(),
  /** From the request to the last byte. */
  milliseconds: z.number(),
  requestId: z.string().nullable(),
})
export type EndpointAnswer = z.infer<typeof endpointAnswerSchema>
