import type { EngineContext } from '#engine/engine-context.ts'
import type { Histories, History } from '#engine/history/history.ts'
import type { FindProject, OpenProject } from '#engine/project/open-project.ts'
import type { Clock } from '#engine/triggers/clock.ts'

/** What notifications need of the other capabilities; injected by the composition root. */
export type NotificationsDependencies = {
  readonly findProject: FindProject
  readonly histories: Histories
  readonly clock: Clock
}

/** A project somebody is told of. */
export type NotificationPlace = {
  readonly context: EngineContext
  readonly deps: NotificationsDependencies
  readonly project: OpenProject
  readonly history: History
}
