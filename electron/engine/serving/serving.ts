import type { Endpoints } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { EndpointRoute, EndpointSettings, EndpointStatus, WantedRoute } from '#shared/model/endpoint.ts'
import type { Json } from '#shared/model/json.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { readEndpointSettings, writeEndpointSettings } from './endpoint-file.ts'
import { createEndpointHost, type EndpointHost } from './endpoint-host.ts'
import { hostedStatus, stoppedStatus } from './endpoint-status.ts'
import { endpointKey, type HostedEndpoint } from './hosted-endpoint.ts'
import type { ServingDependencies, TrafficRecorder } from './serving-dependencies.ts'
import { tryEndpoint } from './try-endpoint.ts'

/** What serving offers: the window's requests, and more to the other capabilities of the engine. */
export type ServingCapability = Endpoints &
  AsyncDisposable & {
    /**
     * Sets the shares of traffic by version of a model that is served, without a failed request: new versions are loaded first, then get
     * their traffic, then the old ones drain. Also writes the wanted versions into `endpoint.yaml` and a line into `changes.ndjson`.
     * Fails with `not-found` where the model is not served by this host.
     */
    route(
      project: OpenProject,
      modelName: string,
      change: { readonly routes: readonly EndpointRoute[]; readonly reason: string; readonly by: string },
    ): Promise<Result<null>>
    /** What answers now; null where the model is not served by this host. */
    routes(project: OpenProject, modelName: string): readonly EndpointRoute[] | null
    /** Answers of the served model to rows, as `POST /models/<name>/predict` gives them, without HTTP. */
    predict(project: OpenProject, modelName: string, rows: readonly Json[]): Promise<Result<readonly Json[]>>
    /** From now on told what was answered. By monitoring, which is made later and moves traffic itself. */
    recordTo(recorder: TrafficRecorder): void
    /** Stops what is served of a project. */
    closeProject(projectId: string): Promise<void>
  }

type Parts = { readonly context: EngineContext; readonly deps: ServingDependencies; readonly host: EndpointHost }

type Named = { readonly projectId: string; readonly modelName: string }

const notServed = (name: string): Result<never> =>
  fail('not-found', `"${name}" is not served by this host. Serve it first.`)

const statusOf = async (parts: Parts, project: OpenProject, modelName: string): Promise<EndpointStatus> => {
  const hosted = parts.host.find(project.id, modelName)
  if (hosted === null || hosted.state === 'stopped') return stoppedStatus(parts.deps, project, modelName)
  // Of one that never served the settings are what counts.
  if (hosted.report !== null || hosted.state === 'serving') return hostedStatus(hosted)
  const stopped = await stoppedStatus(parts.deps, project, modelName)
  return { ...stopped, state: hosted.state, message: hosted.message }
}

/** With an opened project; the answer is its status afterwards. */
const acting =
  <Input extends Named>(parts: Parts, act: (project: OpenProject, input: Input) => Promise<Result<unknown>>) =>
  async (input: Input): Promise<Result<EndpointStatus>> => {
    const project = parts.deps.findProject(input.projectId)
    if (!project.ok) return project
    const acted = await act(project.value, input)
    return acted.ok ? ok(await statusOf(parts, project.value, input.modelName)) : acted
  }

type ServeInput = Parameters<Endpoints['serve']>[0]

const withOverrides = (settings: EndpointSettings, { port, workers }: Pick<ServeInput, 'port' | 'workers'>) => ({
  ...settings,
  ...(port === null ? {} : { port }),
  ...(workers === null ? {} : { workers }),
})

/** The wanted versions are the user's: kept in the file, so that the next *Serve* is the same. A port for this time is not. */
const keepWanted = async (project: OpenProject, name: string, wanted: readonly WantedRoute[]): Promise<void> => {
  const { settings, problem } = await readEndpointSettings(project, name)
  if (problem === null) await writeEndpointSettings(project, name, { ...settings, versions: [...wanted] })
}

const serve = (parts: Parts) =>
  acting(parts, async (project, input: ServeInput) => {
    const { settings, problem } = await readEndpointSettings(project, input.modelName)
    if (problem !== null) return fail('unreadable-file', `${problem}. Correct the file, then serve again.`)
    const wanted = input.versions ?? settings.versions
    const by = parts.context.hostKind
    const change = { settings: withOverrides(settings, input), wanted, reason: input.reason, by }
    const served = await parts.host.serve(project, input.modelName, change)
    if (served.ok && input.versions !== null) await keepWanted(project, input.modelName, input.versions)
    return served
  })

const configure = (parts: Parts) =>
  acting(parts, async (project, { modelName, settings }: Named & { readonly settings: EndpointSettings }) => {
    const written = await writeEndpointSettings(project, modelName, settings)
    const hosted = parts.host.find(project.id, modelName)
    if (!written.ok || hosted?.state !== 'serving') return written
    const { versions: wanted } = settings
    return parts.host.serve(project, modelName, { settings, wanted, reason: null, by: parts.context.hostKind })
  })

const applyRoutes = async (
  parts: Parts,
  hosted: HostedEndpoint,
  change: { readonly routes: readonly EndpointRoute[]; readonly reason: string | null; readonly by: string },
): Promise<Result<null>> => {
  const { project, name, settings } = hosted
  const wanted = await parts.host.keepAliases(hosted, change.routes)
  const served = await parts.host.serve(project, name, { settings, wanted, reason: change.reason, by: change.by })
  if (served.ok) await keepWanted(project, name, wanted)
  return served
}

const rollBack = (parts: Parts) =>
  acting(parts, async (project, { modelName, reason }: Named & { readonly reason: string | null }) => {
    const hosted = parts.host.find(project.id, modelName)
    if (hosted?.state !== 'serving') return notServed(modelName)
    if (hosted.previous === null) {
      return fail('not-found', `Nothing else of "${modelName}" was served before. There is nothing to go back to.`)
    }
    return applyRoutes(parts, hosted, {
      routes: hosted.previous,
      reason: reason ?? 'rolled back',
      by: parts.context.hostKind,
    })
  })

const tryIt =
  (parts: Parts): Endpoints['try'] =>
  async ({ projectId, modelName, body }) => {
    const hosted = parts.host.find(projectId, modelName)
    if (hosted?.state !== 'serving' || hosted.port === null) return notServed(modelName)
    return tryEndpoint({ port: hosted.port, token: hosted.token, modelName, body })
  }

const createRequests = (parts: Parts): Endpoints => ({
  list: async ({ projectId }) => {
    const project = parts.deps.findProject(projectId)
    if (!project.ok) return project
    const names = parts.host.ofProject(projectId).map(({ name }) => name)
    return ok(await Promise.all(names.map((name) => statusOf(parts, project.value, name))))
  },
  status: acting(parts, async () => ok(null)),
  serve: serve(parts),
  stop: async ({ projectId, modelName }) => {
    await parts.host.stop(endpointKey(projectId, modelName))
    return ok(null)
  },
  configure: configure(parts),
  rollBack: rollBack(parts),
  try: tryIt(parts),
})

/** Makes the endpoints of an engine. Nothing is started until a model is served. */
export const createServing = (context: EngineContext, deps: ServingDependencies): ServingCapability => {
  const host = createEndpointHost(context, deps)
  const parts: Parts = { context, deps, host }
  // An endpoint asked for by alias follows it.
  const undo = context.events.on('model.changed', ({ projectId, name }) => void host.follow(projectId, name))
  return {
    ...createRequests(parts),
    route: async (project, modelName, change) => {
      const hosted = host.find(project.id, modelName)
      return hosted?.state === 'serving' ? applyRoutes(parts, hosted, change) : notServed(modelName)
    },
    routes: (project, modelName) => {
      const hosted = host.find(project.id, modelName)
      return hosted?.state === 'serving' ? hosted.routes : null
    },
    predict: (project, modelName, rows) => host.predict(endpointKey(project.id, modelName), rows),
    recordTo: host.recordTo,
    closeProject: host.closeProject,
    [Symbol.asyncDispose]: async () => {
      undo()
      await host.close()
    },
  }
}
