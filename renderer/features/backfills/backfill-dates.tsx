import type { BackfillDate } from '#shared/model/backfill.ts'
import { useRequest } from '../../bridge/queries.ts'
import { openRun } from '../../commands/run-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { classNames } from '../../ui/class-names.ts'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { stateLooks } from '../../ui/state.tsx'
import { dateState, dateWords } from './backfill-words.ts'

const cell = 'size-4 rounded-xs'

const DateCell = ({ date }: { readonly date: BackfillDate }) => {
  const { fill } = stateLooks[dateState(date)]
  const words = dateWords(date)
  const { runId } = date
  if (runId === null)
    return <span role="img" aria-label={words} title={words} className={classNames(cell, fill, 'opacity-50')} />
  return (
    <button
      type="button"
      aria-label={words}
      title={words}
      className={classNames(cell, fill, 'cursor-pointer hover:outline-2 hover:outline-accent')}
      onClick={() => openRun(runId)}
    />
  )
}

/** Each date of a backfill as a square in the colour of its run, oldest first; a click opens the run. */
export const BackfillDates = ({ backfillId }: { readonly backfillId: number }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const asked = useRequest('backfill.get', projectId === null ? null : { projectId, backfillId })
  if (asked.isError) return <ErrorState title="The dates could not be read" message={asked.error.message} />
  if (asked.data === undefined) return <SkeletonLines label="Reading the dates" />
  const refused = asked.data.dates.find(({ state, reason }) => state === 'not-started' && reason !== null)
  return (
    <div className="border-subtle border-t px-4 py-3">
      <ul aria-label="Dates" className="m-0 flex max-h-48 list-none flex-wrap gap-1 overflow-y-auto p-0.5">
        {asked.data.dates.map((date) => (
          <li key={date.executionDate} className="flex">
            <DateCell date={date} />
          </li>
        ))}
      </ul>
      {refused === undefined ? null : <p className="mt-2 mb-0 text-failed text-sm">{refused.reason}</p>}
    </div>
  )
}
