import { useState } from 'react'
import type { DataCheck, DriftReport } from '#shared/model/monitoring.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Card } from '../../ui/card.tsx'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatCount } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { DistributionChart, DriftTable } from './drift-table.tsx'
import { percent } from './monitor-words.ts'
import { Nothing } from './nothing.tsx'
import type { Span } from './use-span.ts'

const references = [
  { value: 'training', label: 'against training data' },
  { value: 'previous', label: 'against the time before' },
] as const
type Reference = (typeof references)[number]['value']

const Checks = ({ checks }: { readonly checks: readonly DataCheck[] }) =>
  checks.length === 0 ? null : (
    <div className="border-subtle border-t px-4 py-2">
      <h4 className="m-0 mb-1 font-medium text-muted text-xs">Data checks</h4>
      <ul className="m-0 list-none p-0 text-sm">
        {checks.map(({ feature, kind, rows, of, message }) => (
          <li key={`${feature}/${kind}`} className="py-0.5 text-secondary">
            <span className="text-primary">{feature}</span>: {kind.replaceAll('-', ' ')} in {formatCount(rows)} of{' '}
            {formatCount(of)} rows ({percent(rows / of)}). {message}
          </li>
        ))}
      </ul>
    </div>
  )

const Report = ({ report, reference }: { readonly report: DriftReport; readonly reference: Reference }) => {
  const [chosen, setChosen] = useState<string | null>(null)
  const { features, checks } = report
  if (report.missing !== null) return <Nothing>{report.missing}</Nothing>
  const shown = features.find(({ name }) => name === chosen) ?? features[0]
  return (
    <>
      <DriftTable features={features} shown={shown?.name ?? null} onShow={setChosen} />
      {shown === undefined ? null : (
        <DistributionChart drift={shown} reference={reference === 'training' ? 'training data' : 'the time before'} />
      )}
      <Checks checks={checks} />
    </>
  )
}

const rowsText = ({ version, rows, sampled }: DriftReport): string => {
  const of = version === null ? '' : ` of v${version}`
  return sampled < rows ? `${formatCount(sampled)} of ${formatCount(rows)} rows${of}` : `${formatCount(rows)} rows${of}`
}

/** Inputs and answers against the training data or the time before, column by column. */
export const DriftCard = ({ modelName, span }: { readonly modelName: string; readonly span: Span }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const [reference, setReference] = useState<Reference>('training')
  const input = { modelName, from: span.from, until: span.until, version: null, against: reference }
  const { data, error } = useRequest('monitor.drift', projectId === null ? null : { projectId, ...input })
  const note = (
    <>
      {data === undefined ? null : rowsText(data)}
      <Select
        label="What drift is measured against"
        look="bare"
        value={reference}
        options={references}
        onChange={setReference}
      />
    </>
  )
  return (
    <Card title="Drift" note={note}>
      {error !== null ? <ErrorState size="sm" title="Drift could not be worked out" message={error.message} /> : null}
      {data === undefined && error === null ? <SkeletonLines count={4} label="Comparing" /> : null}
      {data === undefined ? null : <Report report={data} reference={reference} />}
    </Card>
  )
}
