import { FileWarning } from 'lucide-react'
import { useProject } from '../../bridge/queries/project.ts'
import { openFile } from '../../commands/file-commands.ts'
import { pipelineFile } from '../../commands/pipeline-commands.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/feedback.tsx'

type UnreadableProps = {
  /** What cannot be shown: `The graph`. */
  readonly what: string
  readonly pipelineUuid: string
  readonly message: string
}

/** A pipeline whose file cannot be read: what is wrong with it, and the way to the line. */
export const UnreadablePipeline = ({ what, pipelineUuid, message }: UnreadableProps) => {
  const problem = useProject()?.problems.find(
    (candidate) => candidate.pipelineUuid === pipelineUuid && candidate.severity === 'error',
  )
  const file = problem?.file ?? pipelineFile(pipelineUuid)
  const place = typeof problem?.line === 'number' ? `${file}, line ${problem.line}` : file
  return (
    <ErrorState
      title={`${what} of ${pipelineUuid} cannot be shown`}
      message={
        <>
          <p className="m-0">{problem?.message ?? message}</p>
          <p className="mt-1 mb-0 font-mono text-muted text-xs">{place}</p>
        </>
      }
      action={
        <Button
          variant="primary"
          icon={<FileWarning size={14} />}
          onClick={() => void openFile(file, problem?.line ?? undefined)}
        >
          Open the file
        </Button>
      }
    />
  )
}
