import { Clock } from 'lucide-react'
import { useMemo } from 'react'
import type { Trigger } from '#shared/model/trigger.ts'
import type { Fire } from '#shared/triggers/fires.ts'
import { upcomingFires } from '#shared/triggers/trigger-times.ts'
import { Badge } from '../../ui/badge.tsx'
import { EmptyState } from '../../ui/feedback.tsx'
import { formatDate, formatTime, formatTimeWithZone } from '../../ui/format.ts'
import { Tooltip } from '../../ui/tooltip.tsx'
import { markLabels, markWords } from './trigger-words.ts'

const shownFires = 10

const utc = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ')
const local = (at: number): string => `${formatDate(at)} ${formatTime(at)}`
/** Seconds only where they say something. */
const short = (text: string): string => (text.endsWith(':00') ? text.slice(0, -3) : text)

const Row = ({ fire }: { readonly fire: Fire }) => (
  <tr className="h-7 border-subtle border-t">
    <td className="whitespace-nowrap pr-4 pl-4" title={formatTimeWithZone(fire.at)}>
      {short(local(fire.at))}
    </td>
    <td className="whitespace-nowrap pr-4 text-secondary">{short(utc(fire.at))}</td>
    <td className="pr-4 text-right">
      {fire.mark === null ? null : (
        <Tooltip content={markWords[fire.mark]}>
          <button type="button" className="cursor-default">
            <Badge tone="warning">{markLabels[fire.mark]}</Badge>
          </button>
        </Tooltip>
      )}
    </td>
  </tr>
)

const waiting: Readonly<Partial<Record<Trigger['when']['kind'], string>>> = {
  always: 'Fires whenever its last run has ended.',
  file: 'Fires for each file that arrives.',
  pipeline: 'Fires when the other pipeline ends.',
  api: 'Fires when it is called.',
  event: 'Fires when you click Run once.',
}

/** The next ten fires of the trigger as it is in the form, in local time and UTC, with what the clocks do to them. */
export const FirePreview = ({ trigger, now }: { readonly trigger: Trigger; readonly now: number }) => {
  const { when, startTime, endTime } = trigger
  const fires = useMemo(
    () => upcomingFires({ when, startTime, endTime }, { enabledAt: now, now, limit: shownFires }),
    [when, startTime, endTime, now],
  )
  const text = waiting[when.kind] ?? 'No fire is left: look at the pattern, the start and the end.'
  return (
    <section aria-label="Next fires" className="min-w-0 rounded-lg border border-subtle bg-panel">
      <h3 className="m-0 px-4 pt-2.5 pb-2 font-semibold text-md text-primary">Next fires</h3>
      {fires.length === 0 ? (
        <div className="pb-3">
          <EmptyState size="sm" icon={<Clock size={18} strokeWidth={1.5} />} title="No times to show" text={text} />
        </div>
      ) : (
        <table className="w-full border-collapse text-sm tabular-nums">
          <thead>
            <tr className="h-7 text-left text-muted text-xs">
              <th className="pl-4 font-medium">Local</th>
              <th className="font-medium">UTC</th>
              <th>
                <span className="sr-only">Change of clocks</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {fires.map((fire) => (
              <Row key={fire.at} fire={fire} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
