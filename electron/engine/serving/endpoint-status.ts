import type { OpenProject } from '#engine/project/open-project.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { Json } from '#shared/model/json.ts'
import { readEndpointSettings } from './endpoint-file.ts'
import type { RowTable } from './gateway/rows.ts'
import { type HostedEndpoint, mainRoute } from './hosted-endpoint.ts'
import { readInputExample } from './input-example.ts'
import { readMlmodelFile } from './launch-version.ts'
import type { ServingDependencies } from './serving-dependencies.ts'

const noLatency = { p50: null, p95: null, p99: null }

const exampleOf = (table: RowTable | null): Json =>
  table === null ? null : Object.fromEntries(table.columns.map((name, at) => [name, table.data[at]?.[0] ?? null]))

/** Signature and example of the version that would be served. */
const wouldServe = async (deps: ServingDependencies, project: OpenProject, name: string) => {
  const resolved = await deps.models.resolve(project, name)
  if (!resolved.ok) return { signature: null, example: null }
  const { directory, info } = resolved.value
  const mlmodel = await readMlmodelFile(directory)
  const example = mlmodel.ok ? await readInputExample(directory, mlmodel.value) : null
  return { signature: info.signature, example: exampleOf(example) }
}

/** Of a model that is not served. */
export const stoppedStatus = async (
  deps: ServingDependencies,
  project: OpenProject,
  modelName: string,
): Promise<EndpointStatus> => {
  const { settings, problem } = await readEndpointSettings(project, modelName)
  return {
    modelName,
    state: 'stopped',
    message: null,
    url: null,
    token: null,
    versions: [],
    queued: 0,
    requestsPerSecond: 0,
    latencyMs: noLatency,
    previous: null,
    settings,
    settingsProblem: problem,
    ...(await wouldServe(deps, project, modelName)),
  }
}

const urlOf = ({ settings, port }: HostedEndpoint): string | null => {
  if (port === null) return null
  const everywhere = ['0.0.0.0', '::', '127.0.0.1', '::1', 'localhost']
  const host = everywhere.includes(settings.host) ? 'localhost' : settings.host
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Of a model this host serves. */
export const hostedStatus = async (endpoint: HostedEndpoint): Promise<EndpointStatus> => {
  const { name, state, message, report, launch } = endpoint
  const { settings, problem } = await readEndpointSettings(endpoint.project, name)
  const main = mainRoute(report?.versions.filter((version) => version.state === 'failed') ?? [])
  return {
    modelName: name,
    state,
    message: message ?? main?.message ?? null,
    url: state === 'serving' ? urlOf(endpoint) : null,
    token: endpoint.token,
    versions: [...(report?.versions ?? [])],
    queued: report?.queued ?? 0,
    requestsPerSecond: report?.requestsPerSecond ?? 0,
    latencyMs: report?.latencyMs ?? noLatency,
    previous: endpoint.previous === null ? null : [...endpoint.previous],
    settings,
    settingsProblem: problem,
    signature: launch?.signature ?? null,
    example: exampleOf(launch?.example ?? null),
  }
}
