import fixPath from 'fix-path'

/**
 * An app started from the Dock knows only the system's PATH, not the one where the user's Python is; their login shell is asked
 * for it. From a terminal it came along already.
 */
export const completePath = (): void => {
  if (process.platform === 'darwin' && process.env.TERM === undefined) fixPath()
}
