import type { OpenProject } from '#engine/project/open-project.ts'
import type { EndpointSettings, WantedRoute } from '#shared/model/endpoint.ts'
import { ok, type Result } from '#shared/result.ts'
import { isLoopback } from './gateway/guard.ts'
import type { EndpointSpec } from './gateway/messages.ts'
import { endpointKey } from './hosted-endpoint.ts'
import { launchOf } from './launch-version.ts'
import type { ServingDependencies } from './serving-dependencies.ts'
import { endpointToken } from './token.ts'

export type SpecRequest = {
  readonly project: OpenProject
  readonly name: string
  readonly settings: EndpointSettings
  readonly wanted: readonly WantedRoute[]
  readonly resourcesDirectory: string
}

type Version = EndpointSpec['versions'][number]

/** `champion` means the best there is: without that alias the newest version. */
const referenceOf = (name: string, version: WantedRoute['version']): string => {
  if (typeof version === 'number') return `${name}/${version}`
  return version === 'champion' ? name : `${name}@${version}`
}

const versionOf = async (
  request: SpecRequest,
  route: WantedRoute,
  deps: ServingDependencies,
): Promise<Result<Version>> => {
  const { project, name, settings, resourcesDirectory } = request
  const resolved = await deps.models.resolve(project, referenceOf(name, route.version))
  if (!resolved.ok) return resolved
  const { version, directory, info } = resolved.value
  const { signature } = info
  const launch = await launchOf({ project, name, version, directory, signature, settings, resourcesDirectory }, deps)
  if (!launch.ok) return launch
  const alias = typeof route.version === 'string' ? route.version : null
  return ok({ version, share: route.share, mode: route.mode, alias, launch: launch.value })
}

const tuningOf = ({ batching, limits, retry, predict }: EndpointSettings): EndpointSpec['tuning'] => {
  const mayRepeat = retry === 'on' || (retry === 'auto' && predict === null)
  return {
    // Requests of a batch that failed are asked again one by one; where that is not allowed they must not be put together.
    maxRows: mayRepeat ? batching.maxRows : 1,
    maxWaitMs: batching.maxWaitMs,
    queue: limits.queue,
    timeoutMs: limits.timeoutSeconds * 1000,
    mayRepeat,
  }
}

/** An alias and a number may stand for one version: it is loaded once, and gets both shares. */
const merged = (versions: readonly Version[]): Version[] => {
  const found = new Map<string, Version>()
  for (const version of versions) {
    const key = `${version.version} ${version.mode}`
    const known = found.get(key)
    found.set(key, known === undefined ? version : { ...known, share: Math.min(100, known.share + version.share) })
  }
  return [...found.values()]
}

/** All the gateway has to know to serve these versions. Fails where one of them, or the interpreter, is not there. */
export const specOf = async (request: SpecRequest, deps: ServingDependencies): Promise<Result<EndpointSpec>> => {
  const { project, name, settings, wanted } = request
  const { host, port, allowedHosts, limits } = settings
  const needsToken = settings.token === 'on' || !isLoopback(host)
  const token = needsToken ? await endpointToken(project) : ok(null)
  if (!token.ok) return token
  const versions: Version[] = []
  for (const route of wanted) {
    const version = await versionOf(request, route, deps)
    if (!version.ok) return version
    versions.push(version.value)
  }
  return ok({
    key: endpointKey(project.id, name),
    projectId: project.id,
    name,
    listen: {
      host,
      port,
      allowedHosts,
      token: token.value,
      bodyBytes: Math.round(limits.bodyMb * 1024 * 1024),
      connections: limits.connections,
    },
    tuning: tuningOf(settings),
    recording: settings.recording,
    pipelines: settings.pipelines,
    keepWarmMs: settings.keepWarmMinutes * 60_000,
    versions: merged(versions),
  })
}
