import type { ModelSource, ModelVersion } from '#shared/model/registry.ts'

/** What is known of a new version besides what its `MLmodel` tells. */
export type VersionFacts = Partial<
  Pick<ModelVersion, 'metrics' | 'params' | 'tags' | 'description' | 'stage' | 'dataFingerprint' | 'environment'>
> & { readonly source?: Partial<ModelSource> }

export type RegisterRequest = {
  readonly name: string
  /** Absolute; a folder in MLflow's layout: it holds `MLmodel`. It is copied. */
  readonly directory: string
  /** Absolute path of a profile of the training data. */
  readonly profilePath: string | null
  readonly facts: VersionFacts
  /** Set to the new version at once. */
  readonly alias: string | null
  readonly reason: string | null
  /** As in `changes.ndjson`: `run 41`, `mlflow`, `terminal`. */
  readonly by: string
}

export type ResolvedModel = {
  readonly name: string
  readonly version: number
  /** Absolute: `versions/<n>/files`, an MLflow model folder. */
  readonly directory: string
  readonly profilePath: string | null
  readonly info: ModelVersion
}
