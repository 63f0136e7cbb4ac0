import type { EndpointRoute, RouteMode, ServedVersion } from '#shared/model/endpoint.ts'
import type { Json } from '#shared/model/json.ts'
import type { FeedbackItem, TrafficRecord } from '#shared/model/traffic.ts'
import type { Result } from '#shared/result.ts'
import type { Launch } from '../launch.ts'
import type { PipelineAnswer, PipelineCall } from '../pipeline-calls.ts'
import type { Tuning } from './batcher.ts'

/** Where a listener listens, and whom it lets in. */
export type ListenSpec = {
  readonly host: string
  readonly port: number
  /** Names callers may use for this computer besides its own. */
  readonly allowedHosts: readonly string[]
  /** Null where callers need none. */
  readonly token: string | null
  readonly bodyBytes: number
  readonly connections: number
}

export type RecordingSpec = {
  readonly enabled: boolean
  readonly features: boolean
  readonly sample: number
  readonly leaveOut: readonly string[]
}

/** One model as it shall be served: the whole of it, so that applying it twice changes nothing. */
export type EndpointSpec = {
  /** Of the project and the model. */
  readonly key: string
  readonly projectId: string
  readonly name: string
  readonly listen: ListenSpec
  readonly tuning: Tuning
  readonly recording: RecordingSpec
  /** Pipelines that may be called. */
  readonly pipelines: readonly string[]
  readonly keepWarmMs: number
  readonly versions: readonly (EndpointRoute & { readonly alias: string | null; readonly launch: Launch })[]
}

/** What the engine tells the gateway; each is answered. */
export type GatewayRequest =
  | { readonly kind: 'apply'; readonly spec: EndpointSpec }
  | { readonly kind: 'remove'; readonly key: string }
  | { readonly kind: 'predict'; readonly key: string; readonly rows: readonly Json[] }
  | { readonly kind: 'close' }

export type GatewayAnswers = {
  readonly apply: Result<{ port: number }>
  readonly remove: Result<null>
  readonly predict: Result<readonly Json[]>
  readonly close: Result<null>
}

export type EndpointReport = {
  readonly key: string
  readonly port: number
  readonly versions: readonly ServedVersion[]
  readonly queued: number
  readonly requestsPerSecond: number
  readonly latencyMs: ServedVersion['latencyMs']
}

/** An answered request, before its columns are made records: that is not the gateway's work. */
export type RawRecord = Omit<TrafficRecord, 'features' | 'predictions'> & {
  readonly mode: RouteMode
  /** Null where inputs are not kept. */
  readonly table: { readonly columns: readonly string[]; readonly data: readonly (readonly Json[])[] } | null
  readonly predictions: readonly Json[] | null
  readonly probabilities: readonly Json[] | null
  readonly classes: readonly Json[] | null
}

/** What the gateway asks the engine on behalf of a caller. */
export type GatewayQuestion =
  | { readonly kind: 'feedback'; readonly items: readonly FeedbackItem[] }
  | { readonly kind: 'pipeline'; readonly call: PipelineCall }

export type QuestionAnswers = {
  readonly feedback: Result<{ matched: number }>
  readonly pipeline: Result<PipelineAnswer>
}

/** What the gateway tells the engine by itself. */
export type GatewayEvent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly result: Result<unknown> }
  | { readonly kind: 'report'; readonly endpoints: readonly EndpointReport[] }
  | { readonly kind: 'records'; readonly key: string; readonly records: readonly RawRecord[] }
  | { readonly kind: 'asked'; readonly id: number; readonly key: string; readonly question: GatewayQuestion }
  | {
      readonly kind: 'log'
      readonly level: 'info' | 'warn' | 'error'
      readonly message: string
      readonly facts?: Record<string, unknown>
    }

/** What the engine sends: requests with a number, and answers to what the gateway asked. */
export type GatewayMessage =
  | { readonly kind: 'request'; readonly id: number; readonly request: GatewayRequest }
  | { readonly kind: 'told'; readonly id: number; readonly result: Result<unknown> }
