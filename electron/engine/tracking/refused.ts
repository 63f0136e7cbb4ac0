import { type AppError, type ErrorCode, fail, ok, type Result } from '#shared/result.ts'

/**
 * A failure a client can meet, thrown inside the store so that it rolls the transaction back with it. Never leaves `tracking/`: `attempt`
 * and the REST server make a value of it.
 */
export class Refused extends Error {
  readonly error: AppError
  constructor(code: ErrorCode, message: string) {
    super(message)
    this.error = { code, message }
  }
}

/** The value of a result, or its failure thrown. */
export const need = <Value>(result: Result<Value>): Value => {
  if (result.ok) return result.value
  throw new Refused(result.error.code, result.error.message)
}

/** What `work` gives, with what it refuses as a value. */
export const attempt = <Value>(work: () => Value): Result<Value> => {
  try {
    return ok(work())
  } catch (error) {
    if (error instanceof Refused) return fail(error.error.code, error.error.message)
    throw error
  }
}
