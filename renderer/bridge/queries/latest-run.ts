import { useEffect } from 'react'
import type { Run } from '#shared/model/run.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { takeRunSnapshot, useRunStore } from '../../state/run-store.ts'
import { useRequest } from '../queries.ts'

/** Newest run of a pipeline, folded live; null where there is none, undefined while it is asked for. */
export const useLatestRun = (pipelineUuid: string | null): Run | null | undefined => {
  const projectId = useProjectStore((state) => state.projectId)
  const input = projectId === null || pipelineUuid === null ? null : { projectId, pipelineUuid }
  const { data } = useRequest('run.latest', input)
  useEffect(() => {
    if (data != null) takeRunSnapshot(data)
  }, [data])
  const live = useRunStore((state) => {
    const runId = pipelineUuid === null ? undefined : state.latest[pipelineUuid]
    return runId === undefined ? undefined : state.runs[runId]
  })
  return live ?? data
}
