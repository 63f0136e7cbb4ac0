import { useEffect } from 'react'
import type { LogLine } from '#shared/model/log.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { takeLog, useRunStore } from '../../state/run-store.ts'

const none: readonly LogLine[] = []

/** Lines asked for at once: as many as the window keeps. */
const keptLines = 10_000

/** Quiet after a gap before the files are read. */
const gapPauseMs = 300

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
  const gaps = useRunStore((state) => (runId === null ? 0 : (state.gaps[runId] ?? 0)))
  const needed = runId !== null && projectId !== null && (live === undefined || gaps > 0)
  const filter = { blockUuid: null, minimumLevel: null, search: null, fromEnd: true, limit: keptLines }
  const stored = useRequest('run.log', needed ? { projectId, runId, ...filter } : null)
  useEffect(() => {
    if (runId !== null && live === undefined && stored.data !== undefined) takeLog(runId, stored.data.lines)
  }, [live, stored.data, runId])
  const { refetch } = stored
  useEffect(() => {
    if (runId === null || gaps === 0) return
    // What was read before the gap does not fill it; while lines pour in, the newest are shown anyway.
    const timer = setTimeout(async () => {
      const { data } = await refetch()
      if (data !== undefined && useRunStore.getState().gaps[runId] === gaps) takeLog(runId, data.lines)
    }, gapPauseMs)
    return () => clearTimeout(timer)
  }, [gaps, runId, refetch])
  return { lines: live ?? none, loading: needed && stored.isLoading, total: stored.data?.total ?? null }
}
