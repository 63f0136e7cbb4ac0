import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { Handlers } from '#shared/contract/bridge.ts'
import { type RequestInput, type RequestName, requests } from '#shared/contract/requests.ts'
import { fail, type Result } from '#shared/result.ts'

type ErrorLog = { error(message: string, facts?: Record<string, unknown>): void }

export type DispatchOptions<Context> = {
  readonly handlers: Handlers<Context>
  readonly logger: ErrorLog
  /** Tests also hold the answers against the contract; in use that would be paid on every request. */
  readonly checkOutput: boolean
}

export type Dispatch<Context> = (name: unknown, input: unknown, context: Context) => Promise<Result<unknown>>

const isRequestName = (name: unknown): name is RequestName => typeof name === 'string' && Object.hasOwn(requests, name)

const describeIssues = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`)
    .join('; ')

/** A bug of ours: written down in full under a reference, told as that reference only. */
const reportBug = (logger: ErrorLog, name: RequestName, error: unknown): Result<never> => {
  const reference = randomUUID().slice(0, 8)
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  logger.error('a request failed unexpectedly', { reference, request: name, error: stack })
  return fail('internal', `Pipewright made a mistake. Its log has the details under the reference ${reference}.`, {
    reference,
  })
}

const checkAnswer = (name: RequestName, result: Result<unknown>): Result<unknown> => {
  if (!result.ok) return result
  const checked = requests[name].output.safeParse(result.value)
  if (checked.success) return result
  throw new Error(`the answer to ${name} is not what the contract says: ${describeIssues(checked.error)}`)
}

/** Turns a name and raw input into a validated call of its handler. Never throws and never rejects. */
export const createDispatch = <Context>(options: DispatchOptions<Context>): Dispatch<Context> => {
  const call = async <Name extends RequestName>(name: Name, input: RequestInput<Name>, context: Context) => {
    const result: Result<unknown> = await options.handlers[name](input, context)
    return options.checkOutput ? checkAnswer(name, result) : result
  }
  return async (name, input, context) => {
    if (!isRequestName(name)) return fail('invalid-input', `There is no request named ${JSON.stringify(name)}.`)
    const parsed = requests[name].input.safeParse(input)
    if (!parsed.success) return fail('invalid-input', `${name} was asked wrongly: ${describeIssues(parsed.error)}.`)
    try {
      return await call(name, parsed.data as RequestInput<typeof name>, context)
    } catch (error) {
      return reportBug(options.logger, name, error)
    }
  }
}
