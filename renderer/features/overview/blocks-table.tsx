import type { BlockStats } from '#shared/model/overview.ts'
import { showUi } from '../../state/ui-store.ts'
import { Card } from '../../ui/card.tsx'
import { classNames } from '../../ui/class-names.ts'
import { formatCount, formatDuration } from '../../ui/format.ts'

const number = 'whitespace-nowrap py-1.5 pl-4 text-right tabular-nums'

const Row = ({ stats }: { readonly stats: BlockStats }) => {
  const { pipelineUuid, blockUuid, runs, failed, p50, p95, share } = stats
  const percent = Math.round(100 * share)
  return (
    <tr className="border-subtle border-t">
      <td className="max-w-72 py-1.5">
        <button
          type="button"
          title={`${blockUuid} of ${pipelineUuid}`}
          className="flex max-w-full items-baseline gap-2 hover:text-accent-strong hover:underline"
          onClick={() => showUi({ page: 'pipelines', pipelineUuid, centreTab: 'graph', selection: [blockUuid] })}
        >
          <span className="truncate text-primary">{blockUuid}</span>
          <span className="truncate text-muted text-xs">{pipelineUuid}</span>
        </button>
      </td>
      <td className={number}>{formatCount(runs)}</td>
      <td className={classNames(number, failed > 0 && 'text-failed')}>{formatCount(failed)}</td>
      <td className={number}>{p50 === null ? '—' : formatDuration(p50)}</td>
      <td className={number}>{p95 === null ? '—' : formatDuration(p95)}</td>
      <td className="w-40 py-1.5 pl-4">
        <span className="flex items-center gap-2" title={`${percent} % of the time of ${pipelineUuid}`}>
          <span className="h-1.5 flex-1 overflow-hidden rounded-full bg-hover">
            <span className="block h-full bg-accent" style={{ width: `${percent}%` }} />
          </span>
          <span className="w-9 text-right tabular-nums">{percent} %</span>
        </span>
      </td>
    </tr>
  )
}

/** The blocks that take longest: what to make faster first. */
export const BlocksTable = ({ blocks }: { readonly blocks: readonly BlockStats[] }) =>
  blocks.length === 0 ? null : (
    <Card title="Slowest blocks" note="By their median">
      <div className="overflow-x-auto px-4 pt-1 pb-4">
        <table className="w-full border-collapse text-secondary text-sm">
          <thead>
            <tr className="text-left text-muted text-xs">
              <th className="py-1 font-medium">Block</th>
              <th className={classNames(number, 'font-medium')}>Ran</th>
              <th className={classNames(number, 'font-medium')}>Failed</th>
              <th className={classNames(number, 'font-medium')}>p50</th>
              <th className={classNames(number, 'font-medium')}>p95</th>
              <th className="py-1 pl-4 font-medium">Of its pipeline’s time</th>
            </tr>
          </thead>
          <tbody>
            {blocks.map((stats) => (
              <Row key={`${stats.pipelineUuid}/${stats.blockUuid}`} stats={stats} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
