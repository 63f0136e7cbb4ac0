import { fail, type Result } from '#shared/result.ts'

/** The code of a database or system error; empty where it has none. */
export const errorCodeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

/** An error of the history that a user can mend, in words; null for any other. */
export const historyFailure = (error: unknown): Result<never> | null => {
  const code = errorCodeOf(error)
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC')
    return fail('disk-full', 'The disk is full: the run history cannot be written. Free some space and try again.')
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code === 'EROFS' || code === 'EACCES')
    return fail(
      'read-only',
      'The run history in .pipewright cannot be written. Make the folder writable and try again.',
    )
  if (code.startsWith('SQLITE_BUSY'))
    return fail('write-failed', 'The run history is held by another process for too long. Try again in a moment.')
  return null
}
