import type { OpenProject } from '#engine/project/open-project.ts'
import type { ModelChange, ModelSource, ModelVersion } from '#shared/model/registry.ts'
import type { Result } from '#shared/result.ts'

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

/** A change as its teller knows it; the registry adds the time. */
export type ChangeNote = Pick<ModelChange, 'kind' | 'by'> & Partial<Omit<ModelChange, 'time' | 'kind' | 'by'>>

/** What the registry offers to the other capabilities of the engine. Its requests (`model.*`) come with `engine.ts`'s `Models`. */
export type ModelsCapability = AsyncDisposable & {
  /** `churn` (its champion, else its newest version), `churn@champion`, `churn/7`, also as `models:/churn/7`. */
  resolve(project: OpenProject, reference: string): Promise<Result<ResolvedModel>>
  /** Copies a model folder into the project as a new version. Two at once get two numbers; a kill leaves no half version. */
  register(project: OpenProject, request: RegisterRequest): Promise<Result<ModelVersion>>
  /** Appends a line to `changes.ndjson` and tells `model.changed`. */
  note(project: OpenProject, name: string, change: ChangeNote): Promise<Result<null>>
}
