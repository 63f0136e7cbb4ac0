import { Clock } from 'lucide-react'
import { useProject } from '../../bridge/queries/project.ts'
import { openFile } from '../../commands/file-commands.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/feedback.tsx'
import { formatPlural } from '../../ui/format.ts'

/** Triggers are kept in the file; this version does not fire them, and says so. */
export const TriggersTab = ({ pipelineUuid }: { readonly pipelineUuid: string }) => {
  const count = useProject()?.pipelines.find((pipeline) => pipeline.uuid === pipelineUuid)?.triggerCount ?? 0
  if (count === 0) {
    return (
      <EmptyState
        icon={<Clock size={24} strokeWidth={1.5} />}
        title="No triggers"
        text="Schedules are not part of this version. Start the pipeline with Run, or from a terminal or cron with pipewright run."
      />
    )
  }
  return (
    <EmptyState
      icon={<Clock size={24} strokeWidth={1.5} />}
      title={`${formatPlural(count, 'trigger')} in triggers.yaml`}
      text="They are kept as they are, but this version does not fire them: the pipeline runs when you click Run, or from a terminal."
      action={
        <Button onClick={() => void openFile(`pipelines/${pipelineUuid}/triggers.yaml`)}>Open triggers.yaml</Button>
      }
    />
  )
}
