import { useShallow } from 'zustand/react/shallow'
import type { Run } from '#shared/model/run.ts'
import { isFinalRunState } from '#shared/run/apply-run-event.ts'
import { useRunStore } from '../../state/run-store.ts'
import { formatClock, formatPlural } from '../../ui/format.ts'
import { useClock } from '../../ui/use-clock.ts'

/** Runs that fit in the bar. */
const mostShown = 2

const progress = (run: Run, now: number): string =>
  run.startedAt === null
    ? `Run ${run.id} · waiting`
    : `Run ${run.id} · ${run.blocksDone} of ${formatPlural(run.blocksTotal, 'block')} · ${formatClock(now - run.startedAt)}`

/** Runs that are going on, ticking; a click opens the run. */
export const LiveRuns = ({ onOpen }: { readonly onOpen: (runId: number) => void }) => {
  const active = useRunStore(
    useShallow((state) => Object.values(state.runs).filter((run) => !isFinalRunState(run.state))),
  )
  const now = useClock(active.length > 0 ? 1000 : null)
  const more = active.length - mostShown
  return (
    <>
      {active.slice(0, mostShown).map((run) => (
        <button
          key={run.id}
          type="button"
          title={`Open run ${run.id} of ${run.pipelineUuid}`}
          className="shrink-0 whitespace-nowrap rounded-sm text-running tabular-nums hover:underline"
          onClick={() => onOpen(run.id)}
        >
          {progress(run, now)}
        </button>
      ))}
      {more > 0 && <span className="shrink-0 text-muted">and {formatPlural(more, 'more run', 'more runs')}</span>}
    </>
  )
}
