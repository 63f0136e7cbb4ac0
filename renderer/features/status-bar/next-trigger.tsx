import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { formatDuration, formatTimeWithZone } from '../../ui/format.ts'
import { useClock } from '../../ui/use-clock.ts'

const minuteMs = 60_000
const hourMs = 3_600_000

/** `in 4 h 12 min`, `in 35 s`. */
const untilText = (milliseconds: number): string => {
  if (milliseconds < 1000) return 'now'
  const unit = milliseconds < minuteMs ? 1000 : milliseconds < 48 * hourMs ? minuteMs : hourMs
  return `in ${formatDuration(Math.floor(milliseconds / unit) * unit).replace(/\.0+ /, ' ')}`
}

/** The trigger that fires next: `Next: daily_retrain in 4 h 12 min`. A click shows all triggers. */
export const NextTrigger = ({ onOpen }: { readonly onOpen: () => void }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const list = useRequest('trigger.list', projectId === null ? null : { projectId, pipelineUuid: null }).data
  const fires = (list?.triggers ?? []).flatMap(({ trigger, next }) =>
    next.slice(0, 1).map(({ at }) => ({ name: trigger.name, at })),
  )
  const soonest = fires.sort((a, b) => a.at - b.at)[0] ?? null
  // A minute before it fires the seconds are counted.
  const isSoon = soonest !== null && soonest.at - Date.now() < 2 * minuteMs
  const now = useClock(soonest === null ? null : isSoon ? 1000 : minuteMs / 4)
  const look = 'shrink-0 whitespace-nowrap rounded-sm hover:text-primary'
  if (list?.isPaused === true && list.triggers.some(({ trigger }) => trigger.active)) {
    return (
      <button type="button" className={`${look} text-warning`} onClick={onOpen}>
        Triggers paused
      </button>
    )
  }
  if (soonest === null) return null
  return (
    <button type="button" className={`${look} tabular-nums`} title={formatTimeWithZone(soonest.at)} onClick={onOpen}>
      {`Next: ${soonest.name} ${untilText(soonest.at - now)}`}
    </button>
  )
}
