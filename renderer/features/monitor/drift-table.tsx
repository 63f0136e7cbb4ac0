import type { FeatureDrift } from '#shared/model/monitoring.ts'
import { Badge } from '../../ui/badge.tsx'
import { BarChart } from '../../ui/chart/bar-chart.tsx'
import { classNames } from '../../ui/class-names.ts'
import { ColumnTitles } from '../../ui/column-titles.tsx'
import { driftLooks, numberOrDash, percent, pValueText } from './monitor-words.ts'

/** A PSI of this much fills the bar; a quarter is a large shift. */
const fullBar = 0.4

/** The stability index as a bar, in the colour of what it means. */
export const DriftBar = ({ drift }: { readonly drift: FeatureDrift }) => (
  <div className="h-1.5 w-full min-w-14 overflow-hidden rounded-full bg-hover" aria-hidden="true">
    <div
      className={classNames('h-full rounded-full', driftLooks[drift.state].bar)}
      style={{ width: `${Math.max(2, Math.min(100, ((drift.psi ?? 0) / fullBar) * 100))}%` }}
    />
  </div>
)

const cell = 'h-8 px-2 first:pl-4 last:pr-4 whitespace-nowrap'

const testText = ({ ks, chiSquare }: FeatureDrift): string => {
  if (ks !== null) return `KS ${numberOrDash(ks.statistic)}, p ${pValueText(ks.pValue)}`
  return chiSquare === null ? '—' : `χ² ${numberOrDash(chiSquare.statistic)}, p ${pValueText(chiSquare.pValue)}`
}

const missingText = ({ missing }: FeatureDrift): string =>
  missing.current === null
    ? '—'
    : `${percent(missing.current)}${missing.reference === null ? '' : ` (${percent(missing.reference)})`}`

type RowProps = { readonly drift: FeatureDrift; readonly isShown: boolean; readonly onShow: () => void }

const Row = ({ drift, isShown, onShow }: RowProps) => {
  const { label, tone } = driftLooks[drift.state]
  return (
    <tr className="border-subtle border-t hover:bg-hover">
      <td className={classNames(cell, 'max-w-56 border-l-2', isShown ? 'border-l-accent' : 'border-l-transparent')}>
        <button
          type="button"
          className="block max-w-full truncate text-left text-primary hover:text-accent-strong"
          title={drift.name}
          aria-pressed={isShown}
          onClick={onShow}
        >
          {drift.name}
        </button>
      </td>
      <td className={cell}>{drift.part === 'prediction' ? 'answer' : drift.kind}</td>
      <td className={cell}>{numberOrDash(drift.psi)}</td>
      <td className={`${cell} w-28`}>
        <DriftBar drift={drift} />
      </td>
      <td className={cell}>
        <Badge tone={tone}>{label}</Badge>
      </td>
      <td className={cell}>{numberOrDash(drift.js)}</td>
      <td className={cell}>{testText(drift)}</td>
      <td className={cell}>{missingText(drift)}</td>
      <td className={cell}>{drift.unseen === null ? '—' : percent(drift.unseen)}</td>
    </tr>
  )
}

const titles = ['Column', 'Kind', 'PSI', '', 'Drift', 'Jensen-Shannon', 'Test', 'Missing (before)', 'Unseen']

type DriftTableProps = {
  readonly features: readonly FeatureDrift[]
  readonly shown: string | null
  readonly onShow: (name: string) => void
}

/** Every input and answer with how far it is from its reference. */
export const DriftTable = ({ features, shown, onShow }: DriftTableProps) => (
  <div className="overflow-x-auto">
    <table className="w-full border-collapse text-secondary text-sm tabular-nums">
      <ColumnTitles cell={cell} titles={titles} />
      <tbody>
        {features.map((drift) => (
          <Row
            key={`${drift.part}/${drift.name}`}
            drift={drift}
            isShown={drift.name === shown}
            onShow={() => onShow(drift.name)}
          />
        ))}
      </tbody>
    </table>
  </div>
)

/** Bins beyond this many are not drawn: names would run into each other. */
const mostBins = 20

/** Both distributions of one column beside each other. */
export const DistributionChart = ({
  drift,
  reference,
}: {
  readonly drift: FeatureDrift
  readonly reference: string
}) => {
  const bins = drift.bins.slice(0, mostBins)
  return (
    <div className="border-subtle border-t px-4 py-3">
      <BarChart
        label={`${drift.name}: ${reference} and now`}
        categories={bins.map(({ label }) => label)}
        height={180}
        formatY={percent}
        series={[
          { name: reference, colour: 'idle', values: bins.map((bin) => bin.reference) },
          { name: 'now', colour: 'accent', values: bins.map((bin) => bin.current) },
        ]}
      />
    </div>
  )
}
