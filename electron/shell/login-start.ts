import { mkdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import type { Engine } from '#engine/engine.ts'
import type { Logger } from '#engine/engine-events.ts'
import { loginSwitch } from './arguments.ts'

/** A quoted argument of a desktop entry (Desktop Entry Specification, "The Exec key"). */
const quoted = (argument: string): string => `"${argument.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`

/** Text of a desktop entry that starts the program at login. */
export const desktopEntry = (program: readonly string[]): string =>
  `[Desktop Entry]
Type=Application
Name=Pipewright
Comment=Fires the triggers of your projects
Exec=${[...program, loginSwitch].map(quoted).join(' ')}
X-GNOME-Autostart-enabled=true
`

const autostartFile = (): string =>
  join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'autostart', 'pipewright.desktop')

/** The program as the system must start it; an AppImage is mounted elsewhere each time, so its own file is named. */
const program = (): string[] => {
  if (app.isPackaged) return [process.env.APPIMAGE ?? process.execPath]
  return [process.execPath, app.getAppPath()]
}

const applyOnLinux = async (isWanted: boolean): Promise<void> => {
  const file = autostartFile()
  if (!isWanted) return rm(file, { force: true })
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, desktopEntry(program()))
}

const apply = async (isWanted: boolean): Promise<void> => {
  if (process.platform === 'linux') return applyOnLinux(isWanted)
  app.setLoginItemSettings({ openAtLogin: isWanted, args: [loginSwitch] })
}

/** Keeps what the system starts at login in step with the user's setting. */
export const followLoginSetting = (engine: Engine, logger: Logger): void => {
  let known = engine.settings.get().startAtLogin
  engine.events.on('settings.changed', ({ settings }) => {
    if (settings.startAtLogin === known) return
    known = settings.startAtLogin
    apply(known).catch((error: unknown) => logger.error('the start at login was not changed', { error: String(error) }))
  })
}
