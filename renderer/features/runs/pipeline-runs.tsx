import { History, Play } from 'lucide-react'
import type { RunSummary } from '#shared/model/run.ts'
import { runCommand } from '../../commands/registry.ts'
import { openRun } from '../../commands/run-commands.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatDuration, formatTimeWithZone, formatWhen } from '../../ui/format.ts'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { StateIcon, stateLooks } from '../../ui/state.tsx'
import { originText, outcomeText, runDuration, scopeText } from './run-words.ts'
import { useRunList } from './use-run-list.ts'

const heads = ['Run', 'State', 'Started', 'Duration', 'Started by', 'Blocks', 'Variables'] as const

const variablesText = ({ variables }: RunSummary): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join(', ')

const Row = ({ run }: { readonly run: RunSummary }) => {
  const duration = runDuration(run, Date.now())
  const started = run.startedAt ?? run.queuedAt
  return (
    <tr className="border-subtle border-b hover:bg-hover">
      <td className="whitespace-nowrap px-3 py-1.5">
        <button
          type="button"
          className="cursor-pointer font-medium text-primary hover:text-accent-strong hover:underline"
          onClick={() => openRun(run.id)}
        >
          Run {run.id}
        </button>
      </td>
      <td className="whitespace-nowrap px-3 py-1.5">
        <span className="inline-flex items-center gap-2" title={run.reason ?? undefined}>
          <StateIcon state={run.state} /> {stateLooks[run.state].label}
        </span>
      </td>
      <td className="whitespace-nowrap px-3 py-1.5 text-secondary tabular-nums" title={formatTimeWithZone(started)}>
        {formatWhen(started)}
      </td>
      <td className="whitespace-nowrap px-3 py-1.5 text-right text-secondary tabular-nums">
        {duration === null ? '—' : formatDuration(duration)}
      </td>
      <td className="whitespace-nowrap px-3 py-1.5 text-secondary">{originText(run.origin)}</td>
      <td className="whitespace-nowrap px-3 py-1.5 text-secondary" title={scopeText(run.scope)}>
        {outcomeText(run)}
      </td>
      <td className="max-w-72 truncate px-3 py-1.5 font-mono text-muted" title={variablesText(run)}>
        {variablesText(run)}
      </td>
    </tr>
  )
}

/** History of one pipeline as a table; a run opens as it was. */
export const PipelineRuns = ({ pipelineUuid }: { readonly pipelineUuid: string }) => {
  const list = useRunList({ pipelineUuid, states: null })
  if (list.error !== null) return <ErrorState title="The history could not be read" message={list.error.message} />
  if (list.loading) return <SkeletonLines label="Reading the history" />
  if (list.runs.length === 0) {
    return (
      <EmptyState
        icon={<History size={24} strokeWidth={1.5} />}
        title="No runs yet"
        text="Every run is kept here with its code, logs and outputs."
        action={
          <Button variant="primary" icon={<Play size={12} />} onClick={() => void runCommand('run.all')}>
            Run
          </Button>
        }
      />
    )
  }
  return (
    <ScrollArea label={`Runs of ${pipelineUuid}`}>
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr className="sticky top-0 bg-canvas text-left text-muted text-xs">
            {heads.map((head) => (
              <th
                key={head}
                scope="col"
                className={`whitespace-nowrap border-subtle border-b px-3 py-2 font-medium ${head === 'Duration' ? 'text-right' : ''}`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {list.runs.map((run) => (
            <Row key={run.id} run={run} />
          ))}
        </tbody>
      </table>
      {list.hasOlder && (
        <div className="p-3 text-center">
          <Button onClick={list.loadOlder}>Show older runs</Button>
        </div>
      )}
    </ScrollArea>
  )
}
