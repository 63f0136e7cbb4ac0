import type { Pipeline } from '#shared/model/pipeline.ts'
import type { Result } from '#shared/result.ts'

/**
 * An opened project, as the other capabilities see it: where it is and what its files say now. Held by `Projects`; runs, outputs and
 * environments ask it and keep nothing of it.
 */
export type OpenProject = {
  readonly id: string
  /** Real path of the folder. */
  readonly path: string
  /** Base name of the folder; part of import paths of user code. */
  readonly name: string
  /** `<path>/.pipewright`: history, runs, journal. Made on first need; see `ensureStateDirectory`. */
  readonly stateDirectory: string
  /** Makes the state directory, with its own .gitignore; fails with `read-only` or `disk-full` in words. */
  ensureStateDirectory(): Promise<Result<string>>
  isTrusted(): boolean
  /** The pipeline as its file is at this moment (cached by content). Fails with `not-found` or `unreadable-file`. */
  pipeline(uuid: string): Promise<Result<Pipeline>>
  /** Absolute path of the folder blocks run in; importable too. See `working-directory.ts`. */
  workingDirectory(): Promise<string>
  /** The parsed project `metadata.yaml` as plain data; empty where it is empty or unreadable. */
  metadata(): Promise<Record<string, unknown>>
}

/** A project that is about to be opened: where it is, and whether it may run anything. */
export type OpeningProject = Pick<OpenProject, 'id' | 'path' | 'stateDirectory' | 'isTrusted'>

/** Finds an opened project by id; fails with `not-found` once it is closed. */
export type FindProject = (projectId: string) => Result<OpenProject>

/** What the file tree and search need besides: what the folder holds, and who uses it. */
export type ProjectWithFiles = OpenProject & {
  /** Project paths of all files, tools' folders left out; waits for the first scan of the watcher. */
  files(): Promise<ReadonlySet<string>>
  /** Code files that pipelines use, each with the pipelines; our own edits are in it at once. */
  usedFiles(): Promise<ReadonlyMap<string, readonly string[]>>
}

export type FindProjectWithFiles = (projectId: string) => Result<ProjectWithFiles>
