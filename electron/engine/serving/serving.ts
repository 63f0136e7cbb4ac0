import type { OpenProject } from '#engine/project/open-project.ts'
import type { EndpointRoute } from '#shared/model/endpoint.ts'
import type { Json } from '#shared/model/json.ts'
import type { FeedbackItem, TrafficRecord } from '#shared/model/traffic.ts'
import type { Result } from '#shared/result.ts'

/** Who keeps what endpoints answered; given by monitoring through the composition root. */
export type TrafficRecorder = {
  /** In batches of at least 250 ms, never on a request's path. */
  record(project: OpenProject, records: readonly TrafficRecord[]): void
  /** What was true after all, sent to `POST /feedback`. */
  feedback(project: OpenProject, model: string, items: readonly FeedbackItem[]): Promise<Result<{ matched: number }>>
}

/** What serving offers to the other capabilities of the engine. Its requests (`endpoint.*`) come with `engine.ts`'s `Endpoints`. */
export type ServingCapability = AsyncDisposable & {
  /**
   * Sets the shares of traffic by version of a model that is served, without a failed request: new versions are loaded first, then get
   * their traffic, then the old ones drain. Also writes the wanted versions into `endpoint.yaml` and a line into `changes.ndjson`.
   * Fails with `not-found` where the model is not served by this host.
   */
  route(
    project: OpenProject,
    modelName: string,
    routes: readonly EndpointRoute[],
    reason: string,
  ): Promise<Result<null>>
  /** What answers now; null where the model is not served by this host. */
  routes(project: OpenProject, modelName: string): readonly EndpointRoute[] | null
  /** Answers of the served model to rows, as `POST /models/<name>/predict` gives them, without HTTP. */
  predict(project: OpenProject, modelName: string, rows: readonly Json[]): Promise<Result<readonly Json[]>>
}
