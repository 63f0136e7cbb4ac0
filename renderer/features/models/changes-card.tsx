import type { ModelChange } from '#shared/model/registry.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { changeText } from './model-words.ts'

const mostShown = 200

/** Lines of a log have no name of their own; counted from its end they keep their key while it grows. */
const keyed = (changes: readonly ModelChange[]) =>
  changes.map((change, index) => ({ key: `${change.time}-${changes.length - index}`, change }))

/** What happened to a model, newest first, with who and why; and the way back to the champion before. */
export const ChangesCard = ({ modelName }: { readonly modelName: string }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const input = projectId === null ? null : { projectId, name: modelName, limit: mostShown }
  const { data, error } = useRequest('model.changes', input)
  const former = data?.former ?? null
  const note =
    former === null ? undefined : (
      <Button size="sm" onClick={() => showDialog({ kind: 'roll-back-model', name: modelName })}>
        Roll back to v{former}…
      </Button>
    )
  return (
    <Card title="Changes" note={note}>
      {error !== null ? <ErrorState size="sm" title="The changes could not be read" message={error.message} /> : null}
      {data === undefined && error === null ? <SkeletonLines count={3} label="Reading the changes" /> : null}
      <ScrollArea label="Changes, newest first" className="max-h-72">
        <ol className="m-0 list-none px-4 pb-3">
          {keyed(data?.changes ?? []).map(({ key, change }) => (
            <li key={key} className="border-subtle border-b py-1.5 last:border-b-0">
              <div className="flex gap-3 text-sm">
                <span className="min-w-0 flex-1 text-primary">{changeText(change)}</span>
                <span className="whitespace-nowrap text-muted text-xs">
                  {change.by} · <TimeText time={change.time} look="age" />
                </span>
              </div>
              {change.reason === null || change.reason === '' ? null : (
                <div className="select-text text-secondary text-xs">{change.reason}</div>
              )}
            </li>
          ))}
        </ol>
      </ScrollArea>
    </Card>
  )
}
