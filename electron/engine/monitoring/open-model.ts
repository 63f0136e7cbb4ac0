import type { OpenProject } from '#engine/project/open-project.ts'
import type { DataProfile } from '#shared/model/profile.ts'
import { ok, type Result } from '#shared/result.ts'
import { type MonitoredModel, readProfile } from './monitored-model.ts'
import type { MonitoringDependencies } from './monitoring-dependencies.ts'
import { readMonitoring } from './settings-file.ts'
import type { TrafficStore, TrafficStores } from './traffic-stores.ts'

export type OpenedModel = { readonly store: TrafficStore; readonly model: MonitoredModel }

/** Brings together what a look at a model needs. Profiles are read once per look. */
export const openModel = async (
  { deps, stores }: { readonly deps: MonitoringDependencies; readonly stores: TrafficStores },
  project: OpenProject,
  name: string,
): Promise<Result<OpenedModel>> => {
  const store = await stores.of(project)
  if (!store.ok) return store
  const [{ settings }, leftOut] = await Promise.all([readMonitoring(project.path, name), deps.leftOut(project, name)])
  const profiles = new Map<number, Promise<DataProfile | null>>()
  const read = async (version: number) => {
    const resolved = await deps.models.resolve(project, `${name}/${version}`)
    return readProfile(resolved.ok ? resolved.value.profilePath : null)
  }
  const profile = (version: number) => {
    const known = profiles.get(version) ?? read(version)
    profiles.set(version, known)
    return known
  }
  const { database } = store.value
  const model = {
    name,
    database,
    settings,
    leftOut: new Set([...leftOut, ...settings.ignore]),
    profile,
    now: deps.clock.now(),
  }
  return ok({ store: store.value, model })
}
