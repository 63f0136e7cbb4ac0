import { z } from 'zod'

/**
 * Every way a request can fail that a user can meet. A closed list: the window has words and a next action for each.
 * `internal` is a bug of ours; its message carries a reference into the log file.
 */
export const errorCodes = [
  'invalid-input',
  'not-found',
  'already-exists',
  'conflict',
  'cycle',
  'outside-project',
  'not-a-project',
  'already-open',
  'not-trusted',
  'unreadable-file',
  'write-failed',
  'disk-full',
  'read-only',
  'environment-missing',
  'requirements-missing',
  'run-active',
  'cancelled',
  'unsupported',
  'internal',
] as const

export const errorCodeSchema = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof errorCodeSchema>

/** A failure as plain data. `message` says what was expected, what came and what to do; `details` are facts for the UI. */
export const appErrorSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
})
export type AppError = z.infer<typeof appErrorSchema>

/** An expected failure is a value; a bug throws. */
export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: AppError }

export const ok = <Value>(value: Value): Result<Value> => ({ ok: true, value })

/** A failed result. `details` must be plain data, since it crosses processes. */
export const fail = (code: ErrorCode, message: string, details?: Record<string, unknown>): Result<never> => ({
  ok: false,
  error: details === undefined ? { code, message } : { code, message, details },
})
