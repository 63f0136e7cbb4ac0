import { Check, FlaskConical, X } from 'lucide-react'
import type { TestResult } from '#shared/model/run.ts'
import { useLatestRun } from '../../bridge/queries/latest-run.ts'
import { startRun } from '../../commands/run-commands.ts'
import { showUi } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatDuration, formatPlural } from '../../ui/format.ts'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { StateIcon, stateLooks } from '../../ui/state.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import type { FileBlock } from './use-file-block.ts'

const Result = ({ test }: { readonly test: TestResult }) => (
  <li className="border-subtle border-b px-3 py-2">
    <div className="flex items-center gap-2 text-sm">
      {test.state === 'passed' ? (
        <Check size={13} strokeWidth={2.25} className="shrink-0 text-success" aria-label="Passed" />
      ) : (
        <X size={13} strokeWidth={2.25} className="shrink-0 text-failed" aria-label="Failed" />
      )}
      <span className="min-w-0 flex-1 font-mono text-primary [overflow-wrap:anywhere]">{test.name}</span>
      <span className="text-muted text-xs tabular-nums">{formatDuration(test.durationMs)}</span>
    </div>
    {test.message === null ? null : (
      <pre className="m-0 mt-1 select-text overflow-x-auto whitespace-pre-wrap pl-5.5 font-mono text-failed text-xs">
        {test.message}
      </pre>
    )}
  </li>
)

const howTo = (
  <>
    A function with <code className="font-mono">@test</code> in a block’s file is a test: it gets the block’s output
    after every run of the block.
  </>
)

const RunButton = ({ file }: { readonly file: FileBlock }) => {
  const { block, pipelineUuid } = file
  if (block === null || pipelineUuid === null) return null
  const start = () => startRun({ pipelineUuid, scope: { kind: 'only', block: block.uuid }, variables: {} })
  return (
    <Button size="sm" onClick={() => void start()}>
      Run block and tests
    </Button>
  )
}

/** What the tests in the block's file said in its newest run. */
export const BlockTests = ({ file }: { readonly file: FileBlock }) => {
  const run = useLatestRun(file.pipelineUuid)
  const blockRun = run?.blockRuns.find(({ blockUuid }) => blockUuid === file.block?.uuid)
  if (file.isLoading || (file.pipelineUuid !== null && run === undefined)) return <SkeletonLines />
  if (run == null || blockRun === undefined || blockRun.tests.length === 0) {
    const ran = blockRun !== undefined && blockRun.endedAt !== null
    return (
      <EmptyState
        size="sm"
        icon={<FlaskConical size={20} />}
        title={ran ? 'The newest run tested nothing' : 'No test has run yet'}
        text={howTo}
        action={<RunButton file={file} />}
      />
    )
  }
  const failed = blockRun.tests.filter((test) => test.state === 'failed').length
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-9 shrink-0 items-center gap-2 border-subtle border-b px-3 text-secondary text-sm">
        <StateIcon state={blockRun.state} />
        <span className="min-w-0 flex-1 truncate">
          {failed === 0
            ? `${formatPlural(blockRun.tests.length, 'test')} passed`
            : `${failed} of ${formatPlural(blockRun.tests.length, 'test')} failed`}
          {` · run ${run.id}, ${stateLooks[blockRun.state].label.toLowerCase()} `}
          <TimeText time={blockRun.endedAt ?? run.queuedAt} />
        </span>
        <Button size="sm" variant="ghost" onClick={() => showUi({ page: 'pipelines', bottomTab: 'logs' })}>
          Show log
        </Button>
        <RunButton file={file} />
      </div>
      <ScrollArea label="Test results">
        <ul className="m-0 list-none p-0">
          {blockRun.tests.map((test, index) => (
            <Result key={`${test.name}-${index.toString()}`} test={test} />
          ))}
        </ul>
      </ScrollArea>
    </div>
  )
}
