import type { EngineEvents, Logger } from './engine-events.ts'

/** What the composition root hands to every capability. Nothing here is Electron. */
export type EngineContext = {
  /** The user's own data: settings, trusted folders, recent projects, copies of examples. Absolute. */
  readonly dataDirectory: string
  /** `resources/` of the app: examples, templates, python. Absolute. */
  readonly resourcesDirectory: string
  /** `window` and `terminal` share history and trust, but tell apart who started a run. */
  readonly hostKind: 'window' | 'terminal'
  readonly logger: Logger
  readonly events: EngineEvents
  /** Moves a file or folder to the system's trash. */
  readonly trash: (path: string) => Promise<void>
}
