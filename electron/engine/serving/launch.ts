import type { ModelSignature } from '#shared/model/registry.ts'
import type { RowTable } from './gateway/rows.ts'

/** All that is needed to start the Python side of one version; plain data, since it goes to another thread. */
export type Launch = {
  readonly name: string
  readonly version: number
  /** Absolute; holds `MLmodel`. */
  readonly directory: string
  /** `MLmodel` as plain data: the Python side needs no YAML. */
  readonly mlmodel: Readonly<Record<string, unknown>>
  readonly signature: ModelSignature | null
  /** What the model is warmed up with. */
  readonly example: RowTable | null
  readonly interpreter: string
  /** `resources/python`. */
  readonly pythonDirectory: string
  readonly environment: Readonly<Record<string, string>>
  readonly project: { readonly path: string; readonly workingDirectory: string }
  /** Absolute path of the project's own `predict`. */
  readonly predict: string | null
  readonly workers: number
}
