import type { ModelsCapability } from '#engine/models/models.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { need, Refused } from '#engine/tracking/refused.ts'
import type { TrackingStore } from '#engine/tracking/store/tracking-store.ts'
import type { ModelSummary, ModelVersion } from '#shared/model/registry.ts'

/** What answers of the registry are made of. */
export type RegistryParts = {
  readonly project: OpenProject
  readonly models: ModelsCapability
  readonly store: () => Promise<TrackingStore>
  readonly artifactsRoot: string
  /** Who registers: `run 41` or `mlflow`. */
  readonly by: string
  readonly runId: number | null
  readonly pipelineUuid: string | null
  readonly blockUuid: string | null
}

export type FoundModel = { readonly model: ModelSummary; readonly versions: readonly ModelVersion[] }

/** A model with its versions; refuses with MLflow's words. */
export const findModel = async ({ models, project }: RegistryParts, name: string): Promise<FoundModel> => {
  const found = await models.get({ projectId: project.id, name })
  if (found.ok) return found.value
  if (found.error.code === 'not-found') throw new Refused('not-found', `Registered Model with name=${name} not found`)
  throw new Refused(found.error.code, found.error.message)
}

export const findVersion = async (
  parts: RegistryParts,
  name: string,
  version: number,
): Promise<FoundModel & { version: ModelVersion }> => {
  const found = await findModel(parts, name)
  const one = found.versions.find((candidate) => candidate.version === version)
  if (one === undefined) throw new Refused('not-found', `Model Version (name=${name}, version=${version}) not found`)
  return { ...found, version: one }
}

/** All models with their versions. */
export const allModels = async (parts: RegistryParts): Promise<readonly FoundModel[]> => {
  const listed = need(await parts.models.list({ projectId: parts.project.id }))
  return Promise.all(listed.map(({ name }) => findModel(parts, name)))
}
