import type { QueryClient } from '@tanstack/react-query'
import type { RequestInput, RequestName, RequestOutput } from '#shared/contract/requests.ts'
import { queryKey } from './queries.ts'

let provided: QueryClient | null = null

/** Lets commands see and set what queries know. Called once, where the query client is made. */
export const provideAnswers = (client: QueryClient): void => {
  provided = client
}

/** What a query got when it last asked; undefined where it never did. */
export const knownAnswer = <Name extends RequestName>(
  name: Name,
  input: RequestInput<Name>,
): RequestOutput<Name> | undefined => provided?.getQueryData<RequestOutput<Name>>(queryKey(name, input))

/** Shows an answer that a command got, without asking again. */
export const takeAnswer = <Name extends RequestName>(
  name: Name,
  input: RequestInput<Name>,
  value: RequestOutput<Name>,
): void => {
  provided?.setQueryData(queryKey(name, input), value)
}

/** Asks again, where anyone looks, whatever the input was. */
export const askAgain = async (name: RequestName): Promise<void> => {
  await provided?.invalidateQueries({ queryKey: [name] })
}

/** Milliseconds between two times the same is asked while the answer changes all the time. */
const paceMs = 500
/** Names asked within the last half second: whether they are to be asked again after it. */
const paced = new Map<RequestName, boolean>()

/** As `askAgain`, but at once only for the first of a burst, and at most twice a second for the others: each block of a run changes a list. */
export const askAgainPaced = (name: RequestName): void => {
  if (paced.has(name)) {
    paced.set(name, true)
    return
  }
  paced.set(name, false)
  setTimeout(() => {
    const isOld = paced.get(name) === true
    paced.delete(name)
    if (isOld) askAgainPaced(name)
  }, paceMs)
  void askAgain(name)
}

/** Forgets the answers of a name and asks again where anyone looks: what was known means something else now. */
export const askAnew = async (name: RequestName): Promise<void> => {
  await provided?.resetQueries({ queryKey: [name] })
}

/** Asks one question again, where anyone looks. */
export const askAgainFor = async <Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<void> => {
  await provided?.invalidateQueries({ queryKey: queryKey(name, input) })
}

/** Asks the questions of a name again whose input matches. */
export const askAgainWhere = async <Name extends RequestName>(
  name: Name,
  matches: (input: RequestInput<Name>) => boolean,
): Promise<void> => {
  await provided?.invalidateQueries({
    queryKey: [name],
    predicate: ({ queryKey: [, input] }) => input !== null && matches(input as RequestInput<Name>),
  })
}

/** Forgets every answer about a project, when another one is opened. */
export const forgetAnswers = (): void => provided?.clear()
