import type { Logger } from '#engine/engine-events.ts'
import type { EndpointRoute, ServedVersion } from '#shared/model/endpoint.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { Launch } from '../launch.ts'
import { type InputSchema, inputSchemaOf } from './check-rows.ts'
import { LatencyWindow } from './latency-window.ts'
import type { EndpointSpec } from './messages.ts'
import { VersionPool } from './version-pool.ts'
import type { WorkerHub } from './worker-hub.ts'

/** A version that is loaded, with what its requests took. */
export type LoadedVersion = {
  readonly pool: VersionPool
  readonly window: LatencyWindow
  readonly schema: InputSchema
  route: EndpointRoute & { readonly alias: string | null }
  state: ServedVersion['state']
  /** Ends it when it was kept warm long enough. */
  cooling: NodeJS.Timeout | null
}

type Parts = { readonly hub: WorkerHub; readonly logger: Logger }

/** The same version with other settings of its process is another one to load. */
const isSameLaunch = (left: Launch, right: Launch): boolean => JSON.stringify(left) === JSON.stringify(right)

/** A model with all its loaded versions, and which of them answers. */
export class ServedModel {
  spec: EndpointSpec
  /** All together. */
  readonly window = new LatencyWindow()
  readonly #parts: Parts
  #versions: LoadedVersion[] = []
  #turn: Promise<unknown> = Promise.resolve()
  #isRemoved = false

  constructor(spec: EndpointSpec, parts: Parts) {
    this.spec = spec
    this.#parts = parts
  }

  /** Loads what is missing; only when all of it waits for requests do they get any, and the others no more. One after another. */
  apply(spec: EndpointSpec): Promise<Result<null>> {
    const applied = this.#turn.then(() => this.#change(spec))
    this.#turn = applied
    return applied
  }

  /** A version to answer the next request: by share, or the one asked for; null where there is none. */
  choose(version: number | null): LoadedVersion | null {
    const live = this.#versions.filter(({ state, route }) => state === 'ready' && route.mode === 'live')
    if (version !== null) {
      return this.#versions.find(({ state, route }) => state === 'ready' && route.version === version) ?? null
    }
    const total = live.reduce((sum, { route }) => sum + route.share, 0)
    let drawn = Math.random() * total
    for (const loaded of live) {
      drawn -= loaded.route.share
      if (drawn < 0) return loaded
    }
    return live.at(-1) ?? null
  }

  /** Versions that get a copy of this request. */
  shadows(): LoadedVersion[] {
    return this.#versions.filter(
      ({ state, route }) => state === 'ready' && route.mode === 'shadow' && Math.random() * 100 < route.share,
    )
  }

  get isHealthy(): boolean {
    return this.#versions.some(
      ({ state, route, pool }) => state === 'ready' && route.mode === 'live' && pool.workers > 0,
    )
  }

  get queued(): number {
    return this.#versions.reduce((sum, { pool }) => sum + pool.batcher.queued, 0)
  }

  get versions(): readonly LoadedVersion[] {
    return this.#versions
  }

  /** Answers what waits, then ends all processes. */
  async remove(): Promise<void> {
    this.#isRemoved = true
    await this.#turn
    const versions = this.#versions
    this.#versions = []
    await Promise.all(versions.map((loaded) => this.#end(loaded)))
  }

  async #change(spec: EndpointSpec): Promise<Result<null>> {
    if (this.#isRemoved) return fail('cancelled', `${spec.name} was stopped meanwhile.`)
    const wanted = await this.#load(spec)
    if (!wanted.ok) return wanted
    this.spec = spec
    for (const { loaded, route } of wanted.value) {
      if (loaded.cooling !== null) clearTimeout(loaded.cooling)
      loaded.cooling = null
      loaded.route = route
      loaded.state = 'ready'
      loaded.pool.batcher.tune(spec.tuning)
    }
    const kept = new Set(wanted.value.map(({ loaded }) => loaded))
    for (const loaded of this.#versions) if (!kept.has(loaded)) void this.#retire(loaded)
    return ok(null)
  }

  async #load(spec: EndpointSpec) {
    const wanted = spec.versions.map(({ launch, ...route }) => {
      const known = this.#versions.find(({ pool, state }) => state !== 'failed' && isSameLaunch(pool.launch, launch))
      return { route, known, loaded: known ?? this.#create(spec, { launch, route }) }
    })
    const fresh = wanted.filter(({ known }) => known === undefined).map(({ loaded }) => loaded)
    this.#versions.push(...fresh)
    const started = await Promise.all(fresh.map(({ pool }) => pool.start()))
    const failed = started.find((result): result is Exclude<typeof result, { ok: true }> => !result.ok)
    if (failed === undefined) return ok(wanted)
    await Promise.all(fresh.map((loaded) => this.#end(loaded)))
    return failed
  }

  #create(spec: EndpointSpec, made: { launch: Launch; route: LoadedVersion['route'] }): LoadedVersion {
    return {
      pool: new VersionPool({ launch: made.launch, tuning: spec.tuning, ...this.#parts }),
      window: new LatencyWindow(),
      schema: inputSchemaOf(made.launch.signature?.inputs ?? null),
      route: made.route,
      state: 'starting',
      cooling: null,
    }
  }

  /** No new requests; those it has are answered; then it stays loaded for a while. */
  async #retire(loaded: LoadedVersion): Promise<void> {
    if (loaded.state !== 'ready') return
    loaded.state = 'draining'
    await loaded.pool.batcher.quiet()
    // Wanted again meanwhile.
    if (loaded.state !== 'draining') return
    loaded.state = 'warm'
    loaded.cooling = setTimeout(() => void this.#end(loaded), this.spec.keepWarmMs)
  }

  async #end(loaded: LoadedVersion): Promise<void> {
    if (loaded.cooling !== null) clearTimeout(loaded.cooling)
    this.#versions = this.#versions.filter((other) => other !== loaded)
    if (loaded.state === 'ready' || loaded.state === 'draining') {
      loaded.state = 'draining'
      let timer: NodeJS.Timeout | undefined
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, this.spec.tuning.timeoutMs)
      })
      await Promise.race([loaded.pool.batcher.quiet(), patience])
      clearTimeout(timer)
    }
    await loaded.pool.dispose()
  }
}
