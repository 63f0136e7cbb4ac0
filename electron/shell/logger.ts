import log from 'electron-log/main'
import type { Logger } from '#engine/engine-events.ts'

/** The app's log: a file that rotates at 5 MB, and warnings on the terminal. Uncaught errors go there too. */
export const createLogger = (): Logger => {
  log.transports.file.maxSize = 5 * 1024 * 1024
  log.transports.console.level = 'warn'
  log.errorHandler.startCatching({ showDialog: false })
  return {
    info: (message, facts) => log.info(message, ...(facts ? [facts] : [])),
    warn: (message, facts) => log.warn(message, ...(facts ? [facts] : [])),
    error: (message, facts) => log.error(message, ...(facts ? [facts] : [])),
  }
}
