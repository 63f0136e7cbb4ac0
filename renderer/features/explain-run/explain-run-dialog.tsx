import type { BlockDecision } from '#shared/model/run.ts'
import { useRequest } from '../../bridge/queries.ts'
import { runChanged } from '../../commands/run-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatPlural } from '../../ui/format.ts'

const close = (): void => showDialog(null)

const looks: Record<BlockDecision['kind'], { readonly label: string; readonly tone: Tone }> = {
  runs: { label: 'Will run', tone: 'accent' },
  reused: { label: 'Reused', tone: 'neutral' },
  depends: { label: 'Depends', tone: 'warning' },
  left: { label: 'Stays as it was', tone: 'failed' },
}

/** Its reason without the words the badge says already. */
const because = ({ kind, reason }: BlockDecision): string => {
  if (kind !== 'runs') return reason
  const rest = reason.replace(/^Will run because /, '')
  return `${rest.charAt(0).toUpperCase()}${rest.slice(1)}`
}

const countWords = (decisions: readonly BlockDecision[]): string => {
  const count = (kind: BlockDecision['kind']) => decisions.filter((decision) => decision.kind === kind).length
  const depending = count('depends')
  const sure = `${formatPlural(count('runs'), 'block')} will run, ${count('reused')} reused`
  return depending === 0 ? `${sure}.` : `${sure}, ${depending} decided when the blocks above have run.`
}

const Decisions = ({ decisions }: { readonly decisions: readonly BlockDecision[] }) => (
  <table className="w-full border-collapse text-sm">
    <thead className="sr-only">
      <tr>
        <th>Block</th>
        <th>What becomes of it</th>
        <th>Why</th>
      </tr>
    </thead>
    <tbody>
      {decisions.map((decision) => (
        <tr key={decision.blockUuid} className="border-subtle border-b align-top last:border-b-0">
          <td className="whitespace-nowrap py-2 pr-4 font-medium text-primary">{decision.blockUuid}</td>
          <td className="py-2 pr-4">
            <Badge tone={looks[decision.kind].tone}>{looks[decision.kind].label}</Badge>
          </td>
          <td className="w-full select-text py-2 text-secondary">{because(decision)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

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
