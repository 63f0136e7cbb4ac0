import type { EngineContext } from '#engine/engine-context.ts'
import { listModelNames } from '#engine/models/model-folders.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { lookAtRules } from './look.ts'
import type { MonitoringDependencies } from './monitoring-dependencies.ts'
import { openModel } from './open-model.ts'
import { prune } from './retention.ts'
import type { TrafficStores } from './traffic-stores.ts'
import { takeTruthFiles } from './truth-files.ts'

/** How often rules are looked at while requests come in. */
export const lookEveryMs = 10_000
/** And while none do: traffic of another host, and rules on requests that stay away. */
const idleLooks = 6
/** Looks between two deletions of what is too old. */
const pruneLooks = 30

export type WatcherParts = {
  readonly context: EngineContext
  readonly deps: MonitoringDependencies
  readonly stores: TrafficStores
  /** Called after every look: retraining goes on from here. */
  readonly onLooked: (project: OpenProject, modelName: string) => Promise<void>
}

const lookAtModel = async (parts: WatcherParts, project: OpenProject, name: string): Promise<void> => {
  const opened = await openModel(parts, project, name)
  if (!opened.ok) return
  const { context, deps } = parts
  const { store, model } = opened.value
  const changes = await lookAtRules({ ...store, model })
  for (const { kind, alert } of changes) {
    const state = kind
    context.events.emit('model.alerted', { projectId: project.id, modelName: name, state, alert })
    if (kind === 'opened') {
      const reason = `${alert.rule}: ${alert.message}`
      await deps.models.note(project, name, { kind: 'alert', version: alert.version, reason, by: 'monitoring' })
    }
  }
  if (changes.length > 0) context.events.emit('monitor.changed', { projectId: project.id, modelName: name })
  await parts.onLooked(project, name)
}

const pruneModels = async (
  { deps, stores }: WatcherParts,
  project: OpenProject,
  names: readonly string[],
): Promise<void> => {
  for (const name of names) {
    const opened = await openModel({ deps, stores }, project, name)
    if (opened.ok)
      prune(opened.value.store.database, { model: name, ...opened.value.model.settings.keep, now: deps.clock.now() })
  }
}

const takeTruths = async ({ context, deps, stores }: WatcherParts, project: OpenProject): Promise<void> => {
  const store = await stores.of(project)
  if (!store.ok) return
  const place = { project, store: store.value, logger: context.logger, now: deps.clock.now() }
  for (const modelName of await takeTruthFiles(place))
    context.events.emit('monitor.changed', { projectId: project.id, modelName })
}

/** Looks at the rules of a project's models again and again. */
export type Watcher = {
  /** One look now; resolves when it is done. */
  look(): Promise<void>
  /** Requests came: the next look is due. */
  poke(): void
  stop(): Promise<void>
}

/** Makes the watcher of one project; it works from the first call of `look` on. */
export const createWatcher = (parts: WatcherParts, project: OpenProject): Watcher => {
  const { context, deps } = parts
  let isStopped = false
  let isPoked = true
  let count = 0
  let cancel: (() => void) | null = null
  let going: Promise<void> = Promise.resolve()
  const lookOnce = async () => {
    isPoked = false
    // Nobody serves from a folder that is not trusted, and looking makes a file in it.
    if (!project.isTrusted()) return
    const names = await listModelNames(project.path)
    if (names.length === 0) return
    await takeTruths(parts, project)
    for (const name of names) if (!isStopped) await lookAtModel(parts, project, name)
    if (count % pruneLooks === 0) await pruneModels(parts, project, names)
  }
  const look = () => {
    going = going.then(lookOnce).catch((error: unknown) => {
      context.logger.error('the rules of models could not be looked at', {
        project: project.path,
        error: String(error),
      })
    })
    return going
  }
  const plan = () => {
    cancel?.()
    if (isStopped) return
    cancel = deps.clock.after(lookEveryMs, () => {
      count += 1
      if (isPoked || count % idleLooks === 0) void look()
      plan()
    })
  }
  return {
    look: () => {
      plan()
      return look()
    },
    poke: () => {
      isPoked = true
    },
    stop: async () => {
      isStopped = true
      cancel?.()
      await going
    },
  }
}
