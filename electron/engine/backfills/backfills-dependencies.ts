import type { EngineContext } from '#engine/engine-context.ts'
import type { Histories, History } from '#engine/history/history.ts'
import type { FindProject, OpenProject } from '#engine/project/open-project.ts'
import type { RunsCapability } from '#engine/run/runs.ts'

/** What backfills need of the other capabilities; injected by the composition root. */
export type BackfillsDependencies = {
  readonly findProject: FindProject
  readonly histories: Histories
  readonly runs: Pick<RunsCapability, 'startFor' | 'cancel'>
}

/** A project whose backfills are at work. */
export type BackfillPlace = {
  readonly context: EngineContext
  readonly deps: BackfillsDependencies
  readonly project: OpenProject
  readonly history: History
}
