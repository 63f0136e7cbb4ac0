import { useState } from 'react'
import type { TrackedRun } from '#shared/model/tracking.ts'
import { openTrackedRun } from '../../commands/experiment-commands.ts'
import { ScatterChart } from '../../ui/chart/scatter-chart.tsx'
import { EmptyState } from '../../ui/feedback.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { Select } from '../../ui/select.tsx'
import { type Column, numberOf, variedParams } from './columns.ts'

type ScatterProps = { readonly runs: readonly TrackedRun[]; readonly columns: readonly Column[] }

/** One param or metric against a metric; a click opens the tracked run. */
export const ScatterView = ({ runs, columns }: ScatterProps) => {
  const numeric = columns.filter(({ kind, isNumeric }) => isNumeric && (kind === 'metric' || kind === 'param'))
  const metrics = columns.filter(({ kind }) => kind === 'metric')
  const first =
    variedParams(runs, columns).find(({ isNumeric }) => isNumeric) ?? numeric.find(({ id }) => id !== metrics[0]?.id)
  const [x, setX] = useState<string | null>(null)
  const [y, setY] = useState<string | null>(null)
  const [isLog, setLog] = useState(false)
  const across = numeric.find(({ id }) => id === x) ?? first
  const up = metrics.find(({ id }) => id === y) ?? metrics[0]
  if (across === undefined || up === undefined)
    return (
      <EmptyState
        size="sm"
        title="Nothing to compare"
        text="Expected runs with a metric and another number, such as a param."
      />
    )
  const points = runs.flatMap((run) => {
    const [px, py] = [numberOf(run, across.id), numberOf(run, up.id)]
    return px === null || py === null ? [] : [{ id: run.id, name: run.name, x: px, y: py, colour: 0 }]
  })
  const choices = (some: readonly Column[]) => some.map(({ id, label }) => ({ value: id, label }))
  return (
    <ScrollArea label="Scatter" className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-3 text-secondary text-sm">
        <Select label="Upwards" value={up.id} options={choices(metrics)} onChange={setY} />
        against
        <Select label="Across" value={across.id} options={choices(numeric)} onChange={setX} />
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            className="accent-accent"
            checked={isLog}
            onChange={(event) => setLog(event.target.checked)}
          />
          Logarithmic across
        </label>
      </div>
      <div className="mt-3 rounded-lg border border-subtle bg-panel p-4">
        <ScatterChart
          label={`${up.label} against ${across.label}`}
          points={points}
          xTitle={across.label}
          yTitle={up.label}
          x={isLog ? 'log' : 'linear'}
          height={420}
          onPick={(id) => openTrackedRun(id)}
        />
      </div>
    </ScrollArea>
  )
}
