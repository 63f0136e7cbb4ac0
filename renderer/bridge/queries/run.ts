import { useEffect } from 'react'
import type { Run } from '#shared/model/run.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { takeRunSnapshot, useRunStore } from '../../state/run-store.ts'
import { useRequest } from '../queries.ts'

/** A run, asked for once and folded on from there. @param runId null = none */
export const useRun = (runId: number | null): { run: Run | undefined; error: string | null } => {
  const projectId = useProjectStore((state) => state.projectId)
  const known = useRunStore((state) => (runId === null ? undefined : state.runs[runId]))
  const asked = useRequest('run.get', projectId === null || runId === null ? null : { projectId, runId })
  useEffect(() => {
    if (asked.data !== undefined) takeRunSnapshot(asked.data)
  }, [asked.data])
  return { run: known ?? asked.data, error: asked.error?.message ?? null }
}
