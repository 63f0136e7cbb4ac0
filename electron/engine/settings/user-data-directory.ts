import { homedir } from 'node:os'
import { posix, win32 } from 'node:path'

/**
 * Where the user's own data lies (settings, trusted folders, examples), by the custom of each system. `PIPEWRIGHT_DATA_DIRECTORY` puts it
 * elsewhere: for tests, and for installations on a stick.
 */
export const userDataDirectory = (
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string = homedir(),
): string => {
  const path = platform === 'win32' ? win32 : posix
  const chosen = env.PIPEWRIGHT_DATA_DIRECTORY
  if (chosen !== undefined && chosen !== '') return path.resolve(chosen)
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Pipewright')
  if (platform === 'win32')
    return path.join(absolute(path, env.APPDATA) ?? path.join(home, 'AppData', 'Roaming'), 'Pipewright')
  return path.join(absolute(path, env.XDG_CONFIG_HOME) ?? path.join(home, '.config'), 'pipewright')
}

/** The XDG rules say that a relative path there is to be ignored. */
const absolute = (path: typeof posix, value: string | undefined): string | null =>
  value !== undefined && path.isAbsolute(value) ? value : null
