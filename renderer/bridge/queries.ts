import { QueryClient, skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { RequestInput, RequestName, RequestOutput } from '#shared/contract/requests.ts'
import type { AppError } from '#shared/result.ts'
import { bridge } from './bridge.ts'

/** A failed request as TanStack Query wants it: thrown, with the plain error kept. */
export class RequestError extends Error {
  readonly appError: AppError
  constructor(appError: AppError) {
    super(appError.message)
    this.name = 'RequestError'
    this.appError = appError
  }
}

/** Pushed events invalidate, so nothing goes stale by itself. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false, refetchOnWindowFocus: false } },
  })

/** Key of a request's answer; invalidate by `[name]` or `[name, input]`. */
export const queryKey = <Name extends RequestName>(name: Name, input: RequestInput<Name>) => [name, input] as const

/** A request as TanStack Query takes it, for `useQueries` and prefetching. */
export const requestOptions = <Name extends RequestName>(name: Name, input: RequestInput<Name>) => ({
  queryKey: queryKey(name, input),
  queryFn: async (): Promise<RequestOutput<Name>> => {
    const result = await bridge().request(name, input)
    if (!result.ok) throw new RequestError(result.error)
    return result.value
  },
})

/** Pulled data: asks once, again when an event invalidates it. A null input asks nothing. */
export const useRequest = <Name extends RequestName>(
  name: Name,
  input: RequestInput<Name> | null,
): UseQueryResult<RequestOutput<Name>, RequestError> =>
  useQuery<RequestOutput<Name>, RequestError>({
    queryKey: [name, input],
    queryFn: input === null ? skipToken : requestOptions(name, input).queryFn,
  })
