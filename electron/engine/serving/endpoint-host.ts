import type { EngineContext } from '#engine/engine-context.ts'
import { createKeyedQueue } from '#engine/files/keyed-queue.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { EndpointRoute, EndpointSettings, WantedRoute } from '#shared/model/endpoint.ts'
import type { Json } from '#shared/model/json.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { specOf } from './endpoint-spec.ts'
import type { EndpointReport, EndpointSpec, GatewayQuestion, RawRecord } from './gateway/messages.ts'
import { type GatewayThread, startGatewayThread } from './gateway-thread.ts'
import { areSameRoutes, endpointKey, type HostedEndpoint, mainRoute } from './hosted-endpoint.ts'
import { forgetPort, notePort, whoServes } from './port-lock.ts'
import type { ServingDependencies, TrafficRecorder } from './serving-dependencies.ts'
import { trafficRecords } from './traffic-records.ts'
import { watchAliases } from './watch-aliases.ts'

export type ServeChange = {
  readonly settings: EndpointSettings
  readonly wanted: readonly WantedRoute[]
  readonly reason: string | null
  /** As in `changes.ndjson`. */
  readonly by: string
}

const noModel = fail('not-found', 'The model is not served.')

/** What this host serves. Changes of one model come one after another. */
export class EndpointHost {
  readonly #context: EngineContext
  readonly #deps: ServingDependencies
  readonly #endpoints = new Map<string, HostedEndpoint>()
  readonly #queue = createKeyedQueue()
  #thread: GatewayThread | null = null
  #recorder: TrafficRecorder | null = null

  constructor(context: EngineContext, deps: ServingDependencies) {
    this.#context = context
    this.#deps = deps
  }

  find(projectId: string, modelName: string): HostedEndpoint | null {
    return this.#endpoints.get(endpointKey(projectId, modelName)) ?? null
  }

  ofProject(projectId: string): HostedEndpoint[] {
    return [...this.#endpoints.values()].filter(({ project }) => project.id === projectId)
  }

  /** Serves, or changes what is served; resolves when the versions take requests. Where it fails what was served goes on. */
  serve(project: OpenProject, name: string, change: ServeChange): Promise<Result<null>> {
    return this.#queue(endpointKey(project.id, name), () => this.#serve(project, name, change))
  }

  /** Lets requests that are at work finish, then ends the workers. */
  stop(key: string): Promise<void> {
    return this.#queue(key, async () => {
      const endpoint = this.#endpoints.get(key)
      if (endpoint === undefined) return
      this.#endpoints.delete(key)
      endpoint.unwatch()
      await this.#thread?.ask({ kind: 'remove', key })
      if (endpoint.port !== null) await this.#leavePort(endpoint, endpoint.port)
      this.#tell(endpoint)
      if (this.#endpoints.size === 0) await this.#closeThread()
    })
  }

  /** Serves the versions its aliases stand for now. */
  async follow(projectId: string, name: string): Promise<void> {
    const endpoint = this.find(projectId, name)
    if (endpoint?.state !== 'serving') return
    if (!endpoint.wanted.some(({ version }) => typeof version === 'string')) return
    const { project, settings } = endpoint
    const wanted = await this.#moved(endpoint)
    if (wanted === null) return
    const served = await this.serve(project, name, {
      settings,
      wanted,
      reason: 'the alias moved',
      by: this.#context.hostKind,
    })
    if (!served.ok)
      this.#context.logger.warn('an endpoint could not follow its alias', { name, message: served.error.message })
  }

  /**
   * What is wanted, where an alias moved since it was served; null where none did. One that is not set stands for what it stood for then:
   * a newer version takes over only by promotion.
   */
  async #moved({ project, name, wanted, routes }: HostedEndpoint): Promise<WantedRoute[] | null> {
    let isMoved = false
    const followed: WantedRoute[] = []
    for (const [index, route] of wanted.entries()) {
      const served = routes[index]?.version ?? null
      const resolved =
        typeof route.version === 'string' ? await this.#deps.models.resolve(project, `${name}@${route.version}`) : null
      isMoved ||= resolved?.ok === true && resolved.value.version !== served
      followed.push(resolved?.ok === false ? { ...route, version: served ?? route.version } : route)
    }
    return isMoved ? followed : null
  }

  /** Routes as wanted ones: where the alias that was asked for stands for the same version, it is kept. */
  async keepAliases(endpoint: HostedEndpoint, routes: readonly EndpointRoute[]): Promise<WantedRoute[]> {
    const aliases = endpoint.wanted.flatMap(({ version }) => (typeof version === 'string' ? [version] : []))
    const versions = new Map<number, string>()
    for (const alias of aliases) {
      const resolved = await this.#deps.models.resolve(endpoint.project, `${endpoint.name}@${alias}`)
      if (resolved.ok) versions.set(resolved.value.version, alias)
    }
    return routes.map(({ version, share, mode }) => ({ version: versions.get(version) ?? version, share, mode }))
  }

  predict(key: string, rows: readonly Json[]): Promise<Result<readonly Json[]>> {
    return this.#thread?.ask({ kind: 'predict', key, rows }) ?? Promise.resolve(noModel)
  }

  readonly recordTo = (recorder: TrafficRecorder): void => {
    this.#recorder = recorder
  }

  readonly closeProject = async (projectId: string): Promise<void> => {
    await Promise.all(this.ofProject(projectId).map(({ key }) => this.stop(key)))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#endpoints.keys()].map((key) => this.stop(key)))
    await this.#closeThread()
  }

  async #serve(project: OpenProject, name: string, change: ServeChange): Promise<Result<null>> {
    if (!project.isTrusted()) {
      return fail('not-trusted', 'This folder is not trusted yet, so nothing of it is executed. Trust it first.')
    }
    const { settings, wanted } = change
    const { resourcesDirectory } = this.#context
    const spec = await specOf({ project, name, settings, wanted, resourcesDirectory }, this.#deps)
    const endpoint = this.#begin(project, name, change)
    if (!spec.ok) return this.#failed(endpoint, spec)
    const applied = await this.#ask(endpoint, spec.value)
    if (!applied.ok) return this.#failed(endpoint, applied)
    await this.#served(endpoint, { spec: spec.value, port: applied.value.port, change })
    return ok(null)
  }

  #begin(project: OpenProject, name: string, { settings, wanted }: ServeChange): HostedEndpoint {
    const key = endpointKey(project.id, name)
    const known = this.#endpoints.get(key)
    if (known?.state === 'serving') return known
    const endpoint: HostedEndpoint = {
      key,
      project,
      name,
      state: 'starting',
      message: null,
      settings,
      wanted,
      routes: [],
      previous: null,
      token: null,
      port: null,
      launch: null,
      report: null,
      unwatch: watchAliases(project, name, () => void this.follow(project.id, name)),
    }
    known?.unwatch()
    this.#endpoints.set(key, endpoint)
    this.#tell(endpoint)
    return endpoint
  }

  async #ask(endpoint: HostedEndpoint, spec: EndpointSpec): Promise<Result<{ port: number }>> {
    const { port } = spec.listen
    const isNew = port !== 0 && endpoint.port !== port
    const other = isNew ? await whoServes(endpoint.project, port) : null
    if (other !== null) return fail('conflict', other, { port })
    this.#thread ??= this.#startThread()
    const applied = await this.#thread.ask({ kind: 'apply', spec })
    if (applied.ok || applied.error.code !== 'conflict') return applied
    // It may have begun to listen while the model was loaded.
    const now = await whoServes(endpoint.project, port)
    return now === null ? applied : fail('conflict', now, { port })
  }

  #failed(endpoint: HostedEndpoint, failure: Exclude<Result<never>, { ok: true }>): Result<never> {
    if (endpoint.state !== 'serving') {
      endpoint.state = 'failed'
      endpoint.message = failure.error.message
    }
    this.#tell(endpoint)
    return failure
  }

  async #served(
    endpoint: HostedEndpoint,
    { spec, port, change }: { spec: EndpointSpec; port: number; change: ServeChange },
  ): Promise<void> {
    const routes = spec.versions.map(({ version, share, mode }) => ({ version, share, mode }))
    const isChanged = !areSameRoutes(routes, endpoint.routes)
    const oldPort = endpoint.port
    if (isChanged && endpoint.routes.length > 0) endpoint.previous = endpoint.routes
    endpoint.state = 'serving'
    endpoint.message = null
    endpoint.settings = change.settings
    endpoint.wanted = change.wanted
    endpoint.routes = routes
    endpoint.token = spec.listen.token
    endpoint.port = port
    endpoint.launch = mainRoute(spec.versions)?.launch ?? spec.versions[0]?.launch ?? null
    if (oldPort !== port) {
      if (oldPort !== null) await this.#leavePort(endpoint, oldPort)
      await notePort(endpoint.project, port, { hostKind: this.#context.hostKind, model: endpoint.name })
    }
    if (isChanged) await this.#note(endpoint, change)
    this.#tell(endpoint)
  }

  async #note({ project, name, routes, previous }: HostedEndpoint, { reason, by }: ServeChange): Promise<void> {
    const main = mainRoute(routes)
    const kind = routes.length > 1 ? 'canary' : 'deployed'
    // A canary is about the version that is new.
    const fresh = routes.find(({ version }) => previous?.every((route) => route.version !== version) ?? true)
    const version = (kind === 'canary' ? fresh : main)?.version ?? main?.version ?? null
    await this.#deps.models.note(project, name, {
      kind,
      version,
      previous: mainRoute(previous ?? [])?.version ?? null,
      reason,
      by,
    })
  }

  async #leavePort(endpoint: HostedEndpoint, port: number): Promise<void> {
    const others = this.ofProject(endpoint.project.id).filter((other) => other !== endpoint && other.port === port)
    if (others.length === 0) await forgetPort(endpoint.project, port)
  }

  #tell({ project, name }: HostedEndpoint): void {
    this.#context.events.emit('endpoint.changed', { projectId: project.id, modelName: name })
  }

  #startThread(): GatewayThread {
    return startGatewayThread({
      logger: this.#context.logger,
      report: (endpoints) => this.#report(endpoints),
      records: (key, records) => this.#record(key, records),
      asked: (key, question) => this.#asked(key, question),
      lost: (reason) => this.#lost(reason),
    })
  }

  async #closeThread(): Promise<void> {
    const thread = this.#thread
    this.#thread = null
    await thread?.close()
  }

  #report(reports: readonly EndpointReport[]): void {
    for (const report of reports) {
      const endpoint = this.#endpoints.get(report.key)
      if (endpoint === undefined || JSON.stringify(endpoint.report) === JSON.stringify(report)) continue
      endpoint.report = report
      this.#tell(endpoint)
    }
  }

  #record(key: string, records: readonly RawRecord[]): void {
    const endpoint = this.#endpoints.get(key)
    if (endpoint === undefined) return
    this.#recorder?.record(endpoint.project, trafficRecords(records, endpoint.settings.recording.leaveOut))
  }

  async #asked(key: string, question: GatewayQuestion): Promise<Result<unknown>> {
    const endpoint = this.#endpoints.get(key)
    if (endpoint === undefined) return noModel
    if (question.kind === 'pipeline') return this.#deps.runPipeline(endpoint.project, question.call)
    const unrecorded = fail('unsupported', 'Traffic is not recorded here, so that truth matches nothing.')
    return this.#recorder?.feedback(endpoint.project, endpoint.name, question.items) ?? unrecorded
  }

  /** The thread died: a bug. What it served is told to have failed; serving again starts another one. */
  #lost(reason: string): void {
    this.#context.logger.error('the gateway of endpoints ended', { reason })
    this.#thread = null
    for (const endpoint of this.#endpoints.values()) {
      endpoint.state = 'failed'
      endpoint.message = 'The gateway of endpoints ended unexpectedly; the log says why. Serve the model again.'
      this.#tell(endpoint)
    }
  }
}

export const createEndpointHost = (context: EngineContext, deps: ServingDependencies): EndpointHost =>
  new EndpointHost(context, deps)
