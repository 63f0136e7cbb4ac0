import type { ServedVersion } from '#shared/model/endpoint.ts'
import type { EndpointReport } from './messages.ts'
import type { LoadedVersion, ServedModel } from './served-model.ts'

const versionReport = ({ pool, route, state, window }: LoadedVersion, now: number): ServedVersion => ({
  ...route,
  state: state === 'ready' && pool.workers === 0 ? 'failed' : state,
  message: pool.workers === 0 ? pool.problem : null,
  workers: pool.workers,
  isShared: pool.isShared,
  startedInMs: pool.startedInMs,
  restarts: pool.restarts,
  requests: window.requests,
  errors: window.errors,
  requestsPerSecond: window.rate(now),
  latencyMs: window.latency(now),
})

/** Where a served model stands. */
export const reportOf = (model: ServedModel, port: number): EndpointReport => {
  const now = performance.now()
  return {
    key: model.spec.key,
    port,
    versions: model.versions.map((loaded) => versionReport(loaded, now)),
    queued: model.queued,
    requestsPerSecond: model.window.rate(now),
    latencyMs: model.window.latency(now),
  }
}
