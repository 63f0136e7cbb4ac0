import { useRequest } from '../../bridge/queries.ts'
import { runChanged } from '../../commands/run-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { countWords, Decisions } from './decisions.tsx'

const close = (): void => showDialog(null)

/** Says of each block whether a run of what changed would run it, and why, before anything starts. */
export const ExplainRunDialog = ({ pipelineUuid }: { readonly pipelineUuid: string }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const input = projectId === null ? null : { projectId, pipelineUuid, scope: { kind: 'all' as const }, variables: {} }
  const { data, error, isFetching } = useRequest('run.explain', input)
  const decisions = isFetching ? undefined : data
  const run = () => {
    close()
    void runChanged()
  }
  return (
    <DialogFrame
      title={`What would run of ${pipelineUuid}`}
      description={decisions === undefined ? undefined : countWords(decisions)}
      width="lg"
      onClose={close}
      footer={
        <>
          <Button variant="ghost" onClick={close}>
            Cancel
          </Button>
          <Button variant="primary" disabled={decisions === undefined} onClick={run}>
            Run what changed
          </Button>
        </>
      }
    >
      {isFetching && <SkeletonLines count={4} />}
      {!isFetching && error !== null && (
        <ErrorState size="sm" title="This cannot be said now" message={error.message} />
      )}
      {decisions !== undefined && <Decisions decisions={decisions} />}
    </DialogFrame>
  )
}
