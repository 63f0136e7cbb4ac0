import { SquareTerminal } from 'lucide-react'
import { useProject } from '../../bridge/queries/project.ts'
import { copyToClipboard } from '../../commands/project-commands.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/feedback.tsx'

const quoted = (text: string): string => (/^[\w./\\:-]+$/.test(text) ? text : `"${text}"`)

/** There is no terminal yet: the command that runs the pipeline in one's own. */
export const TerminalPlaceholder = () => {
  const path = useProject()?.path
  const pipelineUuid = useUiStore((state) => state.pipelineUuid)
  const line = path === undefined ? null : `pipewright run ${quoted(path)} ${quoted(pipelineUuid ?? '<pipeline>')}`
  return (
    <EmptyState
      size="sm"
      icon={<SquareTerminal size={20} strokeWidth={1.5} />}
      title="No terminal in this version"
      text={
        <>
          The same run from your own terminal:
          <code className="mt-2 block select-text break-all rounded-md bg-hover px-2 py-1 font-mono text-primary">
            {line}
          </code>
        </>
      }
      action={line === null ? undefined : <Button onClick={() => void copyToClipboard(line)}>Copy</Button>}
    />
  )
}
