import { Clock } from 'lucide-react'
import type { ReactNode } from 'react'
import { useRequest } from '../../bridge/queries.ts'
import { showTriggersOf } from '../../commands/trigger-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showUi, useUiStore } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { TriggerList } from './trigger-list.tsx'

const soonest = (next: readonly { readonly at: number }[]): number => next[0]?.at ?? Number.POSITIVE_INFINITY

/** Triggers of all pipelines, those that fire next first; `after` stands below them. */
export const TriggersPage = ({ after }: { readonly after: ReactNode }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const pipelineUuid = useUiStore((state) => state.pipelineUuid)
  const list = useRequest('trigger.list', projectId === null ? null : { projectId, pipelineUuid: null })
  if (list.isError) return <ErrorState title="The triggers could not be read" message={list.error.message} />
  if (list.data === undefined) return <SkeletonLines label="Reading the triggers" />
  const { triggers, isPaused } = list.data
  if (triggers.length === 0) {
    const show = () => (pipelineUuid === null ? showUi({ page: 'pipelines' }) : showTriggersOf(pipelineUuid))
    return (
      <div className="h-full overflow-auto bg-canvas">
        <EmptyState
          icon={<Clock size={24} strokeWidth={1.5} />}
          title="No triggers yet"
          text="Triggers belong to pipelines. Open one and make its first trigger there."
          action={
            <Button onClick={show}>{pipelineUuid === null ? 'Show pipelines' : `Triggers of ${pipelineUuid}`}</Button>
          }
        />
        {after}
      </div>
    )
  }
  const ordered = [...triggers].sort((a, b) => soonest(a.next) - soonest(b.next))
  return (
    <div className="h-full overflow-auto bg-canvas">
      <h2 className="mx-auto my-0 max-w-240 px-4 pt-5 font-semibold text-primary text-xl">Triggers</h2>
      <TriggerList
        triggers={ordered}
        isPaused={isPaused}
        showPipeline
        onEdit={({ pipelineUuid: shown }) => showTriggersOf(shown)}
      />
      {after}
    </div>
  )
}
