import { CalendarRange } from 'lucide-react'
import { useRequest } from '../../bridge/queries.ts'
import { newBackfill } from '../../commands/backfill-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/feedback.tsx'
import { BackfillRow } from './backfill-row.tsx'

/** Backfills of a pipeline, or of all with null (then only where there are some): below the triggers. */
export const BackfillsSection = ({ pipelineUuid }: { readonly pipelineUuid: string | null }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const list = useRequest('backfill.list', projectId === null ? null : { projectId, pipelineUuid })
  if (list.isError) return <ErrorState title="The backfills could not be read" message={list.error.message} />
  const backfills = list.data ?? []
  if (pipelineUuid === null && backfills.length === 0) return null
  return (
    <section aria-label="Backfills" className="mx-auto max-w-240 px-4 pb-6">
      <div className="mb-2 flex items-center gap-2">
        <h3 className="m-0 flex-1 font-semibold text-md text-primary">Backfills</h3>
        {pipelineUuid === null ? null : (
          <Button icon={<CalendarRange size={13} />} onClick={() => newBackfill(pipelineUuid)}>
            New backfill…
          </Button>
        )}
      </div>
      {backfills.length === 0 ? (
        <p className="m-0 rounded-lg border border-subtle border-dashed px-4 py-3 text-muted text-sm">
          A backfill runs this pipeline once for each date of a range in the past.
        </p>
      ) : (
        <ul className="m-0 list-none rounded-lg border border-subtle bg-panel p-0">
          {backfills.map((backfill) => (
            <BackfillRow key={backfill.id} backfill={backfill} showPipeline={pipelineUuid === null} />
          ))}
        </ul>
      )}
    </section>
  )
}
