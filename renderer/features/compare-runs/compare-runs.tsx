import { ArrowLeftRight, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { RunComparison } from '#shared/model/overview.ts'
import type { RunSummary } from '#shared/model/run.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showUi } from '../../state/ui-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatWhen } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { changedVariables, comparisonText, valueText } from './compare-words.ts'
import { ComparedBlocks, type DrawDiff } from './compared-blocks.tsx'

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section aria-label={title} className="rounded-lg border border-subtle bg-panel">
    <h3 className="m-0 px-3 py-2.5 font-semibold text-md text-primary">{title}</h3>
    {children}
  </section>
)

type PairRow = { readonly name: string; readonly left: string; readonly right: string }

const PairTable = ({ rows }: { readonly rows: readonly PairRow[] }) => (
  <table className="w-full table-fixed border-collapse text-sm">
    <tbody className="select-text font-mono">
      {rows.map(({ name, left, right }) => (
        <tr key={name} className="border-subtle border-t align-top">
          <th scope="row" className="w-56 truncate px-3 py-1.5 text-left font-normal text-secondary" title={name}>
            {name}
          </th>
          <td className="break-words px-3 py-1.5 text-primary">{left}</td>
          <td className="break-words px-3 py-1.5 text-primary">{right}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

const environmentRows = ({ left, right, packages }: RunComparison['environment']): PairRow[] => [
  ...(left === right ? [] : [{ name: 'Python', left: left ?? '—', right: right ?? '—' }]),
  ...(packages ?? []).map((found) => ({ name: found.name, left: found.left ?? '—', right: found.right ?? '—' })),
]

const Compared = ({ comparison, drawDiff }: { readonly comparison: RunComparison; readonly drawDiff: DrawDiff }) => {
  const variables = changedVariables(comparison).map(({ name, left, right }) => ({
    name,
    left: valueText(left),
    right: valueText(right),
  }))
  const environment = environmentRows(comparison.environment)
  return (
    <div className="flex flex-col gap-4">
      <p className="m-0 text-secondary">{comparisonText(comparison)}</p>
      {variables.length === 0 ? null : (
        <Part title="Variables">
          <PairTable rows={variables} />
        </Part>
      )}
      {environment.length === 0 ? null : (
        <Part title="Environment">
          <PairTable rows={environment} />
        </Part>
      )}
      <Part title="Blocks">
        <ComparedBlocks
          blocks={comparison.blocks}
          runs={{ left: comparison.left.id, right: comparison.right.id }}
          drawDiff={drawDiff}
        />
      </Part>
    </div>
  )
}

const optionsOf = (runs: readonly RunSummary[], chosen: number) => {
  const options = runs.map((run) => ({
    value: String(run.id),
    label: `Run ${run.id} · ${formatWhen(run.startedAt ?? run.queuedAt)}`,
  }))
  // An older run than the list shows can be compared too.
  return options.some(({ value }) => value === String(chosen))
    ? options
    : [...options, { value: String(chosen), label: `Run ${chosen}` }]
}

type CompareProps = { readonly left: number; readonly right: number; readonly drawDiff: DrawDiff }

const Choice = ({ left, right }: Pick<CompareProps, 'left' | 'right'>) => {
  const projectId = useProjectStore((state) => state.projectId)
  const input = projectId === null ? null : { projectId, pipelineUuid: null, states: null, before: null, limit: 200 }
  const { data: runs = [] } = useRequest('run.list', input)
  return (
    <header className="flex flex-wrap items-center gap-2">
      <h2 className="m-0 mr-2 font-semibold text-primary text-xl">Compare</h2>
      <Select
        label="Left run"
        value={String(left)}
        options={optionsOf(runs, left)}
        onChange={(value) => showUi({ comparedRunId: Number(value) })}
      />
      <IconButton label="Change sides" onClick={() => showUi({ comparedRunId: right, shownRunId: left })}>
        <ArrowLeftRight size={14} />
      </IconButton>
      <Select
        label="Right run"
        value={String(right)}
        options={optionsOf(runs, right)}
        onChange={(value) => showUi({ shownRunId: Number(value) })}
      />
      <span className="flex-1" />
      <Button icon={<X size={13} />} onClick={() => showUi({ comparedRunId: null })}>
        Close
      </Button>
    </header>
  )
}

/** Two runs side by side: variables, environment, and block by block code, outputs, metrics, time and memory. */
export const CompareRuns = ({ left, right, drawDiff }: CompareProps) => {
  const projectId = useProjectStore((state) => state.projectId)
  const compared = useRequest('overview.compare', projectId === null ? null : { projectId, left, right })
  return (
    <section aria-label="Comparison of runs" className="h-full overflow-auto bg-canvas">
      <div className="flex flex-col gap-4 p-5">
        <Choice left={left} right={right} />
        {compared.isError ? (
          <ErrorState title="The runs could not be compared" message={compared.error.message} />
        ) : compared.data === undefined ? (
          <SkeletonLines label="Comparing the runs" />
        ) : (
          <Compared comparison={compared.data} drawDiff={drawDiff} />
        )}
      </div>
    </section>
  )
}
