import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createEngine, type Engine } from '#engine/engine.ts'

/** `resources/` beside the packaged app, or of the checkout this file was built in: how far above, the bundler decides. */
const resourcesDirectory = (): string => {
  if (process.env.PIPEWRIGHT_RESOURCES !== undefined) return process.env.PIPEWRIGHT_RESOURCES
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'resources', 'python')) && folder !== dirname(folder)) folder = dirname(folder)
  return join(folder, 'resources')
}

/** Only what goes wrong is said, on stderr: stdout belongs to the command. */
const logger = {
  info: () => {},
  warn: (message: string, facts?: Record<string, unknown>) => {
    if (process.env.PIPEWRIGHT_DEBUG !== undefined) console.error('pipewright: warning:', message, facts ?? '')
  },
  error: (message: string, facts?: Record<string, unknown>) => console.error('pipewright:', message, facts ?? ''),
}

/** The engine as the terminal hosts it. `expects`: the folder whose pipelines will be run. */
export const createCliEngine = (expects?: string): Promise<Engine> =>
  createEngine({
    ...(expects === undefined ? {} : { expects }),
    dataDirectory: null,
    resourcesDirectory: resourcesDirectory(),
    hostKind: 'terminal',
    logger,
    // ES-only and rarely needed: loaded at first use.
    trash: async (path) => (await import('trash')).default(path),
  })
