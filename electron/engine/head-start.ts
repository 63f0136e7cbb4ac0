import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunHost } from '#engine/history/runs-repository.ts'
import type { EngineContext } from './engine-context.ts'
import { projectIdOf, stateFolderName } from './project/project-folders.ts'
import { createTrust, type Trust } from './project/trust.ts'
import { createInterpreterChoice, type InterpreterChoice } from './python/interpreter-choice.ts'
import { ownIdentity } from './run/process-identity.ts'
import { createProcessPool, type ProcessPool } from './run/process-pool.ts'
import { createUserSettings, type SettingsCapability } from './settings/user-settings.ts'

/** The parts that starting a project's supervisor takes. The rest of the engine is loaded while Python starts, and takes them over. */
export type HeadStart = {
  readonly context: EngineContext
  readonly settings: SettingsCapability
  readonly trust: Trust
  readonly choice: InterpreterChoice
  readonly host: Promise<RunHost>
  readonly pool: ProcessPool
}

export const createHeadStart = async (context: EngineContext): Promise<HeadStart> => {
  const host = ownIdentity()
  return {
    context,
    settings: await createUserSettings(context),
    trust: createTrust(context),
    choice: createInterpreterChoice(context, process.env),
    host,
    pool: createProcessPool(context, host),
  }
}

/**
 * Starts the supervisor of a folder whose pipelines are about to be run; resolves when it is being started. Nothing is started where
 * the folder is not trusted, where the user does not want it, or where there is no interpreter: opening the project says what is wrong.
 */
export const expectRuns = async ({ settings, trust, choice, pool }: HeadStart, folder: string): Promise<void> => {
  if (!settings.get().warmInterpreter) return
  const [path] = await Promise.all([realpath(folder).catch(() => null), trust.reload()])
  if (path === null || !trust.isTrusted(path)) return
  const project = { id: projectIdOf(path), path, stateDirectory: join(path, stateFolderName), isTrusted: () => true }
  const interpreter = await choice.likely(project)
  if (interpreter !== null) await pool.begin(project.id, interpreter)
}
