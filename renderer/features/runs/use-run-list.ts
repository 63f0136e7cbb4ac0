import { useInfiniteQuery } from '@tanstack/react-query'
import type { RunState, RunSummary } from '#shared/model/run.ts'
import { requestOptions } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'

const pageSize = 100

/** Which runs are wanted; null = all of them. */
export type RunListFilter = { readonly pipelineUuid: string | null; readonly states: readonly RunState[] | null }

/** Runs of the project, newest first, older ones by page. */
export const useRunList = (filter: RunListFilter) => {
  const projectId = useProjectStore((state) => state.projectId)
  const states = filter.states === null ? null : [...filter.states]
  const answer = useInfiniteQuery({
    queryKey: ['run.list', projectId, filter.pipelineUuid, states],
    enabled: projectId !== null,
    initialPageParam: null as number | null,
    queryFn: ({ pageParam }): Promise<RunSummary[]> => {
      if (projectId === null) return Promise.resolve([])
      const input = { projectId, pipelineUuid: filter.pipelineUuid, states, before: pageParam, limit: pageSize }
      return requestOptions('run.list', input).queryFn()
    },
    getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.id),
  })
  return {
    runs: answer.data?.pages.flat() ?? [],
    loading: answer.isLoading,
    error: answer.error,
    hasOlder: answer.hasNextPage,
    loadOlder: () => void answer.fetchNextPage(),
  }
}
