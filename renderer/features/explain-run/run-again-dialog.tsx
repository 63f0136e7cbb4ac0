import { useRequest } from '../../bridge/queries.ts'
import { runBlockRunsAgain } from '../../commands/run-again-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatPlural } from '../../ui/format.ts'
import { Decisions } from './decisions.tsx'

const close = (): void => showDialog(null)

type RunAgainDialogProps = { readonly runId: number; readonly blockRuns: readonly string[] }

const titleOf = ({ runId, blockRuns }: RunAgainDialogProps): string => {
  const [only] = blockRuns
  const what = blockRuns.length === 1 && only !== undefined ? only : formatPlural(blockRuns.length, 'child', 'children')
  return `Run ${what} of run ${runId} again`
}

/** Says what a new run would do in which only these block runs of an earlier one, and what they feed, run; then starts it. */
export const RunAgainDialog = (props: RunAgainDialogProps) => {
  const { runId, blockRuns } = props
  const projectId = useProjectStore((state) => state.projectId)
  const run = useRunStore((state) => state.runs[runId])
  const input = projectId === null ? null : { projectId, runId, again: [...blockRuns] }
  const { data, error, isFetching } = useRequest('run.explainResume', input)
  const decisions = isFetching ? undefined : data
  const start = () => {
    close()
    if (run !== undefined) void runBlockRunsAgain(run, blockRuns)
  }
  return (
    <DialogFrame
      title={titleOf(props)}
      description="A new run: what is not run again is taken over from that run."
      width="lg"
      onClose={close}
      footer={
        <>
          <Button variant="ghost" onClick={close}>
            Cancel
          </Button>
          <Button variant="primary" disabled={decisions === undefined || run === undefined} onClick={start}>
            Run again
          </Button>
        </>
      }
    >
      {isFetching && <SkeletonLines count={4} />}
      {!isFetching && error !== null && (
        <ErrorState size="sm" title="It cannot run again by itself" message={error.message} />
      )}
      {decisions !== undefined && <Decisions decisions={decisions} />}
    </DialogFrame>
  )
}
