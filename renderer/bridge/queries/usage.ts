import { useQuery } from '@tanstack/react-query'
import type { RequestInput } from '#shared/contract/requests.ts'
import { requestOptions } from '../queries.ts'

/** Milliseconds between two looks at the curve of a block that runs. */
const liveMs = 1_000

/** What a block run uses, asked again while it runs: no event tells of it. */
export const useUsage = (place: RequestInput<'run.usage'>, isRunning: boolean) =>
  useQuery({ ...requestOptions('run.usage', place), refetchInterval: isRunning ? liveMs : false, staleTime: 0 })
