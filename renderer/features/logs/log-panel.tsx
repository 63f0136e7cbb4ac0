import { ScrollText } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { LogLine } from '#shared/model/log.ts'
import type { Run } from '#shared/model/run.ts'
import { useRequest } from '../../bridge/queries.ts'
import { copyText, revealLog } from '../../commands/run-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { EmptyState, SkeletonLines } from '../../ui/feedback.tsx'
import { TabActions } from '../../ui/tabs.tsx'
import { blocksToChoose, fittingFilter, type LogFilter, linesAsText, searchHits, visibleLines } from './log-filter.ts'
import { LogList } from './log-list.tsx'
import { LogToolbar } from './log-toolbar.tsx'
import { useRunLog } from './use-run-log.ts'

const wholeLog: LogFilter = { blockUuid: null, attempt: null, minimumLevel: 'debug', search: '' }

const blocksOf = (lines: readonly LogLine[]): readonly string[] => [...new Set(lines.map((line) => line.blockUuid))]

const attemptsOf = (run: Run | undefined, blockUuid: string | null): number =>
  run?.blockRuns.find((blockRun) => blockRun.blockUuid === blockUuid)?.attempt ?? 0

const useProjectPath = (): string => {
  const projectId = useProjectStore((state) => state.projectId)
  return useRequest('project.get', projectId === null ? null : { projectId }).data?.path ?? ''
}

/** Says why there are no lines. */
const NoLines = ({ runId, filtered }: { readonly runId: number | null; readonly filtered: boolean }) => {
  const words =
    runId === null
      ? { title: 'No run yet', text: 'Run the pipeline to see what its blocks print.' }
      : filtered
        ? { title: 'No lines of this kind', text: 'Choose all blocks and all levels to see the whole log.' }
        : { title: 'Nothing printed', text: 'No block of this run has printed anything so far.' }
  return <EmptyState size="sm" icon={<ScrollText size={20} />} {...words} />
}

/**
 * Log of a run, live while it runs.
 *
 * @param runId null = there is no run to show
 */
export const LogPanel = ({ runId }: { readonly runId: number | null }) => {
  const { lines, loading } = useRunLog(runId)
  const run = useRunStore((state) => (runId === null ? undefined : state.runs[runId]))
  const projectPath = useProjectPath()
  const [chosen, setFilter] = useState(wholeLog)
  const [follow, setFollow] = useState(true)
  const [hit, setHit] = useState(0)
  const blocks = useMemo(
    () => (run === undefined ? blocksOf(lines) : blocksToChoose(run, chosen.blockUuid)),
    [run, lines, chosen.blockUuid],
  )
  const filter = useMemo(() => fittingFilter(chosen, blocks), [chosen, blocks])
  const shown = useMemo(() => visibleLines(lines, filter), [lines, filter])
  const hits = useMemo(() => searchHits(shown, filter.search), [shown, filter.search])
  const { blockUuid } = filter
  const step = (by: 1 | -1) => {
    if (hits.length === 0) return
    setFollow(false)
    setHit((hit + by + hits.length) % hits.length)
  }
  return (
    <section className="flex h-full min-h-0 flex-col" aria-label="Log">
      <TabActions>
        <LogToolbar
          filter={filter}
          blocks={blocks}
          attempts={attemptsOf(run, blockUuid)}
          hits={hits.length}
          hit={Math.min(hit, Math.max(0, hits.length - 1))}
          follow={follow}
          onFilter={(next) => {
            setFilter(next)
            setHit(0)
          }}
          onStep={step}
          onFollow={setFollow}
          onCopy={() => void copyText(linesAsText(shown))}
          onReveal={
            runId !== null && blockUuid !== null
              ? () => void revealLog({ runId, blockUuid, attempt: filter.attempt })
              : null
          }
        />
      </TabActions>
      {loading ? (
        <SkeletonLines label="Reading the log" />
      ) : shown.length === 0 ? (
        <NoLines runId={runId} filtered={lines.length > 0} />
      ) : (
        <LogList
          lines={shown}
          run={run}
          projectPath={projectPath}
          hits={hits}
          currentHit={filter.search.trim() === '' ? null : (hits[hit] ?? null)}
          follow={follow}
          onFollowChange={setFollow}
        />
      )}
    </section>
  )
}
