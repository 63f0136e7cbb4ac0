import { useRequest } from '../../bridge/queries.ts'
import { runChanged } from '../../commands/run-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { countWords } from './decisions.tsx'
import { DecisionsDialog } from './decisions-dialog.tsx'

/** Says of each block whether a run of what changed would run it, and why, before anything starts. */
export const ExplainRunDialog = ({ pipelineUuid }: { readonly pipelineUuid: string }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const input = projectId === null ? null : { projectId, pipelineUuid, scope: { kind: 'all' as const }, variables: {} }
  return (
    <DecisionsDialog
      title={`What would run of ${pipelineUuid}`}
      describe={(decisions) => (decisions === undefined ? undefined : countWords(decisions))}
      asked={useRequest('run.explain', input)}
      failureTitle="This cannot be said now"
      startLabel="Run what changed"
      onStart={() => void runChanged()}
    />
  )
}
