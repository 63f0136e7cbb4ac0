import type { PipelineStats } from '#shared/model/overview.ts'
import { openRun } from '../../commands/run-commands.ts'
import { showUi } from '../../state/ui-store.ts'
import { Card } from '../../ui/card.tsx'
import { classNames } from '../../ui/class-names.ts'
import { formatCount, formatDuration } from '../../ui/format.ts'
import { stateLooks } from '../../ui/state.tsx'

const number = 'whitespace-nowrap py-1.5 pl-4 text-right tabular-nums'

/** A bar for each of the newest runs, as high as it took, in the colour of its state; a click opens the run. */
const RecentRuns = ({ recent }: Pick<PipelineStats, 'recent'>) => {
  const longest = Math.max(1, ...recent.map(({ durationMs }) => durationMs))
  return (
    <span className="flex h-6 items-end justify-end gap-px">
      {recent.map(({ runId, state, durationMs }) => {
        const words = `Run ${runId} · ${stateLooks[state].label} · ${formatDuration(durationMs)}`
        return (
          <button
            key={runId}
            type="button"
            aria-label={words}
            title={words}
            className={classNames('w-1.5 cursor-pointer rounded-xs hover:opacity-70', stateLooks[state].fill)}
            style={{ height: `${Math.max(16, (100 * durationMs) / longest)}%` }}
            onClick={() => openRun(runId)}
          />
        )
      })}
    </span>
  )
}

const durationText = (milliseconds: number | null): string =>
  milliseconds === null ? '—' : formatDuration(milliseconds)

const Row = ({ stats }: { readonly stats: PipelineStats }) => {
  const { pipelineUuid, runs, completed, failed, p50, p95, recent } = stats
  return (
    <tr className="border-subtle border-t">
      <td className="max-w-60 py-1.5">
        <button
          type="button"
          title={pipelineUuid}
          className="block max-w-full truncate text-primary hover:text-accent-strong hover:underline"
          onClick={() => showUi({ page: 'pipelines', pipelineUuid, centreTab: 'runs', selection: [] })}
        >
          {pipelineUuid}
        </button>
      </td>
      <td className={number}>{formatCount(runs)}</td>
      <td className={classNames(number, failed > 0 && 'text-failed')}>{formatCount(failed)}</td>
      <td className={number}>{Math.round((100 * completed) / runs)} %</td>
      <td className={number}>{durationText(p50)}</td>
      <td className={number}>{durationText(p95)}</td>
      <td className="py-1.5 pl-4">
        <RecentRuns recent={recent} />
      </td>
    </tr>
  )
}

/** How each pipeline did: success, durations of completed runs, its newest runs. */
export const PipelinesTable = ({ pipelines }: { readonly pipelines: readonly PipelineStats[] }) =>
  pipelines.length === 0 ? null : (
    <Card title="Pipelines" note="Durations of completed runs">
      <div className="overflow-x-auto px-4 pt-1 pb-4">
        <table className="w-full border-collapse text-secondary text-sm">
          <thead>
            <tr className="text-left text-muted text-xs">
              <th className="py-1 font-medium">Pipeline</th>
              <th className={classNames(number, 'font-medium')}>Runs</th>
              <th className={classNames(number, 'font-medium')}>Failed</th>
              <th className={classNames(number, 'font-medium')}>Success</th>
              <th className={classNames(number, 'font-medium')} title="Half of the runs took less">
                p50
              </th>
              <th className={classNames(number, 'font-medium')} title="19 of 20 runs took less">
                p95
              </th>
              <th className={classNames(number, 'font-medium')}>Newest runs</th>
            </tr>
          </thead>
          <tbody>
            {pipelines.map((stats) => (
              <Row key={stats.pipelineUuid} stats={stats} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
