import type { ModelSummary, ModelVersion } from '#shared/model/registry.ts'

/** Models and versions of the project in the JSON of MLflow's registry (mlflow/protos/model_registry.proto). */
const pairs = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([key, value]) => ({ key, value }))

/** Where the files of a version are for MLflow's client: below the project's `models/`, by our server. */
export const versionUri = (name: string, version: number): string =>
  `mlflow-artifacts:/models/${encodeURIComponent(name)}/versions/${version}/files`

export const versionForm = (model: ModelSummary, version: ModelVersion) => ({
  name: model.name,
  version: String(version.version),
  creation_timestamp: version.createdAt,
  last_updated_timestamp: version.createdAt,
  current_stage: version.stage ?? 'None',
  description: version.description ?? '',
  source: version.tags[sourceTag] ?? versionUri(model.name, version.version),
  run_id: version.source.trackedRunId ?? '',
  status: 'READY',
  tags: pairs(
    Object.fromEntries(Object.entries(version.tags).filter(([key]) => key !== sourceTag && key !== modelIdTag)),
  ),
  aliases: Object.entries(model.aliases)
    .filter(([, number]) => number === version.version)
    .map(([alias]) => alias),
  ...(version.tags[modelIdTag] === undefined ? {} : { model_id: version.tags[modelIdTag] }),
})

/** Tags that keep what MLflow's client said of a version and our registry has no word for. */
export const sourceTag = 'mlflow.source'
export const modelIdTag = 'mlflow.model_id'

/** The newest version of each stage, as MLflow lists them with a model. */
export const latestOf = (versions: readonly ModelVersion[], stages: readonly string[]): readonly ModelVersion[] => {
  const newest = new Map<string, ModelVersion>()
  for (const version of [...versions].sort((a, b) => b.version - a.version)) {
    const stage = version.stage ?? 'None'
    if (!newest.has(stage)) newest.set(stage, version)
  }
  const wanted = stages.map((stage) => stage.toLowerCase())
  return [...newest].flatMap(([stage, version]) =>
    wanted.length === 0 || wanted.includes(stage.toLowerCase()) ? [version] : [],
  )
}

export const modelForm = (model: ModelSummary, versions: readonly ModelVersion[]) => ({
  name: model.name,
  creation_timestamp: model.createdAt,
  last_updated_timestamp: model.updatedAt,
  description: model.description ?? '',
  tags: pairs(model.tags),
  aliases: Object.entries(model.aliases).map(([alias, version]) => ({ alias, version: String(version) })),
  latest_versions: latestOf(versions, []).map((version) => versionForm(model, version)),
})
