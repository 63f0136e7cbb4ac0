import { useRequest } from '../../bridge/queries.ts'
import { openFile } from '../../commands/file-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'

type RunCodeProps = { readonly runId: number; readonly blockUuid: string | null }

const CodeLines = ({ text }: { readonly text: string }) => (
  <ScrollArea label="Code that ran" className="p-3">
    <pre className="m-0 select-text font-mono text-primary text-sm leading-5">
      {text.split('\n').map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that never changes
        <div key={index} className="flex">
          <span className="w-10 shrink-0 select-none pr-3 text-right text-muted">{index + 1}</span>
          <span>{line}</span>
        </div>
      ))}
    </pre>
  </ScrollArea>
)

/** The code of a block as it ran, with a word on whether the file has changed since. */
export const RunCode = ({ runId, blockUuid }: RunCodeProps) => {
  const projectId = useProjectStore((state) => state.projectId)
  const code = useRequest(
    'run.code',
    projectId === null || blockUuid === null ? null : { projectId, runId, blockUuid, attempt: null },
  )
  if (blockUuid === null)
    return <EmptyState size="sm" title="No block selected" text="Select a block above to see the code that ran." />
  if (code.error !== null)
    return <ErrorState size="sm" title="The code could not be read" message={code.error.message} />
  if (code.data === undefined) return <SkeletonLines label="Reading the code" />
  const { file, text, current } = code.data
  const changed =
    current === null
      ? 'The file is gone since.'
      : current === text
        ? 'The file is the same now.'
        : 'The file has changed since.'
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 items-center gap-3 border-subtle border-b px-3.5 py-1.5 text-secondary text-sm">
        <span className="min-w-0 flex-1 truncate">
          {file ?? blockUuid} · {changed}
        </span>
        {file !== null && current !== null && (
          <Button size="sm" onClick={() => void openFile(file)}>
            Open the file
          </Button>
        )}
      </div>
      <CodeLines text={text} />
    </div>
  )
}
