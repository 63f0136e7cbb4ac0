import type { Outputs } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import type { Histories, History } from '#engine/history/history.ts'
import type { RunHost } from '#engine/history/runs-repository.ts'
import type { TriggerMark } from '#engine/history/trigger-marks.ts'
import type { FindProject, OpenProject } from '#engine/project/open-project.ts'
import type { RunsCapability } from '#engine/run/runs.ts'
import type { Clock } from './clock.ts'
import type { ReadTrigger } from './trigger-entry.ts'

/** What triggers need of the other capabilities; injected by the composition root. */
export type TriggersDependencies = {
  readonly findProject: FindProject
  readonly histories: Histories
  readonly runs: Pick<RunsCapability, 'startFor' | 'interrupt' | 'cancel' | 'waitFor'>
  /** What a block gave, for a caller that waits for it. */
  readonly outputs: Pick<Outputs, 'page' | 'preview'>
  readonly noteOwnWrite: (absolutePath: string, etag: string | null) => void
  readonly clock: Clock
  /** Where API triggers are called. */
  readonly apiPort: () => number
  /** Mage's `ENV`: triggers that are for other environments do not fire. */
  readonly environment: string
}

/** A project whose triggers are at work. */
export type TriggerPlace = {
  readonly context: EngineContext
  readonly deps: TriggersDependencies
  readonly project: OpenProject
  readonly history: History
  readonly host: RunHost
}

/** A trigger with what this machine keeps of it. */
export type KnownTrigger = ReadTrigger & { readonly pipelineUuid: string; readonly mark: TriggerMark }

/** Whether it fires by itself on this machine. */
export const isAtWork = ({ trigger, envs }: ReadTrigger, environment: string): boolean =>
  trigger.active && (envs.length === 0 || envs.includes(environment))

/** One trigger at one look at the clock. */
export type Claiming = { readonly known: KnownTrigger; readonly isPaused: boolean; readonly now: number }
