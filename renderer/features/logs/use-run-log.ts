import { useEffect } from 'react'
import type { LogLine } from '#shared/model/log.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { takeLog, useRunStore } from '../../state/run-store.ts'

const none: readonly LogLine[] = []

/** Lines asked for at once: as many as the window keeps. */
const keptLines = 10_000

/**
 * Log of a run as the window has it: what came live, or what the files say where nothing did or a gap was left.
 *
 * @param runId null = no run is shown
 */
export const useRunLog = (
  runId: number | null,
): { lines: readonly LogLine[]; loading: boolean; total: number | null } => {
  const projectId = useProjectStore((state) => state.projectId)
  const live = useRunStore((state) => (runId === null ? undefined : state.logs[runId]))
  const gap = useRunStore((state) => runId !== null && state.gaps[runId] === true)
  const needed = runId !== null && projectId !== null && (live === undefined || gap)
  const filter = { blockUuid: null, minimumLevel: null, search: null, fromEnd: true, limit: keptLines }
  const stored = useRequest('run.log', needed ? { projectId, runId, ...filter } : null)
  useEffect(() => {
    if (needed && stored.data !== undefined) takeLog(runId, stored.data.lines)
  }, [needed, stored.data, runId])
  return { lines: live ?? none, loading: needed && stored.isLoading, total: stored.data?.total ?? null }
}
