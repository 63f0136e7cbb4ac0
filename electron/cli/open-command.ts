import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { exitCodes } from './session.ts'

/**
 * `pipewright open [folder]`: starts the window and leaves it alone. The launcher (package or checkout) says by
 * `PIPEWRIGHT_WINDOW_COMMAND` (JSON array) how; without it this executable is the app.
 */
export const openCommand = (folder: string | undefined): number => {
  if (folder !== undefined && !existsSync(folder)) {
    console.error(`pipewright: There is no folder ${resolve(folder)}.`)
    return exitCodes.wrongUse
  }
  const given = process.env.PIPEWRIGHT_WINDOW_COMMAND
  const command: string[] = given === undefined ? [process.execPath] : JSON.parse(given)
  const [executable = process.execPath, ...parameters] = command
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env
  const target = folder === undefined ? [] : [resolve(folder)]
  spawn(executable, [...parameters, ...target], { detached: true, stdio: 'ignore', env }).unref()
  return exitCodes.completed
}
