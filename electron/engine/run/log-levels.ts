import type { LogLevel } from '#shared/model/log.ts'

const order: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warning: 2, error: 3, critical: 4 }

/** True where `level` is at least `minimum`. */
export const isAtLeast = (level: LogLevel, minimum: LogLevel): boolean => order[level] >= order[minimum]

/** The level a program wrote, or `info` where it wrote none we know. */
export const levelOr = (value: unknown, otherwise: LogLevel): LogLevel =>
  typeof value === 'string' && Object.hasOwn(order, value) ? (value as LogLevel) : otherwise

const traceback = /^\s*Traceback \(most recent call last\):/
const fatal = /^(Fatal Python error|Segmentation fault|Aborted)|\b(CRITICAL|FATAL)\b/
const error = /\bERROR\b|^[\w.]*(Error|Exception)(:|$)/
const warning = /\bWARN(ING)?\b|\b\w*Warning:|^warning:/i

/**
 * Guesses the levels of the lines a process wrote to its stderr without saying one: programs write progress there as well as trouble,
 * so a line is only trouble where it looks like it. Remembers an open traceback.
 */
export const createLevelGuess = (): ((text: string) => LogLevel) => {
  let isInTraceback = false
  return (text) => {
    if (traceback.test(text)) {
      isInTraceback = true
      return 'error'
    }
    if (isInTraceback) {
      // Its last line is the first that is not indented: the exception itself.
      isInTraceback = /^\s/.test(text) || text === ''
      return 'error'
    }
    if (fatal.test(text)) return 'critical'
    if (error.test(text)) return 'error'
    return warning.test(text) ? 'warning' : 'info'
  }
}
