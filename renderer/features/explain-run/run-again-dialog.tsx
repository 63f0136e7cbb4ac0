import { useRequest } from '../../bridge/queries.ts'
import { runBlockRunsAgain } from '../../commands/run-again-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { formatPlural } from '../../ui/format.ts'
import { DecisionsDialog } from './decisions-dialog.tsx'

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
  return (
    <DecisionsDialog
      title={titleOf(props)}
      describe={() => 'A new run: what is not run again is taken over from that run.'}
      asked={useRequest('run.explainResume', input)}
      failureTitle="It cannot run again by itself"
      startLabel="Run again"
      canStart={run !== undefined}
      onStart={() => {
        if (run !== undefined) void runBlockRunsAgain(run, blockRuns)
      }}
    />
  )
}
