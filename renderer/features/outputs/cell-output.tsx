import { X } from 'lucide-react'
import type { Output, Preview } from '#shared/model/output.ts'
import type { BlockRun, TestResult } from '#shared/model/run.ts'
import { childrenOf } from '#shared/run/children.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { showUi } from '../../state/ui-store.ts'
import { ErrorState, Skeleton } from '../../ui/feedback.tsx'
import { formatPlural } from '../../ui/format.ts'
import { BlockErrorView, type OpenLine } from './block-error.tsx'
import { type BlockRunPlace, findBlockRun } from './block-run-place.ts'
import { ChildrenList } from './children-list.tsx'
import { MetricsView } from './metrics-view.tsx'
import { PlotsView, plotsOf } from './plots-view.tsx'
import { PreviewView } from './preview-view.tsx'

/** Outputs shown below a block; the output panel has them all. */
const mostOutputs = 4

/** Rows of a table at once; it scrolls in its cell. */
const mostRows = 8
const rowHeight = 26
const headHeight = 28
const scrollBarHeight = 10

/** The wheel moves the notebook over a table that nobody works in. */
const quietTable = '[&:not(:focus-within)_[role=table]]:overflow-y-hidden'

const tableHeight = (rows: number): number => headHeight + Math.min(mostRows, rows) * rowHeight + scrollBarHeight

const Value = ({ preview, url, place }: Parameters<typeof PreviewView>[0]) => {
  const shown: Preview = preview
  switch (shown.kind) {
    case 'table':
      return (
        <>
          <div style={{ height: tableHeight(shown.totalRows) }} className={quietTable}>
            <PreviewView preview={shown} url={url} place={place} />
          </div>
          {shown.totalRows > mostRows && (
            <p className="m-0 px-3.5 pb-1.5 text-muted text-xs tabular-nums">
              {formatPlural(shown.totalRows, 'row')}, {formatPlural(shown.columns.length, 'column')}; click the table to
              scroll
            </p>
          )}
        </>
      )
    case 'number':
      return <output className="block select-text px-3.5 py-2 font-mono text-primary text-sm">{shown.text}</output>
    case 'none':
      return <p className="m-0 px-3.5 py-2 text-muted text-sm">The block returned None.</p>
    default:
      return (
        <div className="max-h-72 overflow-hidden focus-within:overflow-auto">
          <PreviewView preview={shown} url={url} place={place} />
        </div>
      )
  }
}

const OneOutput = ({ output, place, named }: { output: Output; place: BlockRunPlace; named: boolean }) => {
  const preview = useRequest('output.preview', { ...place, output: output.name })
  return (
    <div className="border-subtle border-t first:border-t-0">
      {named && (
        <p className="m-0 flex gap-2 px-3.5 pt-1.5 text-muted text-xs">
          <span className="font-mono text-secondary">{output.name}</span>
          <span className="truncate">{output.summary}</span>
        </p>
      )}
      {preview.error !== null ? (
        <ErrorState size="sm" title="The output could not be read" message={preview.error.message} />
      ) : preview.data === undefined ? (
        <Skeleton className="m-3.5 h-10" />
      ) : (
        <Value preview={preview.data.preview} url={preview.data.url} place={{ ...place, output: output.name }} />
      )}
    </div>
  )
}

const More = ({ count, blockUuid }: { readonly count: number; readonly blockUuid: string }) =>
  count <= 0 ? null : (
    <button
      type="button"
      className="cursor-pointer px-3.5 py-1.5 text-left text-muted text-sm hover:text-primary"
      onClick={() => showUi({ selection: [blockUuid], inspectorTab: 'output' })}
    >
      {formatPlural(count, 'more output')} in the output panel
    </button>
  )

const FailedTests = ({ tests }: { readonly tests: readonly TestResult[] }) => (
  <ul className="m-0 list-none border-failed border-l-2 bg-failed/10 px-3 py-1.5">
    {tests.map(({ name, message }) => (
      <li key={name} className="py-0.5 text-sm">
        <span className="flex items-center gap-1.5 font-mono text-failed">
          <X size={13} strokeWidth={2.25} className="shrink-0" aria-hidden="true" />
          Test {name} failed
        </span>
        {message !== null && (
          <pre className="m-0 select-text whitespace-pre-wrap break-words pl-5 font-mono text-secondary text-xs">
            {message}
          </pre>
        )}
      </li>
    ))}
  </ul>
)

const isPlot = ({ kind }: Output): boolean => kind === 'image' || kind === 'html'

const Gave = ({ blockRun, place }: { readonly blockRun: BlockRun; readonly place: BlockRunPlace }) => {
  const values = blockRun.outputs.filter((output) => !isPlot(output))
  const failed = blockRun.tests.filter(({ state }) => state === 'failed')
  const nothing = values.length === 1 && values[0]?.kind === 'none'
  // None is what a block gives that returns nothing: worth a word only where there is nothing else.
  const hasMore = plotsOf(blockRun).length + blockRun.metrics.length > 0
  const shown = nothing && hasMore ? [] : values
  return (
    <>
      {failed.length > 0 && <FailedTests tests={failed} />}
      {shown.slice(0, mostOutputs).map((output) => (
        <OneOutput key={output.name} output={output} place={place} named={values.length > 1} />
      ))}
      <More count={shown.length - mostOutputs} blockUuid={blockRun.blockUuid} />
      {plotsOf(blockRun).length > 0 && (
        <div className="border-subtle border-t first:border-t-0">
          <PlotsView blockRun={blockRun} place={place} />
        </div>
      )}
      {blockRun.metrics.length > 0 && (
        <div className="max-h-60 overflow-auto border-subtle border-t first:border-t-0">
          <MetricsView metrics={blockRun.metrics} />
        </div>
      )}
    </>
  )
}

type CellOutputProps = { readonly runId: number; readonly blockUuid: string; readonly onOpenLine: OpenLine }

/** What a block gave in a run, below its code: the first rows of tables, values, plots, metrics, or why it failed. */
export const CellOutput = ({ runId, blockUuid, onOpenLine }: CellOutputProps) => {
  const projectId = useProjectStore((state) => state.projectId)
  const run = useRunStore((state) => state.runs[runId])
  const blockRun = findBlockRun(run, blockUuid)
  if (projectId === null || run === undefined || blockRun === undefined) return null
  const place = { projectId, runId, blockUuid, attempt: Math.max(1, blockRun.attempt) }
  const family = childrenOf(run, blockUuid)
  if (family.length > 0)
    return (
      <div className="h-60">
        <ChildrenList run={run} blockUuid={blockUuid} family={family} />
      </div>
    )
  if (blockRun.error !== null)
    return <BlockErrorView error={blockRun.error} blockRun={blockRun} place={place} onOpen={onOpenLine} />
  return <Gave blockRun={blockRun} place={place} />
}
