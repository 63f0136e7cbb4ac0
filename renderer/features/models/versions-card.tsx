import { Columns3, MoreHorizontal } from 'lucide-react'
import { create } from 'zustand'
import type { ModelSummary, ModelVersion } from '#shared/model/registry.ts'
import { openRun } from '../../commands/run-commands.ts'
import { Badge } from '../../ui/badge.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { classNames } from '../../ui/class-names.ts'
import { EmptyState } from '../../ui/feedback.tsx'
import { DropdownMenu } from '../../ui/menu.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { kindText, metricNames, metricText } from './model-words.ts'
import { versionMenu } from './version-menu.ts'

/** Names of metrics the user chose, by model; kept while the window is open. */
const useChosenMetrics = create<Readonly<Record<string, readonly string[]>>>()(() => ({}))

/** Metrics shown before the user chose any. */
const mostAtFirst = 3

const cell = 'h-8 px-4 whitespace-nowrap'

type Facts = {
  readonly model: ModelSummary
  readonly metrics: readonly string[]
  /** Milliseconds, by version; null where no endpoint ever told any. */
  readonly latencies: Readonly<Record<number, number>> | null
}

const RunCell = ({ version }: { readonly version: ModelVersion }) => {
  const { runId } = version.source
  if (runId === null) return <span className="text-muted">—</span>
  return (
    <button type="button" className="text-secondary hover:text-accent-strong" onClick={() => openRun(runId)}>
      Run {runId}
    </button>
  )
}

const Marks = ({ version, model }: { readonly version: ModelVersion; readonly model: ModelSummary }) => {
  const aliases = Object.keys(model.aliases).filter((alias) => model.aliases[alias] === version.version)
  return (
    <div className="flex gap-1">
      {aliases.map((alias) => (
        // On a ground of its own: the colour of a chosen row would take its contrast.
        <span key={alias} className="rounded-full bg-panel">
          <Badge tone={alias === 'champion' ? 'success' : 'running'}>{alias}</Badge>
        </span>
      ))}
      {version.stage === null ? null : <Badge>{version.stage}</Badge>}
      {version.hasFiles ? null : (
        <span title="Only its description is here: git leaves the files of models out.">
          <Badge tone="warning">no files</Badge>
        </span>
      )}
    </div>
  )
}

type RowProps = Facts & {
  readonly version: ModelVersion
  readonly isShown: boolean
  readonly onShow: () => void
}

const Row = ({ version, model, metrics, latencies, isShown, onShow }: RowProps) => (
  <tr
    aria-current={isShown}
    className={classNames('border-subtle border-t', isShown ? 'bg-accent-soft' : 'hover:bg-hover')}
  >
    <td className={cell}>
      <button type="button" className="font-semibold text-primary hover:text-accent-strong" onClick={onShow}>
        v{version.version}
      </button>
    </td>
    <td className={cell}>
      <RunCell version={version} />
    </td>
    {metrics.map((name) => (
      <td key={name} className={classNames(cell, 'tabular-nums')} title={String(version.metrics[name] ?? '')}>
        {metricText(version.metrics[name])}
      </td>
    ))}
    {latencies === null ? null : (
      <td className={classNames(cell, 'tabular-nums')}>
        {latencies[version.version] === undefined ? '—' : `${metricText(latencies[version.version])} ms`}
      </td>
    )}
    <td
      className={cell}
      title={version.safe ? undefined : 'Loading it runs code from the file: load only files you trust.'}
    >
      {kindText(version)}
    </td>
    <td className={cell}>
      <TimeText time={version.createdAt} look="age" />
    </td>
    <td className={cell}>
      <Marks version={version} model={model} />
    </td>
    <td className="pr-2 text-right">
      <DropdownMenu entries={versionMenu(version, model)} align="end">
        <IconButton label={`Actions of v${version.version}`} size="sm">
          <MoreHorizontal size={14} />
        </IconButton>
      </DropdownMenu>
    </td>
  </tr>
)

const useShownMetrics = (modelName: string, versions: readonly ModelVersion[]) => {
  const chosen = useChosenMetrics((state) => state[modelName]) ?? null
  const setChosen = (names: readonly string[]) => useChosenMetrics.setState({ [modelName]: names })
  const all = metricNames(versions)
  const shown = chosen ?? all.slice(0, mostAtFirst)
  const toggle = (name: string) =>
    setChosen(
      shown.includes(name)
        ? shown.filter((other) => other !== name)
        : all.filter((other) => other === name || shown.includes(other)),
    )
  return { all, shown, toggle }
}

type CardProps = {
  readonly model: ModelSummary
  readonly versions: readonly ModelVersion[]
  readonly shownVersion: number | null
  readonly latencies: Facts['latencies']
  readonly onShow: (version: number) => void
}

/** Versions as a table, newest first; the shown one is described below. */
export const VersionsCard = ({ model, versions, shownVersion, latencies, onShow }: CardProps) => {
  const { all, shown, toggle } = useShownMetrics(model.name, versions)
  const pipelines = [...new Set(versions.flatMap(({ source }) => source.pipelineUuid ?? []))]
  const columns = ['Version', 'Run', ...shown, ...(latencies === null ? [] : ['Latency p50']), 'Kind', 'Age', 'Stage']
  const choose = all.map((name) => ({ label: name, checked: shown.includes(name), onSelect: () => toggle(name) }))
  const note = (
    <>
      {pipelines.length === 0 ? null : <span className="max-w-64 truncate">from {pipelines.join(', ')}</span>}
      {all.length === 0 ? null : (
        <DropdownMenu entries={[{ kind: 'heading', label: 'Metrics' }, ...choose]} align="end">
          <IconButton label="Choose metrics" size="sm">
            <Columns3 size={13} />
          </IconButton>
        </DropdownMenu>
      )}
    </>
  )
  return (
    <Card title="Versions" note={note}>
      {versions.length === 0 ? (
        <EmptyState size="sm" title="No version yet" text="A block registers one with pipewright.log_model." />
      ) : (
        <div className="max-h-80 overflow-auto">
          <table className="w-full border-collapse text-secondary text-sm">
            <thead className="sticky top-0 bg-panel">
              <tr className="text-left text-muted text-xs">
                {columns.map((title) => (
                  <th key={title} className={classNames(cell, 'max-w-40 truncate font-medium')} title={title}>
                    {title}
                  </th>
                ))}
                <th>
                  <span className="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {versions.map((version) => (
                <Row
                  key={version.version}
                  version={version}
                  model={model}
                  metrics={shown}
                  latencies={latencies}
                  isShown={version.version === shownVersion}
                  onShow={() => onShow(version.version)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}
